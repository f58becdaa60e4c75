"""What the acts on offers share: which moves there are, how many we may sell, and the line in `inventory.Supply`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.states import Transitions, move
from inventory.events import products_changed
from inventory.models import Supply
from suppliers.interface import StockLevel
from suppliers.models import SupplierProduct, SupplierStock
from suppliers.models.account import StockBasis
from suppliers.models.offer import OfferState

_S = OfferState

OFFER_MOVES = Transitions(
    "suppliers.supplierproduct",
    {
        (_S.SUGGESTED, _S.CONFIRMED): "confirmed",
        (_S.SUGGESTED, _S.DISABLED): "rejected",
        (_S.SUGGESTED, _S.GONE): "not_found",
        (_S.CONFIRMED, _S.CHANGED): "options_changed",
        (_S.CONFIRMED, _S.GONE): "not_found",
        (_S.CONFIRMED, _S.DISABLED): "disabled",
        (_S.CHANGED, _S.CONFIRMED): "confirmed",
        (_S.CHANGED, _S.GONE): "not_found",
        (_S.CHANGED, _S.DISABLED): "rejected",
        (_S.GONE, _S.CONFIRMED): "found_again",
        (_S.GONE, _S.CHANGED): "found_changed",
        (_S.GONE, _S.SUGGESTED): "found_again",
        (_S.GONE, _S.DISABLED): "disabled",
        (_S.DISABLED, _S.CONFIRMED): "enabled",
    },
)

# Why an offer of this state is not sold on (`Supply.reason`).
WHY_NOT: Mapping[str, str] = {
    _S.CONFIRMED: "",
    _S.SUGGESTED: "unconfirmed",
    _S.CHANGED: "changed",
    _S.GONE: "gone",
    _S.DISABLED: "disabled",
}
SUPPLY_FIELDS = ("quantity", "cost", "currency", "rank", "as_of", "trusted", "reason")
MOST = 2_147_483_647  # what the column holds


def deliverable(levels: Iterable[SupplierStock | StockLevel], basis: str, ratio: int) -> int:
    """How many of ours all areas together can deliver, by the account's basis.

    Where a supplier does not tell its own stock from the maker's, only what it vouches for counts under a narrower basis.
    """
    return min(sum(_counted(level, basis) for level in levels) // max(ratio, 1), MOST)


def _counted(level: SupplierStock | StockLevel, basis: str) -> int:
    if basis == StockBasis.TOTAL:
        return max(level.total, 0)
    own, maker = level.own, level.maker
    if own is None and maker is None:
        return max(level.total, 0) if basis == StockBasis.VERIFIED and level.is_verified else 0
    checked = (maker or 0) if basis == StockBasis.VERIFIED and level.is_verified else 0
    return max(own or 0, 0) + max(checked, 0)


def supply_of(offer: SupplierProduct, quantity: int, as_of: datetime | None) -> Supply:
    """The line for this offer as it now is; `offer.account` must be at hand. Not saved."""
    why_not = WHY_NOT[offer.state]
    cost = None if offer.cost is None else offer.cost * offer.quantity_ratio
    return Supply(
        product_id=offer.product_id,
        source=offer.source,
        quantity=0 if offer.state == _S.GONE else quantity,
        cost=cost,
        currency=offer.currency,
        rank=offer.rank,
        as_of=as_of,
        trusted=not why_not,
        reason=why_not,
    )


def save_supplies(supplies: list[Supply]) -> None:
    """Writes these lines in one statement, each over the one of the same product and source."""
    if supplies:
        Supply.objects.bulk_create(
            supplies, update_conflicts=True, unique_fields=["product", "source"], update_fields=list(SUPPLY_FIELDS)
        )


def rewrite_supply(offer: SupplierProduct) -> None:
    """Brings the line up to date after a change of the link itself (state, rank, ratio), and tells of it."""
    levels = list(offer.stock.all())
    known = Supply.objects.filter(product_id=offer.product_id, source=offer.source).first()
    as_of = known.as_of if known else min((level.as_of for level in levels), default=None)
    save_supplies([supply_of(offer, deliverable(levels, offer.account.stock_basis, offer.quantity_ratio), as_of)])
    products_changed([offer.product_id])


def move_offer(offer: SupplierProduct, to: str, *, by: str, why: str = "", **values: Any) -> bool:
    """A move with its supply. False, with nothing written, when somebody else has moved the offer meanwhile."""
    with transaction.atomic():
        if not move(offer, to, by=by, why=why, **values):
            return False
        rewrite_supply(offer)
    return True
