"""Approving, paying and looking up purchases, one or many: each asks first, with the sums, and shows how it goes on."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import HubError
from orders.actions import approving, bulk_acts
from orders.actions.bulk import BulkAct
from orders.admin import standings
from orders.admin.badges import money_text
from orders.admin.bulk import Bulk, Preview, known
from orders.admin.why import purchase_why
from orders.models import SupplierOrder
from suppliers import registry

EXAMPLES = 12
TO_APPROVE, TO_PAY, TO_LOOK_UP = approving.TO_APPROVE, approving.TO_PAY, bulk_acts.TO_LOOK_UP


def cost_of(purchase: SupplierOrder) -> Decimal | None:
    """Goods and freight as quoted; None where either is not known."""
    goods, freight = purchase.goods_cost, purchase.freight_cost
    return None if goods is None or freight is None else goods + freight


def to_pay_for(purchase: SupplierOrder) -> Decimal | None:
    """What the supplier asks for it, else what was approved."""
    return purchase.supplier_amount if purchase.supplier_amount is not None else purchase.approved_cost


def sums(rows: Sequence[SupplierOrder], amount: Any) -> dict[tuple[int, str], Decimal]:
    """What these purchases cost together, by supplier account and currency."""
    found: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row.account_id, row.currency] += amount(row) or Decimal(0)
    return found


def _to_approve(rows: Sequence[SupplierOrder]) -> Preview:
    """With the total spend per supplier."""
    names = {row.account_id: row.account.name for row in rows}
    spend = [
        (_("Total at %(supplier)s") % {"supplier": names[account]}, money_text(total, currency))
        for (account, currency), total in sums(rows, cost_of).items()
    ]
    return Preview(
        numbers=[(_("Purchases"), len(rows)), (_("Orders"), len({row.order_id for row in rows})), *spend],
        headers=[_("Purchase"), _("Order"), _("Supplier"), _("Cost"), _("Profit of the order"), _("Held because")],
        rows=[_approval_row(row) for row in rows[:EXAMPLES]],
    )


def _approval_row(row: SupplierOrder) -> list[Any]:
    return [
        row.client_no,
        str(row.order),
        row.account.name,
        money_text(cost_of(row), row.currency),
        money_text(row.order.profit, row.order.currency),
        purchase_why(row) or "–",
    ]


def _to_pay(rows: Sequence[SupplierOrder]) -> Preview:
    """With each supplier's balance before and after."""
    numbers, enough = _balances(rows)
    return Preview(
        numbers=[(_("Purchases"), len(rows)), *numbers],
        headers=[_("Purchase"), _("Order"), _("Supplier"), _("Supplier's numbers"), _("Approved"), _("To pay")],
        rows=[_payment_row(row) for row in rows[:EXAMPLES]],
        note="" if enough else _("A balance does not reach: what cannot be paid is refused by the supplier."),
    )


def _payment_row(row: SupplierOrder) -> list[Any]:
    return [
        row.client_no,
        str(row.order),
        row.account.name,
        ", ".join(map(str, row.supplier_order_ids)) or "–",
        money_text(row.approved_cost, row.currency),
        money_text(to_pay_for(row), row.currency),
    ]


def _balances(chosen: Sequence[SupplierOrder]) -> tuple[list[tuple[Any, Any]], bool]:
    """For each account what is to be paid, and the balance before and after; whether all of them reach. One call each."""
    accounts = {row.account_id: row.account for row in chosen}
    numbers: list[tuple[Any, Any]] = []
    enough = True
    for (account_id, currency), total in sums(chosen, to_pay_for).items():
        account = accounts[account_id]
        numbers.append((_("To pay at %(supplier)s") % {"supplier": account.name}, money_text(total, currency)))
        try:
            with registry.open_account(account) as adapter:
                available = adapter.balance().available
        except HubError as error:
            numbers.append((_("Balance there"), _("not known: %(why)s") % {"why": error}))
            continue
        numbers.append((_("Balance before"), money_text(available.amount, available.currency)))
        if available.currency == currency:
            left = available.amount - total
            enough = enough and left >= 0
            numbers.append((_("Balance after"), money_text(left, currency)))
    return numbers, enough


def _to_look_up(rows: Sequence[SupplierOrder]) -> Preview:
    return Preview(
        numbers=[(_("Purchases"), len(rows))],
        headers=[_("Purchase"), _("Order"), _("Supplier"), _("Reason")],
        rows=[[row.client_no, str(row.order), row.account.name, purchase_why(row)] for row in rows[:EXAMPLES]],
    )


def _bulk(act: BulkAct, action: str, title: Any, text: Any, preview: Any, read: Any, **more: Any) -> Bulk:
    view, back = "orders.view_supplierorder", "orders_supplierorder"
    return known(Bulk(act, action, title, text, preview, read, view, back, **more))


APPROVE = _bulk(
    bulk_acts.APPROVE,
    "approve_selected",
    gettext_lazy("Approve purchases"),
    gettext_lazy("They are placed at the suppliers at once, each at most at the cost that stands here."),
    _to_approve,
    standings.placed_purchases,
    submit=gettext_lazy("Approve and buy"),
    result=gettext_lazy("Purchases being placed"),
    impossible=gettext_lazy("None of them waits for approval."),
)
PAY = _bulk(
    bulk_acts.PAY,
    "pay_selected",
    gettext_lazy("Pay purchases"),
    gettext_lazy("The suppliers take the money from your balance there. A payment is not taken back."),
    _to_pay,
    standings.paid_purchases,
    submit=gettext_lazy("Pay"),
    result=gettext_lazy("Purchases being paid"),
    impossible=gettext_lazy("None of them waits for payment."),
    dangerous=True,
    asks_password=True,
)
LOOK_UP = _bulk(
    bulk_acts.LOOK_UP,
    "look_up_selected",
    gettext_lazy("Look up at the supplier"),
    gettext_lazy("The supplier is asked for our number. Nothing is ordered, whatever it answers."),
    _to_look_up,
    standings.purchases(),
    submit=gettext_lazy("Look up"),
    result=gettext_lazy("Purchases being looked up"),
    impossible=gettext_lazy("The outcome of none of them is unknown."),
)
