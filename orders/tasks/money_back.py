"""The jobs of money that goes back to buyers: refunds, and disputes about payments."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from typing import Any

from core.account_health import at_work
from core.errors import PartnerError, RateLimited
from core.jobs import JobContext, Reschedule, handles

LONGEST_WAIT_SECONDS = 3600.0


@handles("orders.refund")
def refund(job: JobContext) -> dict[str, Any]:
    """One refund: sent, or looked for, or followed until the marketplace says how it ended."""
    from marketplaces.registry import open_account
    from orders import refunding
    from orders.models import OrderRefund

    row = OrderRefund.objects.select_related("order", "order__account").get(pk=job.payload["refund"])
    account = row.order.account
    assert account is not None  # noqa: S101 - asked before the row was made
    try:
        with open_account(account) as adapter, at_work(account):
            wait = refunding.work(adapter, row, job.requested_by or "refunds")
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    if wait is not None and row.state != OrderRefund.State.PENDING:
        raise Reschedule(wait, f"{row}: {row.get_state_display()}")
    return {"refund": row.public_id, "state": row.state, "remote_id": row.remote_id}


@handles("orders.follow_refunds", lease=60, max_attempts=1)
def follow_refunds(job: JobContext) -> dict[str, Any]:
    """The tick: refunds that are under way are looked at again."""
    from orders.actions import refunding

    return {"refunds": refunding.file_open(job.requested_by or "schedule")}


@handles("orders.read_all_disputes", lease=60, max_attempts=1)
def read_all_disputes(job: JobContext) -> dict[str, Any]:
    """The tick: a reading of the disputes of each shop whose marketplace tells of them."""
    from orders.actions import disputing

    return {"shops": len(disputing.file_readings(job.requested_by or "schedule"))}


@handles("orders.read_disputes", max_attempts=4)
def read_disputes(job: JobContext) -> dict[str, Any]:
    """The open disputes of one shop."""
    from marketplaces.models import MarketplaceAccount
    from marketplaces.registry import open_account
    from orders.actions import disputing

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    try:
        with open_account(account) as adapter, at_work(account):
            return disputing.read_all(account, adapter)
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error


@handles("orders.answer_dispute")
def answer_dispute(job: JobContext) -> dict[str, Any]:
    """Staff's answer to a dispute, or evidence for it. Looked at before it is sent: it may be done again."""
    from marketplaces.registry import open_account
    from orders.actions import disputing
    from orders.models import PaymentDispute

    row = PaymentDispute.objects.select_related("account").get(pk=job.payload["dispute"])
    try:
        with open_account(row.account) as adapter, at_work(row.account):
            answer = disputing.carry_out(row, adapter, job.payload["operation"], job.payload["values"])
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    except PartnerError:
        disputing.let_go(row)
        raise
    disputing.let_go(row)
    return {"dispute": row.public_id, "answer": answer}
