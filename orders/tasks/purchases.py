"""The jobs of the purchase ledger."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.errors import PartnerError, RateLimited
from core.jobs import JobContext, Reschedule, handles

LONGEST_WAIT_SECONDS = 6 * 3600.0


@handles("orders.place", max_attempts=100)
def place(job: JobContext) -> dict[str, Any]:
    """Send an approved purchase, once."""
    from orders.ledger import purchasing

    return _patiently(lambda: purchasing.place(job.payload["supplier_order"], job_id=job.id))


@handles("orders.pay", max_attempts=100)
def pay(job: JobContext) -> dict[str, Any]:
    """Pay an approved purchase, once; or find out whether it was paid."""
    from orders.ledger import purchasing

    return _patiently(
        lambda: purchasing.pay(job.payload["supplier_order"], job_id=job.id), once=bool(job.payload.get("once"))
    )


@handles("orders.look_up", max_attempts=100)
def look_up(job: JobContext) -> dict[str, Any]:
    """Ask the supplier for a purchase without an answer."""
    from orders.ledger import settling

    again = settling.look_up(job.payload["supplier_order"])
    if again is not None and not job.payload.get("once"):
        raise Reschedule((again - timezone.now()).total_seconds(), "the purchase's outcome is not known yet")
    return {}


@handles("orders.cancel_purchase", max_attempts=100)
def cancel_purchase(job: JobContext) -> dict[str, Any]:
    """Cancel at the supplier what is not wanted any more and not paid."""
    from orders.ledger import withdrawing

    return _patiently(lambda: withdrawing.cancel_at_supplier(job.payload["supplier_order"], job_id=job.id))


@handles("orders.watch_purchases", lease=60, max_attempts=3)
def watch_purchases(_job: JobContext) -> dict[str, Any]:
    """The tick: purchases that stand still get their work back, and staff are told."""
    from orders.ledger import watching

    return {"filed": watching.watch()}


@handles("orders.reconcile", max_attempts=5)
def reconcile(_job: JobContext) -> dict[str, Any]:
    """The suppliers' books beside ours."""
    from orders.ledger import reconciling

    reconciling.note_last_transactions()
    return reconciling.reconcile_all()


def _patiently(work: Callable[[], str], *, once: bool = False) -> dict[str, Any]:
    """Nothing was spent by a call that raises: it comes again, and loses no attempt. `once`: staff asked for a look, and
    the purchase's own job goes on looking."""
    from orders.ledger.intents import Later

    try:
        return {"state": work()}
    except Later as later:
        if once:
            return {"later": later.seconds}
        raise Reschedule(later.seconds, str(later)) from later
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    except PartnerError as error:
        raise Reschedule(settings.PURCHASE_RETRY_SECONDS, str(error)) from error
