"""A stateful look-alike of eBay's REST APIs, to develop, test and demonstrate without a seller account."""

from marketplaces.adapters.ebay.simulator.app import EbaySimulator

__all__ = ["EbaySimulator"]
