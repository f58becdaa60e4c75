"""Developer analytics: what eBay itself says of our calls."""

from marketplaces.adapters.ebay.client import EbayClient, Family
from marketplaces.adapters.ebay.values import Obj, rows


def app_limits(client: EbayClient) -> list[Obj]:
    """Of the app. 204 where there is nothing to tell."""
    return client.get(
        Family.LIMITS,
        "rate_limit/",
        lambda given: rows(given.body.get("rateLimits"), "rateLimits"),
        operation="getRateLimits",
    )


def seller_limits(client: EbayClient) -> list[Obj]:
    """Of this seller with this app."""
    return client.get(
        Family.LIMITS,
        "user_rate_limit/",
        lambda given: rows(given.body.get("rateLimits"), "rateLimits"),
        operation="getUserRateLimits",
        as_app=False,
    )
