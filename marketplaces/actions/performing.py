"""What one marketplace can do beyond what all of them can: read at once, written by a job with a result to look up."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.durable import durable_commits
from core.errors import OutcomeUnknown
from core.history import record
from core.jobs import JobContext, LeaseLost, enqueue
from core.models import Job
from marketplaces.actions.errors import NotPossible
from marketplaces.interface import Operation
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account

PERFORM = "marketplaces.perform"
_SENT = "sent"


def operation_of(marketplace: str, name: str) -> Operation:
    """Raises NotPossible where the marketplace has none of this name."""
    found = adapter_class(marketplace).operations.get(name)
    if found is None:
        raise NotPossible("unsupported", _("This marketplace cannot do that."))
    return found


def read(account: MarketplaceAccount, name: str, values: Mapping[str, Any]) -> Any:
    """The answer of a reading operation. Raises PartnerError."""
    if operation_of(account.marketplace, name).changes:
        raise ValueError(f"{name} writes: it is done by a job.")
    with open_account(account) as adapter:
        return adapter.perform(name, values)


def start(
    account: MarketplaceAccount, name: str, values: Mapping[str, Any], by: str, *, accepts_fee: bool = False
) -> Job:
    """Files a writing operation. `values` hold no personal data and no secret. Raises NotPossible without the consent to
    a fee where there is one."""
    operation = operation_of(account.marketplace, name)
    if operation.costs_fee and not accepts_fee:
        raise NotPossible("fee_not_confirmed", _("The marketplace charges for this: confirm the fee."))
    payload = {"account_id": account.pk, "operation": name, "values": dict(values)}
    return enqueue(PERFORM, payload, aggregate_key=f"shop:{account.pk}", requested_by=by)


def perform(job: JobContext) -> dict[str, Any]:
    """Does it. What may not be sent twice is marked before it is sent: a second attempt finds the mark and stops."""
    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    name, values = job.payload["operation"], job.payload["values"]
    operation = operation_of(account.marketplace, name)
    if not operation.is_repeatable:
        _mark_sent(job, account, name)
    with open_account(account) as adapter:
        answer = adapter.perform(name, values)
    record(account, "marketplace_account.performed", by=job.requested_by or "job", data={"operation": name})
    return answer if isinstance(answer, dict) else {"answer": answer}


def _mark_sent(job: JobContext, account: MarketplaceAccount, name: str) -> None:
    kept = Job.objects.filter(pk=job.id).values_list("progress", flat=True).first() or {}
    if kept.get("text") == _SENT:
        words = "an attempt before this one may have been carried out: look at the marketplace before asking again"
        raise OutcomeUnknown(account.marketplace, name, message=words)
    with durable_commits():
        if not job.write(progress={"done": 0, "total": 1, "text": _SENT}):
            raise LeaseLost(f"{job.kind} #{job.id}")
