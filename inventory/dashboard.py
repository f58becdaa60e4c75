"""The catalogue in figures, each with the list that shows exactly those rows.

The figures are one pass over the products and an index of the service's unwell rows, kept for half a minute: a page that
is opened by five people does not read a hundred thousand rows five times.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Max, Q, QuerySet, Subquery, Sum, Value
from django.utils.translation import gettext_lazy as _

from core.dashboard import Figure, Tone
from core.models import Event, SyncRun
from inventory.models import ApiKey, Category, ExternalProduct, Product
from inventory.models.sync_status import SyncStatus
from inventory.stock import in_stock, out_of_stock, unknown_stock

KEPT_SECONDS = 30
CACHE_KEY = "inventory.dashboard"
Condition = Q | Callable[[], Q]
PRODUCTS, SYNC, CURRENCY, CATEGORIES, KEYS = "products", "sync", "currency", "categories", "keys"


@dataclass(frozen=True)
class State:
    """A named condition on products: the dashboard counts it, the list filters by it. One that goes by the age of
    figures is made anew each time."""

    title: Any
    condition: Condition


STOCK_STATES: dict[str, State] = {
    "in": State(_("In stock"), in_stock),
    "out": State(_("Out of stock"), out_of_stock),
    "unknown": State(_("Stock unknown"), unknown_stock),
}
PRICE_STATES: dict[str, State] = {
    "zero": State(_("No price"), Q(price__lte=0)),
    "set": State(_("Has a price"), Q(price__gt=0)),
}
STAFF_STATES: dict[str, State] = {
    "yes": State(_("Some field set by staff"), Q(staff_fields__gt=0)),
    "no": State(_("All fields the service's"), Q(staff_fields=0)),
}
PLACE_STATES: dict[str, State] = {
    "none": State(_("No category"), Q(category=None)),
    "some": State(_("In a category"), Q(category__isnull=False)),
}


def sellable() -> Q:
    return Q(is_active=True, price__gt=0) & in_stock()


def not_sellable() -> Q:
    return ~sellable()


def narrow(condition: Condition) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    def narrowed(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(_made(condition))

    return narrowed


def _made(condition: Condition) -> Q:
    return condition if isinstance(condition, Q) else condition()


def kept(name: str, read: Callable[[], Any]) -> Any:
    """What `read` gives, kept for half a minute or until a run or a person has changed something, whichever is first.

    Every chunk of a run moves its counts and every act of staff leaves a line of history, so a cheap look-up tells.
    """
    state = _state()
    found = cache.get(name)
    if found is None or found[0] != state:
        found = (state, read())
        cache.set(name, found, KEPT_SECONDS)
    return found[1]


def _state() -> tuple[Any, ...]:
    """Differs whenever runs or people have changed something. One query, two before the first run."""
    newest = Event.objects.order_by("-pk").values("pk")[:1]
    runs = SyncRun.objects.aggregate(
        last=Max("pk"),
        made=Sum("created"),
        changed=Sum("updated"),
        missing=Sum("missing"),
        ended=Max("finished_at"),
        event=Max(Subquery(newest)),
    )
    if runs["last"] is None:
        runs["event"] = Event.objects.aggregate(last=Max("pk"))["last"]
    return tuple(runs.values())


def counts() -> dict[str, int]:
    """How many products are in each state, as of at most half a minute ago."""
    found: dict[str, int] = kept(CACHE_KEY, _read_counts)
    return found


def _read_counts() -> dict[str, int]:
    """One pass over the products for their states by currency, the service's rows that are not well from their index:
    one query. Those that are well nobody counts."""
    states = {name: Count("pk", filter=_made(condition)) for name, condition in _COUNTED.items()}
    unwell = ExternalProduct.objects.exclude(sync_status=SyncStatus.SYNCED)
    rows = _counted_by(Product.objects.all(), PRODUCTS, F("currency"), states).union(
        *(
            _counted_by(rows, what, name, dict.fromkeys(_COUNTED, Value(0)))
            for rows, what, name in (
                (unwell, SYNC, F("sync_status")),
                (Category.objects.all(), CATEGORIES, Value("")),
                (ApiKey.objects.filter(is_active=True), KEYS, Value("")),
            )
        ),
        all=True,
    )
    found = {(what, name): counts for what, name, *counts in rows}
    by_currency = {code: counts for (what, code), counts in found.items() if what == PRODUCTS}
    products = [sum(column) for column in zip([0] * (1 + len(_COUNTED)), *by_currency.values(), strict=True)]
    number = {what: counts[0] for what, counts in found.items()}
    return {
        **dict(zip([PRODUCTS, *_COUNTED], products, strict=True)),
        "categories": number.get((CATEGORIES, ""), 0),
        **{f"{SYNC}_{status}": number.get((SYNC, status), 0) for status in _UNWELL},
        "keys": number.get((KEYS, ""), 0),
        **{f"{CURRENCY}_{code}": counts[0] for code, counts in by_currency.items()},
    }


_UNWELL = [status for status in SyncStatus.values if status != SyncStatus.SYNCED]
_COUNTED: dict[str, Condition] = {
    "active": Q(is_active=True),
    "sellable": sellable,
    "stock_out": STOCK_STATES["out"].condition,
    "stock_unknown": STOCK_STATES["unknown"].condition,
    "price_zero": PRICE_STATES["zero"].condition,
    "no_category": PLACE_STATES["none"].condition,
    "by_staff": STAFF_STATES["yes"].condition,
}


def _counted_by(rows: QuerySet[Any], what: str, name: Any, states: Mapping[str, Any]) -> Any:
    """A queryset of (`what`, name, number, and each of `states`) for each name that occurs."""
    named = rows.order_by().annotate(counted_what=Value(what), counted_name=name)
    counts = {f"counted_{state}": count for state, count in states.items()}
    return named.values_list("counted_what", "counted_name").annotate(number=Count("pk"), **counts)


def currencies(number: Mapping[str, int]) -> list[str]:
    """Those in which some product is priced, out of `counts()`."""
    prefix = f"{CURRENCY}_"
    return sorted(name.removeprefix(prefix) for name in number if name.startswith(prefix))


PRODUCT_NEEDS: tuple[tuple[str, Any, str, dict[str, str], str, Tone, Any], ...] = (
    # code, title, which of `counts()`, filter of the product list, icon, tone, what it means
    ("stock_unknown", _("Stock unknown"), "stock_unknown", {"stock": "unknown"}, "help", Tone.WARNING,
     _("Not sold until the service names a figure or staff set one.")),
    ("price_zero", _("No price"), "price_zero", {"price": "zero"}, "money_off", Tone.WARNING,
     _("Not sold at a price of zero.")),
    ("missing", _("Missing at the service"), "sync_missing", {"sync": "missing"}, "visibility_off", Tone.WARNING,
     _("Not in the last complete run; gone after the next.")),
    ("gone", _("Gone from the service"), "sync_gone", {"sync": "gone"}, "delete_forever", Tone.QUIET,
     _("Not in two complete runs: no longer sold.")),
    ("item_errors", _("Last item unreadable"), "sync_error", {"sync": "error"}, "error", Tone.BAD,
     _("The service's last answer for them could not be taken.")),
    ("no_category", _("Without category"), "no_category", {"place": "none"}, "label_off", Tone.QUIET,
     _("Found by search only.")),
)  # fmt: skip


def needs(number: Mapping[str, int] | None = None) -> list[Figure]:
    """What of the catalogue waits for a person; `number` are `counts()` where the caller has them already."""
    number = number or counts()
    found = [
        Figure(code, title, number[count], "inventory.product", query, icon, tone, hint)
        for code, title, count, query, icon, tone, hint in PRODUCT_NEEDS
    ]
    if number["keys"] or settings.B2B_API_KEY:
        return found
    title, hint = _("No key for the B2B service"), _("Nothing can be synced: add a key.")
    return [Figure("no_key", title, 1, "inventory.apikey", {}, "key_off", Tone.BAD, hint, is_count=False), *found]


def figures(number: Mapping[str, int] | None = None) -> list[Figure]:
    """The catalogue's size."""
    number = number or counts()
    return [
        Figure("products", _("Products"), number["products"], "inventory.product", {}, "inventory_2"),
        Figure(
            "sellable",
            _("Sellable now"),
            number["sellable"],
            "inventory.product",
            {"sellable": "yes"},
            "sell",
            Tone.GOOD,
        ),
        Figure("active", _("Active"), number["active"], "inventory.product", {"is_active__exact": "1"}, "toggle_on"),
        Figure(
            "out",
            _("Out of stock"),
            number["stock_out"],
            "inventory.product",
            {"stock": "out"},
            "production_quantity_limits",
        ),
        Figure(
            "by_staff", _("With fields set by staff"), number["by_staff"], "inventory.product", {"staff": "yes"}, "edit"
        ),
        Figure("categories", _("Categories"), number["categories"], "inventory.category", {}, "account_tree"),
    ]
