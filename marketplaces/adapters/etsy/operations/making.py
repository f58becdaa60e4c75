"""What keeps operations safe to ask for twice: looking before making, and what is gone already as deleted."""

from collections.abc import Callable
from typing import Any

from core.errors import NotFound, OutcomeUnknown, Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER

Shown = dict[str, Any]
OTHER_CURRENCY = "currency"


def once(find: Callable[[], Shown | None], make: Callable[[], Shown]) -> Shown:
    """The one that stands there, else a new one; `is_new` says which. After a lost answer it is looked for once more;
    where it does not show then, OutcomeUnknown is raised: asked for anew it is looked for first."""
    found = find()
    if found is not None:
        return found | {"is_new": False}
    try:
        return make() | {"is_new": True}
    except OutcomeUnknown:
        found = find()
        if found is None:
            raise
        return found | {"is_new": True}


def deleted(number: str, delete: Callable[[], None]) -> Shown:
    """`was_there` False where nothing had this number, or an earlier attempt has deleted it."""
    try:
        delete()
    except NotFound:
        return {"id": number, "is_deleted": True, "was_there": False}
    return {"id": number, "is_deleted": True, "was_there": True}


def require_currency(client: EtsyClient, operation: str, given: set[str]) -> None:
    """Etsy takes bare numbers, of the shop's currency. Raises Rejected."""
    currency = client.account.currency
    other = sorted(given - {currency}) if currency else []
    if other:
        words = f"the shop sells in {currency}, the costs are in {', '.join(other)}"
        raise Rejected(PARTNER, operation, message=words, code=OTHER_CURRENCY)
