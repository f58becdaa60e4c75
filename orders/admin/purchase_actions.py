"""Approving, paying and looking up purchases, one or many: each asks first, with the sums, and shows how it goes on."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.admin.reauth import needs_fresh_password
from core.errors import HubError
from orders.actions import approving, resolving
from orders.admin import watch
from orders.admin.badges import money_text
from orders.admin.why import purchase_why, refusal_words
from orders.models import SupplierOrder
from orders.models.purchases import PurchaseState
from suppliers import registry

AT_ONCE = watch.AT_ONCE
EXAMPLES = 12
_P = PurchaseState
TO_APPROVE = (_P.DRAFT, _P.HELD)
TO_PAY = (_P.PLACED, _P.PAY_REJECTED)
TO_LOOK_UP = (_P.UNKNOWN, _P.NEEDS_OPERATOR, _P.PAY_UNKNOWN)
Selection = Sequence[tuple[str, str]]


def chosen_of(queryset: QuerySet[SupplierOrder], states: Sequence[str]) -> list[SupplierOrder]:
    """Those in a fitting state, two hundred at most."""
    keys = queryset.filter(state__in=states).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return list(SupplierOrder.objects.filter(pk__in=list(keys)).select_related("order", "account").order_by("pk"))


def selection_of(action: str, rows: Sequence[SupplierOrder]) -> Selection:
    return [("action", action), *(("_selected_action", str(row.pk)) for row in rows)]


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


def approve(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[SupplierOrder],
    *,
    action: str = "",
    fields: Selection = (),
    back: str = "",
) -> HttpResponse:
    """Preview with the total spend per supplier, then confirm, then the page that watches them being placed."""
    require(request.user.has_perm("orders.approve_supplierorder"))
    chosen = chosen_of(queryset, TO_APPROVE)
    back = back or reverse("admin:orders_supplierorder_changelist")
    if is_confirmed(request) and chosen:
        try:
            approving.approve(chosen, username(request), user=person(request))
        except HubError as error:
            return refuse(request, ValueError(refusal_words(error)), back)
        return watch.go_to("placing", [row.pk for row in chosen])
    names = {row.account_id: row.account.name for row in chosen}
    spend = [
        (_("Total at %(supplier)s") % {"supplier": names[account]}, money_text(total, currency))
        for (account, currency), total in sums(chosen, cost_of).items()
    ]
    confirmation = Confirmation(
        title=_("Approve purchases"),
        text=_("They are placed at the suppliers at once, each at most at the cost that stands here."),
        submit=_("Approve and buy"),
        back=back,
        numbers=[(_("Purchases"), len(chosen)), (_("Orders"), len({row.order_id for row in chosen})), *spend],
        headers=[_("Purchase"), _("Order"), _("Supplier"), _("Cost"), _("Profit of the order"), _("Held because")],
        rows=[_approval_row(row) for row in chosen[:EXAMPLES]],
        fields=fields or selection_of(action, chosen),
        note=_("The first %(n)d are shown.") % {"n": EXAMPLES} if len(chosen) > EXAMPLES else "",
        impossible="" if chosen else _("None of them waits for approval."),
    )
    return ask(request, admin, confirmation)


def _approval_row(row: SupplierOrder) -> list[Any]:
    return [
        row.client_no,
        str(row.order),
        row.account.name,
        money_text(cost_of(row), row.currency),
        money_text(row.order.profit, row.order.currency),
        purchase_why(row) or "–",
    ]


def pay(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[SupplierOrder],
    *,
    action: str = "",
    fields: Selection = (),
    back: str = "",
) -> HttpResponse:
    """Preview with each supplier's balance before and after. Money moves: the password must be fresh."""
    require(request.user.has_perm("orders.pay_supplierorder"))
    chosen = chosen_of(queryset, TO_PAY)
    back = back or reverse("admin:orders_supplierorder_changelist", query={"tab": "to_pay"})
    if is_confirmed(request) and chosen:
        return _pay_confirmed(request, chosen, back)
    numbers, enough = _balances(chosen)
    confirmation = Confirmation(
        title=_("Pay purchases"),
        text=_("The suppliers take the money from your balance there. A payment is not taken back."),
        submit=_("Pay"),
        back=back,
        numbers=[(_("Purchases"), len(chosen)), *numbers],
        headers=[_("Purchase"), _("Order"), _("Supplier"), _("Supplier's numbers"), _("Approved"), _("To pay")],
        rows=[_payment_row(row) for row in chosen[:EXAMPLES]],
        fields=fields or selection_of(action, chosen),
        dangerous=True,
        note="" if enough else _("A balance does not reach: what cannot be paid is refused by the supplier."),
        impossible="" if chosen else _("None of them waits for payment."),
    )
    return ask(request, admin, confirmation)


@needs_fresh_password
def _pay_confirmed(request: HttpRequest, chosen: Sequence[SupplierOrder], back: str) -> HttpResponse:
    try:
        approving.approve_payment(chosen, username(request), user=person(request))
    except HubError as error:
        return refuse(request, ValueError(refusal_words(error)), back)
    return watch.go_to("paying", [row.pk for row in chosen])


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


def look_up(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[SupplierOrder],
    *,
    fields: Selection = (),
    back: str = "",
) -> HttpResponse:
    """Asks the suppliers whether they have these purchases. Nothing is ordered."""
    require(request.user.has_perm("orders.change_supplierorder"))
    chosen = chosen_of(queryset, TO_LOOK_UP)
    back = back or reverse("admin:orders_supplierorder_changelist", query={"tab": "unknown"})
    if is_confirmed(request) and chosen:
        return _looked_up(request, chosen, back)
    confirmation = Confirmation(
        title=_("Look up at the supplier"),
        text=_("The supplier is asked for our number. Nothing is ordered, whatever it answers."),
        submit=_("Look up"),
        back=back,
        numbers=[(_("Purchases"), len(chosen))],
        headers=[_("Purchase"), _("Order"), _("Supplier"), _("Reason")],
        rows=[[row.client_no, str(row.order), row.account.name, purchase_why(row)] for row in chosen[:EXAMPLES]],
        fields=fields or selection_of("look_up_selected", chosen),
        impossible="" if chosen else _("The outcome of none of them is unknown."),
    )
    return ask(request, admin, confirmation)


def _looked_up(request: HttpRequest, chosen: Sequence[SupplierOrder], back: str) -> HttpResponse:
    done = 0
    for row in chosen:
        try:
            resolving.look_now(row, username(request), user=person(request))
            done += 1
        except HubError as error:
            messages.error(request, f"{row.client_no}: {refusal_words(error)}")
    words = ngettext("%(n)d purchase is looked up.", "%(n)d purchases are looked up.", done) % {"n": done}
    return report(request, words, back)
