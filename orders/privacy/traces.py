"""What else may speak of a person: texts of partners, reasons that staff wrote, files. Where the person's own words stand in
such a text they are blotted out, and the text stays.

The words are read before the person's rows are emptied. Rows of the person's orders are read one by one; logs, which name
no order, are searched.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.models import ApiCall, Event, ImportRow, InboundEvent, Job
from orders.models import (
    Address,
    BulkRow,
    Customer,
    Notification,
    Order,
    OrderRefund,
    PaymentDispute,
    Shipment,
    SupplierOrder,
)
from orders.privacy.words import Words

# Texts that name no order: searched for the person's words. All of them are logs with a short life.
LOGS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (ApiCall, ("path", "excerpt")),
    (Job, ("error",)),
    (BulkRow, ("text",)),
    (InboundEvent, ("error",)),
    (ImportRow, ("text",)),
)
_CHUNK = 400
_SEARCHED_TOGETHER = 40
MOST_SEARCHED = 1_000


@dataclass(frozen=True)
class Traces:
    """Of these people and orders."""

    words: Words
    orders: tuple[int, ...]

    @classmethod
    def of(cls, people: Iterable[Customer], orders: Iterable[int]) -> "Traces":
        keys = tuple(orders)
        found: list[tuple[str, ...]] = [(row.name, row.email, row.phone) for row in people]
        for some in _chunks(keys):
            found += Customer.objects.filter(orders__in=some).values_list("name", "email", "phone")
            found += Address.objects.filter(orders__in=some).values_list(*_ADDRESS)
        names = {name for name, *_others in found}
        return cls(Words.of(names, {str(value) for _name, *others in found for value in others}), keys)

    def wipe(self) -> None:
        """Blots the words out wherever they stand, save in the person's own rows."""
        if self.words:
            self.wipe_orders()
            self._wipe_logs()
            self._wipe_imports()

    def wipe_orders(self) -> None:
        """The same in what belongs to the orders alone."""
        for some in _chunks(self.orders):
            self._wipe_rows(Order.objects.filter(pk__in=some), "hold_reason", "cancel_reason", "reason_values")
            self._wipe_rows(PaymentDispute.objects.filter(order__in=some), "details", "outcome")
            self._wipe_history(some)

    def _wipe_history(self, orders: list[int]) -> None:
        about = {
            "orders.order": orders,
            "orders.customer": Customer.objects.filter(orders__in=orders).values_list("pk", flat=True),
            **{
                model._meta.label_lower: model._default_manager.filter(order__in=orders).values_list("pk", flat=True)
                for model in (SupplierOrder, Shipment, Notification, OrderRefund, PaymentDispute)
            },
        }
        for subject_type, keys in about.items():
            for some in _chunks(tuple(keys)):
                events = Event.objects.filter(subject_type=subject_type, subject_id__in=[str(key) for key in some])
                self._wipe_rows(events, "data")

    def _wipe_logs(self) -> None:
        """Where a whole shop is forgotten there are too many words to look for: then these texts go altogether."""
        if len(self.words.whole) > MOST_SEARCHED:
            for model, fields in LOGS:
                model._default_manager.exclude(**{fields[-1]: ""}).update(**{fields[-1]: ""})
            return
        for model, fields in LOGS:
            for words in _chunks(self.words.whole, _SEARCHED_TOGETHER):
                found = Q()
                for field in fields:
                    for word in words:
                        found |= Q(**{f"{field}__icontains": word}) | Q(**{f"{field}__icontains": _escaped(word)})
                self._wipe_rows(model._default_manager.filter(found), *fields)

    def _wipe_imports(self) -> None:
        """Files that were looked at and wait: the row about this person loses all that it says."""
        rows = ImportRow.objects.exclude(values={}).filter(table__kind="orders")
        for row in rows.only("values").iterator(chunk_size=_CHUNK):
            if self.words.stand_in(row.values):
                ImportRow.objects.filter(pk=row.pk).update(values={}, changes={}, problems=[], outcome="refused")

    def _wipe_rows(self, rows: QuerySet[Any], *fields: str) -> None:
        for row in rows.only(*fields).order_by("pk").iterator(chunk_size=_CHUNK):
            was = {field: getattr(row, field) for field in fields}
            now = {field: self.words.blotted(value) for field, value in was.items()}
            changed = {field: value for field, value in now.items() if value != was[field]}
            if changed:
                type(row)._default_manager.filter(pk=row.pk).update(**changed)


_ADDRESS = ("name", "company", "address1", "address2", "phone", "tax_id")


def _chunks(values: Any, number: int = _CHUNK) -> Iterable[list[Any]]:
    all_of_them = list(values)
    return (all_of_them[start : start + number] for start in range(0, len(all_of_them), number))


def _escaped(word: str) -> str:
    """As JSON writes it, since partners' answers are JSON."""
    return json.dumps(word)[1:-1]
