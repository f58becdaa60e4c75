"""The jobs of what happens after buying: following purchases and parcels, telling shops and customers of them."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from collections.abc import Callable
from typing import Any, TypeVar

from core.account_health import at_work
from core.errors import RateLimited
from core.jobs import JobContext, Reschedule, handles
from core.models import Job, PartnerAccount
from suppliers.models import SupplierAccount

Result = TypeVar("Result")
LONGEST_WAIT_SECONDS = 3600.0


@handles("orders.follow_all", lease=60, max_attempts=1)
def follow_all(job: JobContext) -> dict[str, Any]:
    """The tick: a round over the purchases of each supplier account that has some under way."""
    from orders.actions import following

    return {"accounts": following.file_rounds(job.requested_by or "schedule", job.payload.get("supplier", ""))}


@handles("orders.follow_account", max_attempts=4)
def follow_account(job: JobContext) -> dict[str, Any]:
    """How far the purchases at one account are, the longest unread first."""
    from orders.actions import following
    from suppliers.registry import open_account

    account = SupplierAccount.objects.get(pk=job.payload["account_id"])
    with open_account(account) as adapter:
        return _patiently(account, lambda: following.follow_account(account, adapter, job))


@handles("orders.follow")
def follow(job: JobContext) -> dict[str, Any]:
    """How far one purchase is: a push named it, or it was just placed or paid."""
    from orders.actions import following
    from orders.models import SupplierOrder
    from suppliers.registry import open_account

    row = SupplierOrder.objects.select_related("account").get(pk=job.payload["supplier_order"])
    also, by = job.payload.get("also", []), job.requested_by or "following"
    with open_account(row.account) as adapter:
        return _patiently(row.account, lambda: following.follow_one(row, adapter, also, by))


@handles("orders.track_parcels", lease=60, max_attempts=1)
def track_parcels(job: JobContext) -> dict[str, Any]:
    """The tick: a round over the parcels of each supplier account, and word to customers whose parcel stands still."""
    from orders.actions import tracking

    return tracking.file_rounds(job.requested_by or "schedule")


@handles("orders.track_account", max_attempts=4)
def track_account(job: JobContext) -> dict[str, Any]:
    """Where the parcels of one account's purchases are."""
    from orders.actions import tracking
    from suppliers.registry import open_account

    account = SupplierAccount.objects.get(pk=job.payload["account_id"])
    with open_account(account) as adapter:
        return _patiently(account, lambda: tracking.track_account(account, adapter, job))


@handles("orders.track")
def track(job: JobContext) -> dict[str, Any]:
    """Where these parcels of one supplier order are: a push named one of them."""
    from orders.actions import tracking
    from orders.models import Shipment
    from suppliers.registry import open_account

    parcels = list(
        Shipment.objects.filter(pk__in=job.payload["shipments"])
        .select_related("supplier_order__account")
        .order_by("pk")
    )
    if not parcels:
        return {"known": 0}
    account = parcels[0].supplier_order.account
    with open_account(account) as adapter:
        by = job.requested_by or "tracking"
        return {"known": _patiently(account, lambda: tracking.track_each(parcels, adapter, by))}


@handles("orders.write_back")
def write_back(job: JobContext) -> dict[str, Any]:
    """Tell the shop of a parcel, once. Killed at any moment it looks at the shop first when it is done anew."""
    from marketplaces.registry import open_account
    from orders.following.writing_back import write_back as write
    from orders.models import Shipment

    parcel = Shipment.objects.select_related("order__account").get(pk=job.payload["shipment"])
    account = parcel.order.account
    if account is None:
        return {"shipment": parcel.pk, "state": parcel.state}
    with open_account(account) as adapter:
        return _patiently(account, lambda: write(parcel, adapter, job.requested_by or "write_back"))


@handles("orders.read_back_parcels", lease=60, max_attempts=1)
def read_back_parcels(job: JobContext) -> dict[str, Any]:
    """The tick: parcels that were written are looked for at their shops; what was lost on the way is filed again."""
    from orders.actions import tracking

    return {"parcels": tracking.file_read_back(job.requested_by or "schedule")}


@handles("orders.send_mail")
def send_mail(job: JobContext) -> dict[str, Any]:
    """One message to one customer."""
    from orders.mails.sending import send
    from orders.models import Notification

    message = Notification.objects.select_related("order__account", "order__customer", "shipment").get(
        pk=job.payload["notification"]
    )
    since = Job.objects.values_list("created_at", flat=True).get(pk=job.id)
    return send(message, since, job.requested_by or "notifications")


@handles("orders.watch_parcels", lease=60, max_attempts=1)
def watch_parcels(_job: JobContext) -> dict[str, Any]:
    """The tick: what staff are told of parcels, messages and new orders, and the messages that lost their job."""
    from orders.actions import alerting, mailing

    alerting.settle()
    return {"mails": mailing.file_lost()}


def _patiently(account: PartnerAccount, work: Callable[[], Result]) -> Result:
    """Where a limit, ours or theirs, is reached the job waits as long as it says, and loses no attempt."""
    try:
        with at_work(account):
            return work()
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error


@handles("orders.tell_parcel")
def tell_parcel(job: JobContext) -> dict[str, Any]:
    """A parcel that was sent by hand is told to the marketplace."""
    from marketplaces.registry import open_account as open_shop
    from orders.actions import telling
    from orders.models import Order

    order = Order.objects.select_related("account").get(pk=job.payload["order"])
    account = order.account
    assert account is not None  # noqa: S101 - asked before the job was filed
    with open_shop(account) as adapter:
        number = _patiently(account, lambda: telling.carry_out(order, adapter, job.payload, job))
    return {"order": order.public_id, "fulfilment_id": number}
