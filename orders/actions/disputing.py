"""Payment disputes: read from the marketplaces that tell of them, answered by staff, each answer a job."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import record
from core.jobs import enqueue
from core.models import Job
from marketplaces.interface import MarketplaceAdapter
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account
from orders.actions.errors import NotAllowedNow, require
from orders.models import Order, PaymentDispute
from orders.models.disputes import DisputeReason, DisputeState

SYNC, ANSWER = "orders.read_disputes", "orders.answer_dispute"
MAY = "orders.answer_paymentdispute"
LIST, READ = "list_disputes", "read_dispute"
ACCEPT, CONTEST, EVIDENCE, FILE = "accept_dispute", "contest_dispute", "add_dispute_evidence", "upload_dispute_file"
_S = DisputeState
OPEN = (_S.ACTION_NEEDED, _S.OPEN)


# --- reading -----------------------------------------------------------------------------------------------------------


def file_readings(by: str, account: MarketplaceAccount | None = None) -> list[Job]:
    """A reading of each living shop whose marketplace tells of disputes, or of one."""
    ready = MarketplaceAccount.objects.filter(is_active=True, state=MarketplaceAccount.State.OK).order_by("pk")
    accounts = [account] if account is not None else list(ready)
    return [
        enqueue(
            SYNC,
            {"account_id": each.pk},
            dedupe_key=f"{SYNC}:{each.pk}",
            aggregate_key=f"disputes:{each.pk}",
            requested_by=by,
            rearm=True,
        )
        for each in accounts
        if LIST in adapter_class(each.marketplace).operations
    ]


def read_all(account: MarketplaceAccount, adapter: MarketplaceAdapter) -> dict[str, int]:
    """Those that are open at the marketplace, and those that were open here: they may have been closed since."""
    listed = adapter.perform(LIST, {"states": ["action_needed", "open"]})["disputes"]
    wanted = {each["dispute_id"] for each in listed}
    wanted |= set(PaymentDispute.objects.filter(account=account, state__in=OPEN).values_list("remote_id", flat=True))
    for remote_id in sorted(wanted):
        take(account, adapter.perform(READ, {"dispute_id": remote_id}))
    return {"read": len(wanted)}


def take(account: MarketplaceAccount, told: Mapping[str, Any]) -> PaymentDispute:
    """Writes down what the marketplace tells of one dispute."""
    amount = told.get("amount") or {}
    order_id = str(told["order_id"])
    values: dict[str, Any] = {
        "remote_order_id": order_id,
        "order": Order.objects.filter(account=account, remote_id=order_id).first() if order_id else None,
        "state": told["state"] if told["state"] in _S.values else _S.OTHER,
        "reason": told["reason"] if told["reason"] in DisputeReason.values else DisputeReason.OTHER,
        "answer": told.get("answer", ""),
        "amount": Decimal(amount["amount"]) if amount else None,
        "currency": amount.get("currency", ""),
        "opened_at": _time(told["opened_at"]),
        "answer_by": _time(told["answer_by"]),
        "closed_at": _time(told["closed_at"]),
        "outcome": str(told.get("outcome", ""))[:60],
        "details": {name: told.get(name, []) for name in ("choices", "lines", "evidence", "asked_for")},
        "read_at": timezone.now(),
    }
    with transaction.atomic():
        row, is_new = PaymentDispute.objects.update_or_create(
            account=account, remote_id=told["dispute_id"], defaults=values
        )
        if is_new and row.order is not None:
            record(row.order, "order.disputed", by="disputes", data={"dispute": row.remote_id, "reason": row.reason})
    return row


# --- answering ---------------------------------------------------------------------------------------------------------


def accept(row: PaymentDispute, by: str, user: User | None) -> Job:
    """The buyer keeps the money. Raises NotAllowedNow, PermissionDenied."""
    return _answer(row, ACCEPT, {}, by, user)


def contest(row: PaymentDispute, note: str, by: str, user: User | None) -> Job:
    """After it no evidence can be added."""
    return _answer(row, CONTEST, {"note": note.strip()}, by, user)


def add_evidence(row: PaymentDispute, kind: str, files: list[str], by: str, user: User | None) -> Job:
    require(user, MAY)
    _require_open(row)
    return _file(row, EVIDENCE, {"kind": kind, "files": files}, by)


def upload(row: PaymentDispute, content: str, user: User | None) -> str:
    """The file's id at the marketplace. Asked for at once: a file is nothing before evidence names it. `content` is
    Base64. Raises PartnerError."""
    require(user, MAY)
    _require_open(row)
    with open_account(row.account) as adapter:
        told = adapter.perform(FILE, {"dispute_id": row.remote_id, "content": content})
    return str(told["file_id"])


def carry_out(row: PaymentDispute, adapter: MarketplaceAdapter, operation: str, values: Mapping[str, Any]) -> str:
    """The job's part: the marketplace's side looks before it sends, so that it may be done again. Gives the answer that
    stands there now."""
    told = adapter.perform(operation, {**values, "dispute_id": row.remote_id})
    if operation == EVIDENCE:
        told = adapter.perform(READ, {"dispute_id": row.remote_id})
    return take(row.account, told).answer


def _answer(row: PaymentDispute, operation: str, values: dict[str, Any], by: str, user: User | None) -> Job:
    require(user, MAY)
    with transaction.atomic():
        row = PaymentDispute.objects.select_for_update(of=("self",)).select_related("account").get(pk=row.pk)
        _require_open(row)
        if row.asked_by:
            raise NotAllowedNow("answer_under_way", _("An answer to this dispute is on its way already."))
        PaymentDispute.objects.filter(pk=row.pk).update(asked_by=by)
        return _file(row, operation, values, by)


def _file(row: PaymentDispute, operation: str, values: dict[str, Any], by: str) -> Job:
    record(row, f"payment_dispute.{operation}", by=by)
    payload = {"dispute": row.pk, "operation": operation, "values": values}
    return enqueue(ANSWER, payload, aggregate_key=f"dispute:{row.pk}", requested_by=by)


def _require_open(row: PaymentDispute) -> None:
    if row.answer or row.state == _S.CLOSED:
        raise NotAllowedNow("dispute_answered", _("This dispute has its answer already, or is closed."))


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def let_go(row: PaymentDispute) -> None:
    """Nothing is on its way any more: it was answered, or staff may decide anew."""
    PaymentDispute.objects.filter(pk=row.pk).update(asked_by="")
