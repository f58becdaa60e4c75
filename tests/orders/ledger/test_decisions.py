"""What staff and rules decide: approving, paying, resolving, cancelling, switching. Each asks for its right, and money
decisions for a reason that is kept."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.history import record
from core.models import Alert, Event
from orders.actions.approving import approve, approve_by_rule, approve_payment
from orders.actions.cancelling import cancel_order, cancel_supplier_order
from orders.actions.errors import NotAllowedNow
from orders.actions.resolving import it_does_not_exist, it_exists, look_now
from orders.actions.switching import switch_buying
from orders.models import Order, SupplierOrder
from tests.orders import factories
from tests.orders.at_cj import CREATE

pytestmark = pytest.mark.django_db


def staff(*rights):
    user = User.objects.create_user("ann", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="orders"))
    return User.objects.get(pk=user.pk)


def lost(desk, cj):
    """A purchase of which nobody heard again, and that CJ has not."""
    cj.happens(f"reset@{CREATE}x1")
    row = desk.approved()
    desk.work()
    return desk.seen(row)


@pytest.mark.parametrize(
    ("act", "right"),
    [
        (lambda row, user: approve([row], "ann", user=user), "approve_supplierorder"),
        (lambda row, user: approve_payment([row], "ann", user=user), "pay_supplierorder"),
        (lambda row, user: it_exists(row, "1", "seen", by="ann", user=user), "can_resolve_unknown"),
        (lambda row, user: it_does_not_exist(row, "looked", by="ann", user=user), "can_resolve_unknown"),
        (lambda row, user: cancel_order(row.order, by="ann", reason="asked", user=user), "cancel_order"),
        (lambda row, user: cancel_supplier_order(row, by="ann", reason="asked", user=user), "approve_supplierorder"),
        (lambda row, user: switch_buying(False, "ann", "asked", user=user), "switch_buying"),
    ],
)
def test_each_decision_asks_for_its_own_right(desk, act, right):
    row = desk.draft()
    others = {"approve_supplierorder", "pay_supplierorder", "can_resolve_unknown", "cancel_order", "switch_buying"}
    with pytest.raises(PermissionDenied, match=right):
        act(row, staff(*(others - {right})))
    assert desk.state(row) == "draft"
    assert not Event.objects.filter(actor="ann").exists()


def test_what_is_approved_is_the_cost_that_stands_there(desk):
    row = desk.draft()
    approve([row], "ann", user=staff("approve_supplierorder"))

    seen = desk.seen(row)
    assert (seen.state, seen.approved_by, seen.is_automatic) == ("ready", "ann", False)
    assert seen.approved_cost == desk.goods.cost + desk.goods.freight


def test_a_purchase_whose_cost_changed_on_the_page_is_not_approved(desk):
    row = desk.draft()
    SupplierOrder.objects.filter(pk=row.pk).update(goods_cost=Decimal("99.00"))

    assert approve([row], "ann") == []
    assert desk.state(row) == "draft"


def test_a_purchase_without_a_cost_is_not_approved_nor_are_those_beside_it(desk):
    known, unknown = desk.draft(), desk.draft(freight_cost=None)
    with pytest.raises(NotAllowedNow) as raised:
        approve([known, unknown], "ann")
    assert (raised.value.code, desk.state(known)) == ("no_cost", "draft")


@pytest.mark.parametrize(("most", "state"), [(None, "draft"), ("1.00", "draft"), ("500.00", "ready")])
def test_a_shop_approves_by_itself_up_to_its_limit_for_the_whole_order(desk, most, state):
    account = factories.shop(approval_limit=most and Decimal(most), approval_currency="USD")
    row = desk.draft(order=factories.order(account=account))

    approve_by_rule(row.order_id)

    seen = desk.seen(row)
    assert (seen.state, seen.is_automatic, seen.approved_by) == (
        state,
        state == "ready",
        "rule" if state == "ready" else "",
    )


@pytest.mark.parametrize(
    ("state", "amounts", "by_rule"),
    [
        ("paid", {"pay_amount": "90.00", "supplier_amount": "1.00", "approved_cost": "1.00"}, "draft"),
        ("placed", {"supplier_amount": "90.00", "approved_cost": "1.00"}, "draft"),
        ("unknown", {"approved_cost": "90.00"}, "draft"),
        ("held", {"goods_cost": "85.00", "freight_cost": "5.00"}, "draft"),
        ("cancelled", {"approved_cost": "90.00", "paid_at": timezone.now()}, "draft"),
        ("cancelled", {"approved_cost": "90.00"}, "ready"),
        ("rejected", {"approved_cost": "90.00"}, "ready"),
        ("paid", {"pay_amount": "10.00", "approved_cost": "90.00"}, "ready"),
    ],
)
def test_what_is_bought_of_an_order_already_counts_for_the_shops_limit(desk, state, amounts, by_rule):
    account = factories.shop(approval_limit=Decimal(95), approval_currency="USD")
    order = factories.order(account=account, total=Decimal(1000))
    desk.draft(order=order, state=state, **amounts)
    row = desk.draft(order=order)
    assert Decimal(5) < row.goods_cost + row.freight_cost <= Decimal(85)

    approve_by_rule(order.pk)

    assert desk.state(row) == by_rule


def test_what_is_bought_already_counts_in_the_currency_of_the_limit(desk, settings):
    settings.EXCHANGE_RATES = ["USD/EUR=0.50"]
    account = factories.shop(approval_limit=Decimal(95), approval_currency="USD")
    order = factories.order(account=account, total=Decimal(1000))
    desk.draft(order=order, state="paid", pay_amount=Decimal(48), approved_cost=Decimal(48), currency="EUR")
    row = desk.draft(order=order)

    approve_by_rule(order.pk)

    assert desk.state(row) == "draft"


def test_a_rule_approves_nothing_that_would_lose_money_and_says_so(desk):
    account = factories.shop(approval_limit=Decimal(500), approval_currency="USD")
    row = desk.draft(order=factories.order(account=account, total=Decimal("1.00")))

    assert approve_by_rule(row.order_id) == []
    assert (desk.state(row), desk.seen(row).reason) == ("held", "below_floor")
    assert desk.order_stage(row) == ("needs_attention", "below_floor")


def test_a_rule_says_when_no_rate_of_exchange_is_known(desk, settings):
    settings.EXCHANGE_RATES = []
    account = factories.shop(approval_limit=Decimal(500), approval_currency="USD")
    row = desk.draft(order=factories.order(account=account, currency="XOF"))

    approve_by_rule(row.order_id)

    assert (desk.state(row), desk.seen(row).reason) == ("held", "no_exchange_rate")


def test_where_the_account_pays_by_itself_an_approved_purchase_is_paid_by_the_hub(desk, cj):
    desk.account.buying_limit.__class__.objects.update(pays_by_itself=True)
    row = desk.approved()
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.pay_approved_by, cj.paid(row.client_no)) == ("paid", "rule", 1)
    assert seen.pay_amount == seen.supplier_amount == cj.payments()[0][1]


def test_a_payment_of_more_than_was_approved_is_not_made(desk, cj):
    row = desk.placed()
    cj.order_of(row.client_no).lines[0].price *= 2
    approve_payment([desk.seen(row)], "ben")
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, cj.payments()) == ("placed", "price_drift", [])


def test_a_refused_payment_keeps_the_suppliers_words_and_can_be_approved_again(desk, cj):
    row = desk.placed()
    cj.books.balance = Decimal("0.00")
    approve_payment([desk.seen(row)], "ben")
    desk.work()
    seen = desk.seen(row)
    assert (seen.state, seen.reason, seen.reason_values) == ("pay_rejected", "payment_refused", {"code": "1604000"})
    assert desk.order_stage(row) == ("needs_attention", "payment_rejected")

    cj.books.balance = Decimal("5000.00")
    approve_payment([desk.seen(row)], "ben")
    desk.work()

    assert (desk.state(row), cj.paid(row.client_no)) == ("paid", 1)


def test_with_two_persons_asked_for_nobody_pays_what_they_approved(desk, settings):
    settings.BUYING_SECOND_PERSON = True
    row = desk.placed()
    with pytest.raises(NotAllowedNow) as raised:
        approve_payment([desk.seen(row)], "ann")
    assert raised.value.code == "second_person"

    assert approve_payment([desk.seen(row)], "ben")


def test_where_own_proposals_are_forbidden_somebody_else_approves_them(desk, settings):
    settings.BUYING_OWN_PROPOSALS = False
    row = desk.draft()
    record(row, "supplier_order.drafted", by="ann")
    with pytest.raises(NotAllowedNow) as raised:
        approve([desk.seen(row)], "ann")
    assert raised.value.code == "own_proposal"
    assert approve([desk.seen(row)], "ben")


def test_an_order_confirmed_by_a_call_whose_answer_was_lost_is_still_paid_once(desk, cj):
    row = desk.paying()
    cj.happens("lost@shopping/order/addCartConfirmx1")
    desk.work()
    assert (desk.state(row), cj.order_of(row.client_no).status) == ("pay_ready", "UNPAID")

    desk.time_passes(row, 31)
    desk.work()

    assert (desk.state(row), cj.paid(row.client_no)) == ("paid", 1)


def test_a_person_who_has_seen_it_there_says_so(desk, cj):
    row = lost(desk, cj)
    it_exists(row, " 2511210001 ", "seen in the console", by="ann", user=staff("can_resolve_unknown"))

    seen = desk.seen(row)
    assert (seen.state, seen.supplier_order_ids) == ("placed", ["2511210001"])
    told = Event.objects.get(kind="supplier_order.placed")
    assert (told.actor, told.data["why"]) == ("ann", "seen in the console")


def test_a_person_decides_that_it_does_not_exist_only_after_the_settling_time(desk, cj):
    row = lost(desk, cj)
    with pytest.raises(NotAllowedNow) as raised:
        it_does_not_exist(row, "not in the console", by="ann")
    assert (raised.value.code, desk.state(row)) == ("too_early", "unknown")

    desk.time_passes(row, 181)
    again = it_does_not_exist(row, "not in the console", by="ann")

    assert (desk.state(row), again.client_no, again.state) == ("cancelled", row.client_no[:-1] + "2", "draft")
    assert desk.order_stage(row) == ("to_approve", "")
    approve([again], "ann")
    desk.work()
    assert cj.orders() == [again.client_no]


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_decision_about_money_is_taken_without_a_reason(desk, cj, reason):
    row = lost(desk, cj)
    desk.time_passes(row, 181)
    for act in (
        lambda: it_exists(row, "1", reason, by="ann"),
        lambda: it_does_not_exist(row, reason, by="ann"),
        lambda: cancel_order(row.order, by="ann", reason=reason),
        lambda: switch_buying(False, "ann", reason),
    ):
        with pytest.raises(NotAllowedNow, match="why"):
            act()
    assert desk.state(row) == "unknown"


def test_a_person_may_have_it_looked_up_at_once(desk, cj):
    cj.happens(f"lost@{CREATE}x1")
    row = desk.approved()
    desk.work()
    look_now(desk.seen(row), "ann", user=staff("look_up_supplierorder"))
    desk.work()

    assert desk.state(row) == "placed"


def test_what_has_problems_at_the_supplier_needs_a_person_and_is_not_paid(desk, cj):
    """CJ answers 200 and holds the order: the post code does not fit the country."""
    desk.account.buying_limit.__class__.objects.update(pays_by_itself=True)
    row = desk.approved(order=factories.order(address=factories.address(postal_code="ABC")))
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, cj.payments()) == ("needs_operator", "has_problems", [])
    assert "zip code" in seen.message
    assert Alert.objects.get(kind="purchase_needs_operator").cause == row.client_no
    with pytest.raises(NotAllowedNow) as raised:
        it_does_not_exist(seen, "no", by="ann")
    assert raised.value.code == "placed_there"


def test_staff_cancel_an_order_and_what_was_not_sent_is_never_sent(desk, cj):
    row = desk.approved()
    cancel_order(row.order, by="ann", reason="the customer called", user=staff("cancel_order"))
    desk.work()

    assert (desk.state(row), cj.orders()) == ("cancelled", [])
    assert desk.order_stage(row) == ("cancelled", "cancelled_by_staff")
    with pytest.raises(NotAllowedNow):
        cancel_order(desk.seen(row).order, by="ann", reason="again")


def test_staff_cancel_one_purchase_and_its_goods_are_to_be_bought_otherwise(desk, cj):
    row = desk.placed()
    cancel_supplier_order(desk.seen(row), by="ann", reason="another supplier is quicker")
    desk.work()

    assert (desk.state(row), cj.order_of(row.client_no).status) == ("cancelled", "CANCELLED")
    assert desk.order_stage(row)[0] == "under_way"


def test_what_was_paid_is_not_cancelled_by_a_button(desk):
    row = desk.paying()
    desk.work()
    with pytest.raises(NotAllowedNow):
        cancel_supplier_order(desk.seen(row), by="ann", reason="too late")
    assert desk.state(row) == "paid"


def test_an_order_that_staff_put_aside_is_not_sent_until_it_is_released(desk, cj):
    row = desk.approved()
    Order.objects.filter(pk=row.order_id).update(hold_reason="the address looks odd")
    desk.work()
    assert (desk.state(row), cj.asked(CREATE)) == ("ready", 0)

    Order.objects.filter(pk=row.order_id).update(hold_reason="")
    desk.time_passes(row, 61)
    desk.work()

    assert desk.state(row) == "placed"


def test_a_line_of_which_less_is_owed_by_now_is_not_sent(desk, cj):
    row = desk.approved(quantity=2)
    row.order.lines.update(owed=1)
    desk.work()

    assert (desk.state(row), desk.seen(row).reason, cj.orders()) == ("cancelled", "not_owed_any_more", [])


@pytest.mark.parametrize("values", [{"is_test": True}, {"payment": "refunded"}, {"payment": "voided"}])
def test_a_test_order_and_a_refunded_one_are_never_bought_whoever_approved_it(desk, cj, values):
    row = desk.approved()
    Order.objects.filter(pk=row.order_id).update(**values)
    desk.work()

    assert (desk.state(row), cj.orders()) == ("cancelled", [])
