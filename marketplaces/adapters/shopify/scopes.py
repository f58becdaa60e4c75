"""Which rights of the app each of our abilities needs. Pure.

By `requiredAccess` of the published schema, 2026-10. Older guides' lists lack the last four lines: with them a shop looks
connected and shows no fulfilment orders at all, without an error.
"""

from collections.abc import Iterable

NEEDS: dict[str, tuple[str, ...]] = {
    "orders": ("read_orders",),
    "personal_data": ("read_customers",),
    "cancel": ("write_orders",),
    "fulfil": ("read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders"),
    "progress": ("write_fulfillments",),
    "publish": ("write_products", "read_publications", "write_publications"),
    "stock": ("read_inventory", "write_inventory", "read_locations"),
}
_ALL = frozenset(scope for scopes in NEEDS.values() for scope in scopes)
# What an installation asks for; a right to write holds the right to read.
REQUESTED = tuple(
    sorted(scope for scope in _ALL if scope.startswith("write_") or scope.replace("read_", "write_", 1) not in _ALL)
)


def held(given: Iterable[str]) -> frozenset[str]:
    """What these rights allow, those to read that come with those to write included."""
    found = {scope.strip() for scope in given if scope.strip()}
    return frozenset(found | {scope.replace("write_", "read_", 1) for scope in found if scope.startswith("write_")})


def missing(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(_ALL - held(given)))


def lost_abilities(given: Iterable[str]) -> tuple[str, ...]:
    have = held(given)
    return tuple(ability for ability, scopes in NEEDS.items() if not have.issuperset(scopes))
