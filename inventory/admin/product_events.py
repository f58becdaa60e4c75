"""The history of products and categories in sentences: "Price 10.00 XOF → 12.00 XOF, stock 5 → 0"."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.event_words import capitalised, is_pair, own_words, pairs_in_words, short
from core.console import register_event_reader
from core.models import Event
from inventory.admin.change_values import currencies, money_text, value_text
from inventory.admin.filters import STAFF_FIELD_WORDS
from inventory.models import StaffField

FIELD_WORDS: dict[str, Any] = {
    "title": gettext_lazy("title"),
    "name": gettext_lazy("name"),
    "description": gettext_lazy("description"),
    "sku": gettext_lazy("SKU"),
    "price": gettext_lazy("price"),
    "currency": gettext_lazy("currency"),
    "stock": gettext_lazy("stock"),
    "stock_known": gettext_lazy("stock known"),
    "unit": gettext_lazy("unit"),
    "brand": gettext_lazy("brand"),
    "category": gettext_lazy("category"),
    "category_id": gettext_lazy("category"),
    "parent_id": gettext_lazy("parent"),
    "images": gettext_lazy("pictures"),
    "is_active": gettext_lazy("active"),
}


def read_products(events: Sequence[Event]) -> Mapping[int, str]:
    """Sentences by the event's key. One query, for the currencies."""
    keys = [int(event.subject_id) for event in events if event.subject_id.isdecimal()]
    now = {str(pk): code for pk, code in currencies(keys).items()}
    return {event.pk: _sentence(event, now.get(event.subject_id, "")) for event in events}


def read_categories(events: Sequence[Event]) -> Mapping[int, str]:
    return {event.pk: _sentence(event, "") for event in events}


def _sentence(event: Event, currency: str) -> str:
    if event.kind.endswith(".given_back"):
        fields = ", ".join(_staff_field(name) for name in event.data.get("fields", []))
        return _("Given back to the service: %(fields)s") % {"fields": fields}
    parts = [_pair(name, value, event, currency) for name, value in event.data.items() if is_pair(value)]
    return capitalised(pairs_in_words(parts)) if parts else own_words(event)


def _pair(name: str, values: list[Any], event: Event, currency: str) -> str:
    words = FIELD_WORDS.get(name, name)
    if name == "price":
        changed = event.data.get("currency")
        codes = changed if is_pair(changed) else [currency, currency]
        old, new = (money_text(value, str(code)) for value, code in zip(values, codes, strict=True))
    else:
        old, new = (short(value_text(name, value)) for value in values)
    return f"{words} {old} → {new}"


def _staff_field(name: str) -> str:
    try:
        return str(STAFF_FIELD_WORDS[StaffField[name.upper()]])
    except KeyError:
        return name


register_event_reader("inventory.product", read_products)
register_event_reader("inventory.category", read_categories)
