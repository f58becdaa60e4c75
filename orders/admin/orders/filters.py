"""Filters and search of the orders, by the same conditions that the first page counts."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RadioFilter
from core.admin.paginator import COUNT_LIMIT
from orders import dashboard, reasons
from orders.actions import labelling
from orders.models import Order, OrderLine, OrderStage, OrderTag, Shipment, SupplierOrder
from suppliers.models import SupplierAccount

ALL = "all"


class StageFilter(SimpleListFilter):
    """The list opens on what needs a hand; who searches without choosing a tab searches all of them."""

    title = _("stage")
    parameter_name = "stage"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.default = ALL if request.GET.get("q") else str(OrderStage.NEEDS_ATTENTION)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*OrderStage.choices, (ALL, _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        _first, *rest = super().choices(changelist)
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chosen = self.value() or self.default
        return queryset.filter(state=chosen) if chosen in OrderStage else queryset


class ReasonFilter(SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, words) for code, words in reasons.ORDERS.items() if code]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


def _dispatch(code: str) -> Any:
    return lambda rows: rows.filter(dashboard.dispatch_condition(code))


class DispatchFilter(RadioFilter):
    title = _("to be sent")
    parameter_name = "dispatch"
    choices_by_code = {
        "late": (_("Late"), _dispatch("late")),
        "today": (_("Today"), _dispatch("today")),
        "tomorrow": (_("Tomorrow"), _dispatch("tomorrow")),
        "later": (_("Later"), _dispatch("later")),
    }


def _since(days: int, rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.filter(placed_at__gte=dashboard.day_start() - timedelta(days=days))


class PlacedFilter(RadioFilter):
    """`today` is what the first page counts as today's: without test orders and cancelled ones."""

    title = _("placed")
    parameter_name = "placed"
    choices_by_code = {
        "today": (_("Today"), lambda rows: rows.filter(dashboard.today_condition())),
        "7": (_("Last 7 days"), partial(_since, 7)),
        "30": (_("Last 30 days"), partial(_since, 30)),
    }


class ProfitFilter(RadioFilter):
    title = _("profit")
    parameter_name = "profit"
    choices_by_code = {
        "loss": (_("Loses money"), lambda rows: rows.filter(profit__lt=0)),
        "thin": (_("Less than 10 % of the total"), lambda rows: rows.filter(profit__gte=0, profit__lt=F("total") / 10)),
        "unknown": (_("Not known"), lambda rows: rows.filter(profit=None)),
    }


class NoteFilter(RadioFilter):
    title = _("note")
    parameter_name = "note"
    choices_by_code = {"yes": (_("Has a note"), lambda rows: rows.exclude(note=""))}


NAMES = "_names_of_filters"


def names_of(request: HttpRequest, kind: str) -> list[tuple[str, str]]:
    """Key and name of what the filters offer: supplier accounts, tags, members of staff. One query for all three."""
    kept: dict[str, Any] = vars(request)
    if NAMES not in kept:
        sources = {"supplier": (SupplierAccount.objects.all(), "name"), "tag": (OrderTag.objects.all(), "name"),
                   "person": (labelling.may_be_assigned(), "username")}  # fmt: skip
        first, *others = (
            rows.order_by().values_list(Value(kind, CharField()), "pk", Cast(column, CharField(max_length=200)))
            for kind, (rows, column) in sources.items()
        )
        kept[NAMES] = sorted(first.union(*others), key=lambda row: row[2].lower())
    return [(str(key), name) for of_kind, key, name in kept[NAMES] if of_kind == kind]


class SupplierOfOrderFilter(SimpleListFilter):
    title = _("supplier")
    parameter_name = "supplier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return names_of(request, "supplier")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        value = self.value() or ""
        if not value.isdecimal():
            return queryset
        return queryset.filter(Exists(SupplierOrder.objects.filter(order=OuterRef("pk"), account=int(value))))


NEWEST = 1_000


def newest_values(request: HttpRequest) -> list[tuple[str, str]]:
    """Country and currency of the newest orders: those of all orders would cost more than they tell. One query."""
    kept: dict[str, Any] = vars(request)
    if "_newest_orders" not in kept:
        newest = Order.objects.order_by("-placed_at", "-pk").values_list("country", "currency")[:NEWEST]
        kept["_newest_orders"] = sorted(set(newest))
    found: list[tuple[str, str]] = kept["_newest_orders"]
    return found


class CountryFilter(SimpleListFilter):
    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code) for code in sorted({country for country, _currency in newest_values(request)}) if code]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(country=self.value()) if self.value() else queryset


class CurrencyFilter(SimpleListFilter):
    title = _("currency")
    parameter_name = "currency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code) for code in sorted({currency for _country, currency in newest_values(request)})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(currency=self.value()) if self.value() else queryset


# --- search -------------------------------------------------------------------------------------------------------------


def matching(term: str, *, with_people: bool) -> list[int]:
    """Keys of the orders that fit, newest first, at most one more than can be shown. `with_people` also looks at the
    buyers' names and e-mail addresses: only for those who may see them, for an answer tells whether somebody bought."""
    of_orders = Q(number__in=_forms(term)) | Q(remote_id=term) | Q(reference=term) | Q(public_id=term)
    fits = of_orders | Q(pk__in=_by_parts(term, with_people=with_people))
    found = Order.objects.filter(fits)
    return list(found.order_by("-placed_at", "-pk").values_list("pk", flat=True)[: COUNT_LIMIT + 1])


def _forms(term: str) -> set[str]:
    """A number with and without the sign that shops put before it."""
    bare = term.lstrip("#")
    return {term, bare, f"#{bare}"}


def _by_parts(term: str, *, with_people: bool) -> list[int]:
    """Orders by what belongs to them: SKU, tracking number, our number or the supplier's of a purchase, tag, buyer. Each
    condition is a query of its own, which has its own index; the database puts them together."""
    lines = OrderLine.objects.filter(Q(sku__startswith=term) | Q(product__sku__startswith=term))
    parcels = Shipment.objects.filter(number=term)
    purchases = SupplierOrder.objects.annotate(theirs=Cast("supplier_order_ids", TextField()))
    bought = purchases.filter(Q(client_no=term) | Q(public_id=term) | Q(theirs__contains=f'"{term}"'))
    tagged = Order.tags.through.objects.filter(ordertag__name=term.lower())
    rows: list[QuerySet[Any, Any]] = [lines, parcels, bought, tagged]
    first, *others = (each.order_by().values_list("order_id", flat=True) for each in rows)
    if with_people:
        others.append(Order.objects.filter(_is_buyer(term)).order_by().values_list("pk", flat=True))
    return list(first.union(*others).order_by("-order_id")[: COUNT_LIMIT + 1])


def _is_buyer(term: str) -> Q:
    mine = Q(customer__erased_at=None, customer__isnull=False)
    return mine & (Q(customer__email__iexact=term) if "@" in term else Q(customer__name__icontains=term))
