"""A stateful look-alike of Etsy's Open API v3, to develop, test and demonstrate without a shop."""

from marketplaces.adapters.etsy.simulator.app import EtsySimulator

__all__ = ["EtsySimulator"]
