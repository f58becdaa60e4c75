"""Purchases that stand still: who is told, and what puts their work back into the queue."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.jobs import without_job
from core.notify import settle_alerts
from orders.ledger import outcomes
from orders.models import SupplierOrder
from orders.models.purchases import PurchaseState

_S = PurchaseState

_FILERS = {
    _S.READY: (outcomes.file_place, "place"),
    _S.SENDING: (outcomes.file_place, "place"),
    _S.UNKNOWN: (outcomes.file_look_up, "look_up"),
    _S.PAY_READY: (outcomes.file_pay, "pay"),
    _S.PAY_SENDING: (outcomes.file_pay, "pay"),
    _S.PAY_UNKNOWN: (outcomes.file_pay, "pay"),
}


def watch() -> int:
    """Files again the work of purchases that wait for a job which has ended, and brings the alerts up to date. Gives how
    many were filed. The rows decide: a job that was given up or deleted loses no purchase."""
    settle_alerts_of_purchases()
    lost = list(without_job(SupplierOrder.objects.filter(state__in=_FILERS), _key))
    for row in lost:
        file, _word = _FILERS[PurchaseState(row.state)]
        file(row)
    return len(lost)


def _key(row: SupplierOrder) -> str:
    _file, word = _FILERS[PurchaseState(row.state)]
    return f"{word}:{row.client_no}"


def settle_alerts_of_purchases() -> None:
    settle_alerts("purchase_unknown", _unknown_for_long(timezone.now()))
    settle_alerts("purchase_needs_operator", _for_a_person())


def _unknown_for_long(now: datetime) -> dict[str, dict[str, str]]:
    limit = now - timedelta(seconds=settings.ALERT_PURCHASE_UNKNOWN_SECONDS)
    placing = SupplierOrder.objects.filter(state__in=(_S.UNKNOWN, _S.SENDING), sent_at__lt=limit)
    paying = SupplierOrder.objects.filter(state__in=(_S.PAY_UNKNOWN, _S.PAY_SENDING), pay_sent_at__lt=limit)
    rows = [*placing.select_related("account"), *paying.select_related("account")]
    return {
        row.client_no: {
            "number": row.client_no,
            "account": str(row.account),
            "since": f"{row.pay_sent_at or row.sent_at:%Y-%m-%d %H:%M} UTC",
        }
        for row in rows
    }


def _for_a_person() -> dict[str, dict[str, str]]:
    rows = SupplierOrder.objects.filter(state=_S.NEEDS_OPERATOR).select_related("account")
    return {row.client_no: {"number": row.client_no, "account": str(row.account)} for row in rows}
