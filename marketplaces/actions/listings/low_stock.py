"""What is on sale somewhere and has run low there, by thresholds that staff set: one row for each cause, told once, closed
by itself when there is enough again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.alerts.lateness import Causes
from core.notify import settle_alerts
from inventory.models import Category, Product
from inventory.stock import StockSum, stock_sums
from marketplaces.actions.categories.kept import LONGEST_WAY
from marketplaces.actions.pushing.wanting import name_of, sellable
from marketplaces.models import ListingVariant, MarketplaceAccount, StockAlert, StockThreshold
from marketplaces.models.listing import ListingState
from marketplaces.models.stock import StockAlertKind

PORTION = 1000
TOLD_ONE_BY_ONE = 20  # of one shop; a feed that empties everything is one more message, not thousands
STALE = "stale"


@dataclass(frozen=True, slots=True)
class Low:
    kind: StockAlertKind
    sellable: int
    threshold: int


class Thresholds:
    """All of them, read once."""

    def __init__(self) -> None:
        self._least: dict[tuple[int | None, int | None, int | None], int] = {
            (row.product_id, row.category_id, row.account_id): row.least for row in StockThreshold.objects.all()
        }
        self._parents: dict[int, int | None] = {}
        if any(category for _product, category, _account in self._least):
            self._parents = dict(Category.objects.values_list("pk", "parent_id"))

    def least(self, product: Product, account_id: int) -> int:
        """The most particular one that fits; that of the settings where there is none."""
        for account in (account_id, None):
            if (found := self._least.get((product.pk, None, account))) is not None:
                return found
        for category in self._way_up(product.category_id):
            for account in (account_id, None):
                if (found := self._least.get((None, category, account))) is not None:
                    return found
        found = self._least.get((None, None, account_id), self._least.get((None, None, None)))
        return settings.LOW_STOCK_FROM if found is None else found

    def _way_up(self, category: int | None) -> Iterable[int]:
        step = category
        for _number in range(LONGEST_WAY):
            if step is None:
                return
            yield step
            step = self._parents.get(step)


def watch_stock(now: datetime | None = None) -> dict[str, Any]:
    """Opens and closes rows by what is so now, then the alerts by the rows. Nobody is told what is snoozed."""
    now, told = now or timezone.now(), {"opened": 0, "closed": 0, "open": 0}
    thresholds = Thresholds()
    for account in MarketplaceAccount.objects.filter(is_active=True).order_by("pk"):
        opened, closed = _watch_shop(account, thresholds, now)
        told["opened"] += opened
        told["closed"] += closed
    StockAlert.objects.filter(closed_at=None, account__is_active=False).update(closed_at=now)
    told["open"] = StockAlert.objects.filter(closed_at=None).count()
    one_by_one, many = causes(now)
    settle_alerts("low_stock", one_by_one)
    settle_alerts("low_stock_many", many)
    return told


def snooze(alerts: Sequence[StockAlert], days: int) -> int:
    """Nobody is told of these for so many days; what is mended meanwhile is closed all the same."""
    until = timezone.now() + timedelta(days=days)
    keys = [alert.pk for alert in alerts]
    return StockAlert.objects.filter(pk__in=keys, closed_at=None).update(snoozed_until=until)


def low(stock: StockSum, kept_back: int, least: int) -> Low | None:
    """What is the matter with a product's stock, None where there is enough."""
    units = sellable(stock.total, kept_back)
    if stock.total < 0:
        return Low(StockAlertKind.OVERSOLD, int(stock.total), least)
    if not any(line.counted for line in stock.lines):
        is_stale = any(line.reason == STALE for line in stock.lines)
        return Low(StockAlertKind.STALE, 0, least) if is_stale else Low(StockAlertKind.OUT, 0, least)
    if units == 0:
        return Low(StockAlertKind.OUT, 0, least)
    return Low(StockAlertKind.LOW, units, least) if units <= least else None


def causes(now: datetime) -> tuple[Causes, Causes]:
    """What alerts are to be open: the first of each shop one by one, the rest as one."""
    rows = StockAlert.objects.filter(closed_at=None).exclude(snoozed_until__gt=now)
    one_by_one: Causes = {}
    left: dict[int, int] = {}
    number: dict[int, int] = {}
    names: dict[int, str] = {}
    for row in rows.select_related("account", "product").order_by("opened_at", "pk"):
        names[row.account_id] = row.account.name
        number[row.account_id] = number.get(row.account_id, 0) + 1
        if number[row.account_id] > TOLD_ONE_BY_ONE:
            left[row.account_id] = left.get(row.account_id, 0) + 1
        else:
            one_by_one[f"{row.account_id}:{row.product_id}"] = _values(row)
    many: Causes = {str(pk): {"account": names[pk], "count": count} for pk, count in left.items()}
    return one_by_one, many


def _values(row: StockAlert) -> dict[str, Any]:
    return {
        "account": row.account.name,
        "product": f"{row.product.title[:120]} ({name_of(row.product)})",
        "sellable": row.sellable,
        "threshold": row.threshold,
        "what": str(StockAlertKind(row.kind).label),
    }


def _watch_shop(account: MarketplaceAccount, thresholds: Thresholds, now: datetime) -> tuple[int, int]:
    rows = ListingVariant.objects.filter(listing__account=account, listing__state=ListingState.ACTIVE)
    keys = list(rows.order_by("product_id").values_list("product_id", flat=True).distinct())
    found: dict[int, Low] = {}
    for first in range(0, len(keys), PORTION):
        portion = keys[first : first + PORTION]
        sums = stock_sums(portion)
        for product in Product.objects.filter(pk__in=portion).only("pk", "category_id"):
            trouble = low(sums[product.pk], account.stock_buffer, thresholds.least(product, account.pk))
            if trouble is not None:
                found[product.pk] = trouble
    with transaction.atomic():
        return _settle(account, found, now)


def _settle(account: MarketplaceAccount, found: Mapping[int, Low], now: datetime) -> tuple[int, int]:
    known = {row.product_id: row for row in StockAlert.objects.filter(account=account, closed_at=None)}
    for pk, trouble in found.items():
        row = known.get(pk)
        if row is not None and (row.kind, row.sellable, row.threshold) != (
            trouble.kind, trouble.sellable, trouble.threshold,
        ):  # fmt: skip
            row.kind, row.sellable, row.threshold = trouble.kind, trouble.sellable, trouble.threshold
            row.save(update_fields=["kind", "sellable", "threshold"])
    new = [
        StockAlert(
            account=account, product_id=pk, kind=one.kind, sellable=one.sellable, threshold=one.threshold, opened_at=now
        )
        for pk, one in found.items()
        if pk not in known
    ]
    StockAlert.objects.bulk_create(new)
    mended = [row.pk for pk, row in known.items() if pk not in found]
    closed = StockAlert.objects.filter(pk__in=mended).update(closed_at=now)
    return len(new), closed
