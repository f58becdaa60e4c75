"""How rows of a bulk action stand now: what the workers have made of them since it was done to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.models import Job
from orders.actions import bulk_acts
from orders.admin.badges import mail_badge, purchase_badge, stage_badge, told_badge
from orders.admin.why import mail_why, order_why, parcel_why, purchase_why
from orders.models import SupplierOrder
from orders.models.mails import MailState
from orders.models.purchases import PurchaseState

ROUTE_KEYS = ("route", "route_anew")  # of the jobs that choose suppliers
_P = PurchaseState


@dataclass(frozen=True)
class Line:
    """One row as it stands. `standing` is "waiting", "done" or "failed"."""

    name: str
    url: str
    badge: str
    why: str
    standing: str


Reader = Callable[[Sequence[int]], dict[int, Line]]


def _states_of(keys: Sequence[str]) -> dict[str, str]:
    """State of the jobs under these keys. One query."""
    return dict(Job.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "state"))


def _of_job(state: str | None) -> str:
    if state in (Job.State.PENDING, Job.State.LEASED):
        return "waiting"
    return "failed" if state == Job.State.DEAD else "done"


def _purchase(row: SupplierOrder, standing: str) -> Line:
    why = purchase_why(row)
    url = reverse("admin:orders_supplierorder_change", args=[row.pk])
    return Line(f"{row.client_no} · {row.account.name}", url, purchase_badge(row, why), why or row.message, standing)


def purchases(waiting: Sequence[str] = (), failed: Sequence[str] = ()) -> Reader:
    def read(keys: Sequence[int]) -> dict[int, Line]:
        found = {}
        for row in bulk_acts.purchases().filter(pk__in=keys):
            standing = "waiting" if row.state in waiting else "failed" if row.state in failed else "done"
            found[row.pk] = _purchase(row, standing)
        return found

    return read


def orders(keys: Sequence[int]) -> dict[int, Line]:
    return {row.pk: _order(row, "done") for row in bulk_acts.orders().filter(pk__in=keys)}


def _order(row: Any, standing: str) -> Line:
    why, url = order_why(row), reverse("admin:orders_order_change", args=[row.pk])
    return Line(str(row), url, stage_badge(row, why), why, standing)


def routed_orders(keys: Sequence[int]) -> dict[int, Line]:
    jobs = _states_of([f"{kind}:{pk}" for pk in keys for kind in ROUTE_KEYS])
    found = {}
    for row in bulk_acts.orders().filter(pk__in=keys):
        standings = {_of_job(jobs.get(f"{kind}:{row.pk}")) for kind in ROUTE_KEYS}
        found[row.pk] = _order(row, next(each for each in ("waiting", "failed", "done") if each in standings))
    return found


def _parcel(row: Any, standing: str) -> Line:
    why, url = parcel_why(row), reverse("admin:orders_shipment_change", args=[row.pk])
    return Line(f"{row.number} · {row.order}", url, told_badge(row, why), why or row.message, standing)


def parcels(keys: Sequence[int]) -> dict[int, Line]:
    return {row.pk: _parcel(row, "done") for row in bulk_acts.parcels().filter(pk__in=keys)}


def pushed_parcels(keys: Sequence[int]) -> dict[int, Line]:
    jobs = _states_of([f"write_back:{pk}" for pk in keys])
    found = {}
    for row in bulk_acts.parcels().filter(pk__in=keys):
        standing = "failed" if row.state == "refused" else _of_job(jobs.get(f"write_back:{row.pk}"))
        found[row.pk] = _parcel(row, standing)
    return found


def mails(keys: Sequence[int]) -> dict[int, Line]:
    """A message that was sent already goes out as one of its own: this row stays as it is."""
    standings: dict[str, str] = {**dict.fromkeys(bulk_acts.UNDER_WAY, "waiting"), MailState.FAILED: "failed"}
    found = {}
    for row in bulk_acts.mails().filter(pk__in=keys):
        why, url = mail_why(row), reverse("admin:orders_notification_change", args=[row.pk])
        name = f"{row.get_event_display()} · {row.order}"
        found[row.pk] = Line(name, url, mail_badge(row, why), why or row.error, standings.get(row.state, "done"))
    return found


placed_purchases = purchases((_P.READY, _P.SENDING), (_P.HELD, _P.UNKNOWN, _P.NEEDS_OPERATOR, _P.REJECTED))
paid_purchases = purchases((_P.PAY_READY, _P.PAY_SENDING), (_P.PLACED, _P.PAY_UNKNOWN, _P.PAY_REJECTED))
