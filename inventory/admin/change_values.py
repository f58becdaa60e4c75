"""Staged changes of the catalogue as staff read them: prices with their currency, yes and no in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from core.admin.badges import grouped
from core.models import SyncChange
from inventory.admin.badges import places_of, plain
from inventory.models import Product
from inventory.sync.rows import UNKNOWN_STOCK

STAGED_WORDS: dict[str, Any] = {
    "price": ngettext_lazy("%(n)s price would jump", "%(n)s prices would jump", "number"),
    "currency": ngettext_lazy("%(n)s currency would change", "%(n)s currencies would change", "number"),
    "stock": ngettext_lazy("%(n)s would lose its stock", "%(n)s would lose their stock", "number"),
    "is_active": ngettext_lazy("%(n)s would be delisted", "%(n)s would be delisted", "number"),
}


def staged_words(field: str, number: int) -> str:
    """ "12 would lose their stock"."""
    if field not in STAGED_WORDS:
        return f"{grouped(number)} × {field}"
    return str(STAGED_WORDS[field] % {"number": number, "n": grouped(number)})


def change_values(changes: Sequence[SyncChange]) -> dict[int, tuple[str, str]]:
    """Old and new value by the change's key. One query, one more where a currency changes with the price."""
    priced = [change for change in changes if change.field == "price"]
    now = currencies([change.object_id for change in priced])
    then = _currencies_to_be(priced)
    shown = {}
    for change in changes:
        if change.field == "price":
            currency = now.get(change.object_id, "")
            new = then.get((change.run_id, change.object_id), currency)
            shown[change.pk] = (money_text(change.old, currency), money_text(change.new, new))
        else:
            shown[change.pk] = (value_text(change.field, change.old), value_text(change.field, change.new))
    return shown


def currencies(products: Sequence[int]) -> Mapping[int, str]:
    return dict(Product.objects.filter(pk__in=products).values_list("pk", "currency")) if products else {}


def _currencies_to_be(priced: Sequence[SyncChange]) -> Mapping[tuple[int, int], str]:
    if not priced:
        return {}
    rows = SyncChange.objects.filter(
        run__in={change.run_id for change in priced},
        field="currency",
        object_id__in=[change.object_id for change in priced],
    )
    return {(run, product): code for run, product, code in rows.values_list("run_id", "object_id", "new")}


def money_text(text: Any, currency: str) -> str:
    number = _decimal(text)
    return str(text) if number is None else f"{grouped(number, places_of(number, 2))} {currency}".strip()


def value_text(field: str, text: Any) -> str:
    """A value of the history or of a staged change, by its field: "yes", "12.5", "unknown"."""
    word = str(text).lower()
    if field in {"is_active", "stock_known"} and word in {"true", "false"}:
        return _("yes") if word == "true" else _("no")
    if field == "stock":
        number = _decimal(text)
        return _("unknown") if text == UNKNOWN_STOCK else str(text) if number is None else plain(number)
    return "–" if text in ("", None) else str(text)


def _decimal(text: Any) -> Decimal | None:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
