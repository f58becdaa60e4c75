"""An amount as eBay writes it: text with two places, and the currency."""

from decimal import Decimal

from marketplaces.adapters.ebay.simulator.calls import Body


def amount(value: Decimal, currency: str) -> Body:
    return {"value": f"{value:.2f}", "currency": currency}
