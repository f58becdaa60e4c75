"""A purchase without an answer is looked for at the supplier, by our number. Only reading: nothing is sent from here."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from core.account_health import at_work
from core.errors import PartnerError
from orders.ledger import outcomes
from orders.ledger.requests import NotFit, digest, order_request
from orders.ledger.watching import settle_alerts_of_purchases
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from suppliers.interface import Purchase
from suppliers.registry import open_account

_S = PurchaseState
BY = "ledger"
LOOKS_IN_A_ROW = 2


def look_up(supplier_order_id: int, *, by: str = BY) -> datetime | None:
    """Looks once. Gives when to look again; None when the purchase is settled, or needs a person.

    Found with our goods: placed. Found with others: a person decides. Not found counts only when the settling time is
    over, and twice in a row: then it was not placed. While the supplier cannot be asked it stays unknown, and nothing is
    sent.
    """
    row = SupplierOrder.objects.select_related("account", "order__address", "order__customer").get(pk=supplier_order_id)
    if row.state == _S.SENDING:
        return _with_a_worker(row, by)
    if row.state != _S.UNKNOWN:
        return None
    try:
        with at_work(row.account), open_account(row.account) as adapter:
            found = adapter.find_order(row.client_no)
    except PartnerError:
        return _look_again(row)
    finally:
        settle_alerts_of_purchases()
    if found is None:
        return _not_found(row, by)
    difference = differs(row, found)
    if difference:
        outcomes.needs_operator(row, "differs", by=by, order=found.order_id, what=difference)
    else:
        ids = (found.order_id, *found.related_ids)
        outcomes.placed(row, order_ids=tuple(dict.fromkeys(ids)), amount=found.amount, by=by)
    settle_alerts_of_purchases()
    return None


def differs(row: SupplierOrder, found: Purchase) -> str:
    """What the supplier's order has otherwise than ours: "lines", "country", "address" (ours was changed after it was
    sent), "" where they are the same. A supplier that does not name variants is not compared by them."""
    wanted = Counter({line.external_variant_id: 0 for line in row.lines.all()})
    for line in row.lines.all():
        wanted[line.external_variant_id] += line.supplier_quantity
    has = Counter[str]()
    for bought in found.lines:
        has[bought.variant_id] += bought.quantity
    if "" not in has and has != wanted:
        return "lines"
    if found.country and row.order.address is not None and found.country != row.order.address.country:
        return "country"
    try:
        return "" if digest(order_request(row)) == row.request_digest else "address"
    except NotFit:
        return "address"


def _with_a_worker(row: SupplierOrder, by: str) -> datetime | None:
    """SENDING for longer than a request can take: its worker is gone."""
    patience = timedelta(seconds=outcomes.settle_seconds() / 2)
    until = (row.sent_at or timezone.now()) + patience
    if timezone.now() < until:
        return until
    outcomes.unknown(row, None, by=by)  # which files the look
    return None


def _not_found(row: SupplierOrder, by: str) -> datetime | None:
    now = timezone.now()
    if row.sent_at is not None and now < row.sent_at + timedelta(seconds=outcomes.settle_seconds()):
        return _look_again(row)
    if row.not_found and row.looked_up_at is not None and now - row.looked_up_at < outcomes.between_looks():
        return _look_again(row)
    same = SupplierOrder.objects.filter(pk=row.pk, state=_S.UNKNOWN, sends=row.sends, not_found=row.not_found)
    if not same.update(not_found=F("not_found") + 1):
        return None
    if row.not_found + 1 < LOOKS_IN_A_ROW:
        return _look_again(row)
    row.refresh_from_db()
    row.order.refresh_from_db()
    if _was_sent_again(row):
        outcomes.needs_operator(row, "not_found_twice", by=by, sends=row.sends)
    else:
        outcomes.proven_not_placed(row, by=by)
    settle_alerts_of_purchases()
    return None


def _was_sent_again(row: SupplierOrder) -> bool:
    """Whether the one automatic repetition is used up: this is not the first request of which nobody heard again."""
    lost = (PurchaseAttempt.Outcome.OPEN, PurchaseAttempt.Outcome.UNKNOWN)
    proven = row.attempts.filter(kind=PurchaseAttempt.Kind.CREATE, error_code="not_found")
    open_ones = row.attempts.filter(kind=PurchaseAttempt.Kind.CREATE, outcome__in=lost)
    return proven.exists() and open_ones.exists()


def _look_again(row: SupplierOrder) -> datetime:
    now = timezone.now()
    at = outcomes.next_look(row.sent_at or now, now)
    SupplierOrder.objects.filter(pk=row.pk, state=_S.UNKNOWN).update(looked_up_at=now, next_look_at=at)
    return at
