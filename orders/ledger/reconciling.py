"""Once a day the supplier's book is laid beside ours: what it has under our numbers that we do not, and the other way
round. The last net under the ledger, for a supplier that takes a request later than anybody waits."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from core.account_health import at_work
from core.errors import PartnerError
from core.jobs import Reschedule
from core.notify import clear_alert, raise_alert
from orders.models import SupplierOrder
from orders.models.purchases import PurchaseState
from suppliers.interface import Capability, Purchase, PurchaseStatus, SupplierAdapter
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class, open_account

_S = PurchaseState
DAYS = 7
PAGE = 50
MOST_PAGES = 200
# Our states that say "the supplier has an order", and those that say "it has none".
THERE = (_S.PLACED, _S.PAY_READY, _S.PAY_SENDING, _S.PAY_UNKNOWN, _S.PAY_REJECTED, _S.PAID, _S.PARTLY_SHIPPED, _S.SHIPPED,
         _S.DELIVERED)  # fmt: skip
NOT_THERE = (_S.DRAFT, _S.HELD, _S.READY, _S.REJECTED, _S.CANCELLED)


def reconcile_all() -> dict[str, Any]:
    """Every account whose supplier shows a list. Opens an alert for each account with differences, closes the others."""
    looked, differ, failed = 0, 0, 0
    for account in SupplierAccount.objects.filter(is_active=True).order_by("pk"):
        if not {Capability.LIST_ORDERS, Capability.FIND_BY_REFERENCE} <= adapter_class(account.supplier).capabilities:
            continue
        if not account.purchases.exists():
            continue
        try:
            with at_work(account), open_account(account) as adapter:
                extra, missing = compare(account, books_of(adapter))
        except (PartnerError, Reschedule):  # not ready, or does not answer: what was told of it stays told
            failed += 1
            continue
        looked += 1
        differ += _tell(account, extra, missing)
    return {"accounts": looked, "differ": differ, "failed": failed}


def note_last_transactions() -> None:
    """Writes at each account when a purchase there was last paid: some suppliers suspend those that buy nothing."""
    paid = SupplierOrder.objects.filter(paid_at__isnull=False).order_by().values_list("account")
    for account_id, at in paid.annotate(at=Max("paid_at")):
        SupplierAccount.objects.filter(pk=account_id).exclude(last_transaction_at=at).update(last_transaction_at=at)


def _tell(account: SupplierAccount, extra: list[str], missing: list[str]) -> bool:
    if not extra and not missing:
        clear_alert("purchases_differ", str(account.pk))
        return False
    told = {"extra": ", ".join(extra[:10]), "missing": ", ".join(missing[:10])}
    raise_alert(
        "purchases_differ", str(account.pk), account=str(account), extras=len(extra), lacks=len(missing), **told
    )
    return True


def books_of(adapter: SupplierAdapter) -> list[Purchase]:
    """The supplier's orders of the last days that bear our mark."""
    since = timezone.now() - timedelta(days=DAYS)
    mark = f"{settings.INSTALLATION_MARK}-"
    found: list[Purchase] = []
    for number in range(1, MOST_PAGES + 1):
        page = adapter.list_orders(number, PAGE)
        recent = [one for one in page.items if one.created_at is None or one.created_at >= since]
        found += [one for one in recent if one.client_no.startswith(mark)]
        if not page.has_more or (page.items and not recent):
            break
    return found


def compare(account: SupplierAccount, books: list[Purchase]) -> tuple[list[str], list[str]]:
    """Numbers that the supplier has and we do not (or twice), and numbers that we have and it does not."""
    ours = dict(account.purchases.values_list("client_no", "state"))
    living = [one.client_no for one in books if one.status is not PurchaseStatus.CANCELLED]
    extra = {number for number in living if ours.get(number, _S.DRAFT) in NOT_THERE or living.count(number) > 1}
    since = timezone.now() - timedelta(days=DAYS) + timedelta(hours=1)  # both clocks may differ a little
    placed = SupplierOrder.objects.filter(account=account, state__in=THERE, sent_at__gte=since)
    there = {one.client_no for one in books}
    missing = [number for number in placed.values_list("client_no", flat=True) if number not in there]
    return sorted(extra), sorted(missing)
