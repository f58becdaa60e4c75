"""Whether "nothing is left" may be told to a shop already. A feed that is broken says so of everything: what only a feed
says is pushed once another reading says so too. What our own orders have sold out is pushed at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from core.models import SyncRun
from inventory.stock import OWN, RESERVED, StockLine, StockSum
from marketplaces.actions.pushing.wanting import Wanted, sellable
from marketplaces.models import Listing, ListingVariant

LOOK_AGAIN = timedelta(minutes=10)


def hold_back(rows: Sequence[ListingVariant], figures: Mapping[int, Wanted], kept_back: int) -> set[int]:
    """The primary keys of those whose zero waits for another reading. When each was first seen is written down."""
    now = timezone.now()
    asked_at = (
        _last_products_run() if any(_is_by_feed(row, figures[row.product_id], kept_back) for row in rows) else None
    )
    waiting: set[int] = set()
    for row in rows:
        wanted = figures[row.product_id]
        if not _is_by_feed(row, wanted, kept_back):
            _note(row, None)
        elif not _is_confirmed(row, wanted, asked_at, now):
            waiting.add(row.pk)
            _note(row, row.zero_at or now)
    return waiting


def _is_by_feed(row: ListingVariant, wanted: Wanted, kept_back: int) -> bool:
    """Some stands there, none is to, and no more than a feed's figure is the cause."""
    if not row.pushed_quantity or wanted.quantity or wanted.problems or wanted.stock is None:
        return False
    unsold = wanted.stock.total - sum(line.quantity for line in wanted.stock.lines if line.label_code == RESERVED)
    return not sellable(unsold, kept_back) and unsold <= 0


def _is_confirmed(row: ListingVariant, wanted: Wanted, asked_at: datetime | None, now: datetime) -> bool:
    if settings.STOCK_ZERO_WAIT_MINUTES <= 0:
        return True
    if row.zero_at is None:
        return False
    if now - row.zero_at >= timedelta(minutes=settings.STOCK_ZERO_WAIT_MINUTES):
        return True  # to sell what nobody has is worse than to believe a feed
    stock: StockSum = wanted.stock  # type: ignore[assignment]  # there, since it is by a feed
    read = [_read_at(line, asked_at) for line in stock.lines if line.counted and line.label_code != RESERVED]
    return bool(read) and all(at is not None and at > row.zero_at for at in read)


def _read_at(line: StockLine, asked_at: datetime | None) -> datetime | None:
    """Our own stock's date is that of its last change: that it was read again without one, a run tells."""
    if line.label_code != OWN or line.source != "b2b":
        return (
            line.as_of if line.source or line.label_code != OWN else timezone.now()
        )  # staff's own word needs no other
    return max((at for at in (line.as_of, asked_at) if at is not None), default=None)


def _last_products_run() -> datetime | None:
    """When the catalogue was last read to its end."""
    done = SyncRun.objects.filter(partner="b2b", kind="products", state=SyncRun.State.DONE)
    last: datetime | None = done.aggregate(last=Max("finished_at"))["last"]
    return last


def _note(row: ListingVariant, at: datetime | None) -> None:
    if row.zero_at != at:
        row.zero_at = at
        ListingVariant.objects.filter(pk=row.pk).update(zero_at=at)


def wait(listing: Listing, version: int) -> datetime:
    """Leaves the listing behind and has it looked at again later, unless a new version is wanted already."""
    again_at = timezone.now() + LOOK_AGAIN
    Listing.objects.filter(pk=listing.pk, wanted_version=version).update(push_after=again_at)
    return again_at


def without(rows: Iterable[ListingVariant], waiting: set[int]) -> list[ListingVariant]:
    return [row for row in rows if row.pk not in waiting]
