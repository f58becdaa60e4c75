"""The jobs of orders: reading them, routing them, and what follows from news of them."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from datetime import datetime
from typing import Any

from core.errors import RateLimited
from core.housekeeping import Rows, old_jobs, outdated_rows
from core.jobs import JobContext, Reschedule, handles
from marketplaces.models import MarketplaceAccount
from orders.models import BulkRow

LONGEST_WAIT_SECONDS = 3600.0
FINISH_SECONDS = 5.0
ROUTE_ATTEMPTS = 8


@handles("orders.route", max_attempts=ROUTE_ATTEMPTS)
def route(job: JobContext) -> dict[str, Any]:
    """Choose who delivers what is still to be bought of the order, and draft it; then approve what rules approve."""
    from orders.actions import approving, routing

    try:
        done = routing.route(
            job.payload["order"],
            job.requested_by or "routing",
            anew=bool(job.payload.get("anew")),
            is_patient=job.attempt < ROUTE_ATTEMPTS,
            choices={int(line): offer for line, offer in job.payload.get("choices", {}).items()},
        )
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    approving.approve_by_rule(job.payload["order"])
    return {"drafted": [one.client_no for one in done.drafted], "why_not": done.why_not, "stage": done.order.state}


@handles("orders.route_waiting", lease=120, max_attempts=1)
def route_waiting(job: JobContext) -> dict[str, Any]:
    """The tick: orders that wait for stock, for fresh figures or for the end of a hold are looked at again."""
    from orders.actions import holding

    return {"orders": holding.route_waiting(job.requested_by or "schedule")}


@handles("orders.cancel_seen")
def cancel_seen(job: JobContext) -> dict[str, Any]:
    """The shop shows a cancellation or a full refund: take back what can be taken back."""
    from orders.actions import cancelling

    cancelling.cancel_seen(job.payload["order"], job.requested_by or "shop")
    return {}


@handles("orders.confirm", max_attempts=4)
def confirm(job: JobContext) -> dict[str, Any]:
    """An order is known to be paid: its customer is told that it was received."""
    from orders.mails import notifications
    from orders.models import Order

    notifications.tell(Order.objects.get(pk=job.payload["order"]), "confirmed")
    return {}


@handles("orders.poll_shops", lease=60, max_attempts=1)
def poll_shops(job: JobContext) -> dict[str, Any]:
    """The tick: a reading of the orders of each shop that works."""
    from orders.actions import polling

    return {"shops": polling.file_polls(job.requested_by or "schedule")}


@handles("orders.poll_shop", max_attempts=4)
def poll_shop(job: JobContext) -> dict[str, Any]:
    """Orders of one shop that changed since the last reading."""
    from core.account_health import at_work
    from orders.actions import polling

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    try:
        with at_work(account):
            done = polling.poll_shop(account, job)
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    return {"read": done.read, "failed": done.failed, "pages": done.pages}


@handles("orders.read_order")
def read_order(job: JobContext) -> dict[str, Any]:
    """One order of a shop, read again: it could not be taken when it came in a page of others."""
    from core.account_health import at_work
    from orders.actions import polling

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    try:
        with at_work(account):
            order = polling.read_order(account, job.payload["remote_id"], job.requested_by or "poll")
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    return {"order": order.pk if order is not None else None}


@handles("orders.bulk")
def bulk(job: JobContext) -> dict[str, Any]:
    """What staff asked to be done to the orders, purchases, parcels or messages that they chose."""
    from orders.actions import bulk
    from orders.actions.bulk_acts import ACTS

    return bulk.run_all(ACTS[job.payload["act"]], job)


@handles("orders.count_sold", lease=300, max_attempts=3)
def count_sold(_job: JobContext) -> dict[str, Any]:
    """The tick: how many units of each product were sold lately."""
    from orders.standing import sold

    return {"products": sold.count_sold()}


@handles("privacy.erase")
def erase(job: JobContext) -> dict[str, Any]:
    """A person, or all of a shop, is to be forgotten: a shop's webhook or a member of staff said so."""
    from core.models import InboundEvent
    from orders import privacy

    event = InboundEvent.objects.filter(pk=job.payload.get("event") or 0).first()
    if event is not None and event.state == InboundEvent.State.RECEIVED:
        raise Reschedule(FINISH_SECONDS, "the webhook that asks for it is still being processed")
    wanted = job.payload
    buyer_id = str(wanted.get("buyer_id") or "")
    if not buyer_id and event is not None and "shop" not in event.topic:
        return {"orders": 0}  # a person was meant and not named: never everybody in their place
    return {"orders": privacy.erase(wanted["partner"], str(wanted["account_id"]), buyer_id)}


@handles("orders.forget_outdated")
def forget_outdated(job: JobContext) -> dict[str, Any]:
    """Addresses of orders that were over long ago, and customers without a younger order, are forgotten."""
    from orders import privacy

    return privacy.forget_outdated(job)


@handles("privacy.tell")
def tell(job: JobContext) -> dict[str, Any]:
    """A person asks what is stored of them: it is noted for staff, who hand the answer on. The job keeps no data."""
    from orders import privacy

    wanted = job.payload
    return privacy.note_request(wanted["partner"], str(wanted["account_id"]), str(wanted.get("buyer_id") or ""))


@outdated_rows
def rows_of_old_bulk_actions(now: datetime) -> Rows:
    return {"bulk_rows": BulkRow.objects.filter(job__in=old_jobs(now))}
