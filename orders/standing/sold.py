"""What counts as sold, and how many units of each product were: the catalogue keeps the figure with the product."""

from datetime import date, datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from inventory.models import Product
from orders.models import OrderLine
from orders.models.order import OrderStage

SALES_DAYS = 30
AT_ONCE = 500


def day_start(days: int = 0) -> datetime:
    """Midnight of today, or of so many days later, in the zone of the installation."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def sold_condition(days: int, order: str = "") -> Q:
    """Placed today or on one of so many days less one before it, and not cancelled. Test orders are no money. `order` is
    the way to the order, "order__" where lines are asked for."""
    return _counts(order) & Q(**{f"{order}placed_at__gte": day_start(1 - days)})


def sold_on_condition(day: date) -> Q:
    """Placed on this day of the installation's zone, and not cancelled. Test orders are no money."""
    begin = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    return _counts("") & Q(placed_at__gte=begin, placed_at__lt=end)


def count_sold() -> int:
    """Writes into the catalogue how many units of each product were sold in the last thirty days, less what was taken off
    the orders again; gives how many products have another figure than before."""
    lines = OrderLine.objects.filter(sold_condition(SALES_DAYS, "order__"), product__isnull=False)
    units = dict(lines.order_by().values_list("product_id").annotate(units=Sum("owed")))
    kept = dict(Product.objects.filter(sold_30d__gt=0).order_by().values_list("pk", "sold_30d"))
    changed = {pk: units.get(pk, 0) for pk in units.keys() | kept.keys() if units.get(pk, 0) != kept.get(pk, 0)}
    _write(changed)
    return len(changed)


def _counts(order: str) -> Q:
    return Q(**{f"{order}is_test": False}) & ~Q(**{f"{order}state": OrderStage.CANCELLED})


def _write(units: dict[int, int]) -> None:
    """Products with the same figure in one statement: nearly all have sold a few."""
    by_figure: dict[int, list[int]] = {}
    for pk, number in units.items():
        by_figure.setdefault(number, []).append(pk)
    for number, keys in by_figure.items():
        for start in range(0, len(keys), AT_ONCE):
            Product.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(sold_30d=number)
