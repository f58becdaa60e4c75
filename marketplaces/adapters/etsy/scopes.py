"""The rights we ask a seller for, and what does not work without each. Pure."""

REQUESTED = ("listings_r", "listings_w", "listings_d", "shops_r", "shops_w", "transactions_r", "transactions_w")
_ABILITIES = (
    ("transactions_r", "orders"),
    ("transactions_w", "fulfil"),
    ("listings_r", "stock"),
    ("listings_w", "publish"),
    ("listings_w", "stock"),
)


def missing_of(granted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(scope for scope in REQUESTED if scope not in granted)


def lost_without(missing: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of `ShopInfo.lost_abilities`."""
    return tuple(dict.fromkeys(ability for scope, ability in _ABILITIES if scope in missing))
