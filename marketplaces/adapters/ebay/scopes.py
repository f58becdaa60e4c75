"""Which rights (OAuth scopes) each of our abilities needs. Pure.

Sources: `security` of the published documents; read in November 2026. In eBay's sandbox the names are the same.
"""

from collections.abc import Iterable

BASE = "https://api.ebay.com/oauth/api_scope"

NEEDS: dict[str, tuple[str, ...]] = {
    "orders": ("sell.fulfillment",),
    "fulfil": ("sell.fulfillment",),
    "refund": ("sell.finances",),
    "disputes": ("sell.payment.dispute",),
    "publish": ("sell.inventory", "sell.account"),
    "stock": ("sell.inventory",),
    "advertise": ("sell.marketing",),
    "analytics": ("sell.analytics.readonly",),
    "account": ("commerce.identity.readonly",),
    "webhooks": ("commerce.notification.subscription",),
}
_ALL = tuple(sorted({scope for scopes in NEEDS.values() for scope in scopes}))


def requested(left_out: Iterable[str] = ()) -> tuple[str, ...]:
    """What a consent asks for, in full. A keyset that was not granted one of these gets `invalid_scope` for all of them,
    so that each can be left out by its short name."""
    without = set(left_out)
    return (BASE, *(f"{BASE}/{scope}" for scope in _ALL if scope not in without))


def missing(left_out: Iterable[str]) -> tuple[str, ...]:
    without = set(left_out)
    return tuple(scope for scope in _ALL if scope in without)


def lost_abilities(left_out: Iterable[str]) -> tuple[str, ...]:
    without = set(left_out)
    return tuple(ability for ability, scopes in NEEDS.items() if without.intersection(scopes))
