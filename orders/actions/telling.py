"""A parcel that staff or a program have sent themselves: told to the marketplace once, and looked for first.

Parcels of suppliers go another way (`orders.following.writing_back`): they have a row of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from core.durable import durable_commits
from core.errors import AuthFailed, OutcomeUnknown, Retryable
from core.history import record
from core.jobs import JobContext, LeaseLost, Reschedule, enqueue
from core.models import Job
from marketplaces.interface import Capability, MarketplaceAdapter, ParcelNotice
from marketplaces.registry import adapter_class
from orders.actions.errors import NotAllowedNow, require
from orders.models import Order

TELL = "orders.tell_parcel"
MAY = "orders.change_shipment"
_SENT = "sent"
LOOK_SECONDS = 300.0  # after a lost answer: by then a parcel that was taken shows


def tell(order: Order, number: str, carrier: str, lines: Sequence[tuple[str, int]], by: str, user: User | None) -> Job:
    """`lines` are (the marketplace's line id, quantity). Raises NotAllowedNow, PermissionDenied."""
    require(user, MAY)
    if order.account is None or Capability.FULFIL not in adapter_class(order.account.marketplace).capabilities:
        raise NotAllowedNow("unsupported", _("This order's marketplace is not told of parcels by the hub."))
    if order.cancelled_at is not None:
        raise NotAllowedNow("cancelled", _("The order is cancelled."))
    known = dict(order.lines.values_list("remote_line_id", "quantity"))
    if not lines or any(line not in known or not 0 < count <= known[line] for line, count in lines):
        raise NotAllowedNow("unknown_line", _("A line is not one of this order's, or holds less."))
    payload = {"order": order.pk, "number": number, "carrier": carrier, "lines": [list(each) for each in lines]}
    job = enqueue(TELL, payload, aggregate_key=f"write_back:{order.pk}", requested_by=by)
    record(order, "order.parcel_told_by_hand", by=by, data={"number": number, "carrier": carrier})
    return job


def carry_out(order: Order, adapter: MarketplaceAdapter, given: Mapping[str, Any], job: JobContext) -> str:
    """The marketplace's id of the parcel. What went out once is only looked for. Raises OutcomeUnknown where it is not
    there."""
    tracking = adapter.carrier_words(given["carrier"], given["number"])
    there = adapter.fulfilments(order.remote_id).with_number(tracking.number)
    if there is not None:
        return there.fulfilment_id
    _mark_sent(job, adapter.slug)
    lines = tuple((str(line), int(count)) for line, count in given["lines"])
    try:
        return adapter.fulfil(order.remote_id, ParcelNotice(tracking, lines))
    except (Retryable, AuthFailed):  # it was not carried out
        job.write(progress={})
        raise
    except OutcomeUnknown as error:
        raise Reschedule(LOOK_SECONDS, str(error)) from error


def _mark_sent(job: JobContext, partner: str) -> None:
    kept = Job.objects.filter(pk=job.id).values_list("progress", flat=True).first() or {}
    if kept.get("text") == _SENT:
        words = "an attempt before this one may have been carried out, and the parcel does not show"
        raise OutcomeUnknown(partner, "tell a parcel", message=words)
    with durable_commits():
        if not job.write(progress={"done": 0, "total": 1, "text": _SENT}):
            raise LeaseLost(f"{job.kind} #{job.id}")
