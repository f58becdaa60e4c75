"""The ledger at a supplier that cannot be asked by our number, is paid in its own console and cancels nothing by a call."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from core.models import Alert, CircuitBreaker
from orders.actions.approving import approve_payment
from orders.actions.cancelling import cancel_order
from orders.actions.errors import NotAllowedNow
from orders.actions.resolving import it_does_not_exist, it_exists, look_now
from orders.models import PurchaseAttempt
from suppliers.interface import FreightRequest, Parcel
from suppliers.registry import open_account
from tests.orders import factories
from tests.orders.factories import Bought
from tests.orders.ledger.conftest import Desk
from tests.suppliers.contract.stages.aliexpress import CREATE, AliExpressStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings, db) -> Iterator[AliExpressStage]:
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    with AliExpressStage(settings) as stage:
        yield stage


@pytest.fixture
def desk(stage):
    account = stage.account()
    goods = stage.goods()
    with open_account(account) as adapter:
        stage.authorise(adapter)
        parcel = Parcel(goods.variant_id, 1, goods.product_id)
        way = adapter.quote(FreightRequest("FR", (parcel,), currency="USD"))[0]
    account.refresh_from_db()
    factories.limit(account)
    bought = Bought(goods.product_id, goods.variant_id, goods.cost.amount, way.service_code, way.price.amount,
                    order_key=goods.order_key, origin="")  # fmt: skip
    return Desk(stage, account, bought)


def test_an_approved_purchase_is_placed_once_and_left_unpaid(desk, stage):
    row = desk.placed()

    seen = desk.seen(row)
    assert stage.orders() == {row.client_no: Decimal(0)}
    assert seen.supplier_order_ids == [str(order.order_id) for order in stage.simulator.orders]
    assert desk.order_stage(row) == ("to_pay", "")


@pytest.mark.parametrize("fault", ["drop_after", "done_status=502", "html", "cut", "bad_json"])
def test_a_lost_answer_needs_a_person_at_once_and_is_never_sent_again(desk, stage, fault):
    stage.simulator.add_fault(f"{fault}@{CREATE}x1")
    row = desk.approved()
    desk.work()
    desk.settle(row)

    seen = desk.seen(row)
    assert (seen.state, seen.reason, seen.sends) == ("needs_operator", "cannot_be_looked_up", 1)
    assert len(stage.simulator.asked_of(CREATE)) == 1
    assert Alert.objects.get(kind="purchase_needs_operator").cause == row.client_no
    with pytest.raises(NotAllowedNow):
        look_now(seen, "ann")


def test_a_person_finds_it_in_the_console(desk, stage):
    stage.take_order_in_silence()
    row = desk.approved()
    desk.work()
    number = str(stage.simulator.orders[0].order_id)
    it_exists(desk.seen(row), number, "in the buyer's console", by="ann")

    assert (desk.state(row), desk.seen(row).supplier_order_ids) == ("placed", [number])
    assert PurchaseAttempt.objects.get().outcome == "done"
    assert not Alert.objects.filter(closed_at=None).exists()


def test_a_person_who_finds_nothing_gets_a_new_number(desk, stage):
    stage.drop_order_unread()
    row = desk.approved()
    desk.work()
    desk.time_passes(row, 181)
    again = it_does_not_exist(desk.seen(row), "not in the buyer's console", by="ann")

    assert (desk.state(row), again.generation, stage.orders()) == ("cancelled", 2, {})


def test_a_repeated_number_is_no_refusal(desk, stage):
    stage.simulator.add_fault(f"order_error=REPEATED_ORDER_ERROR@{CREATE}x1")
    row = desk.approved()
    desk.work()

    assert (desk.state(row), desk.seen(row).reason) == ("needs_operator", "cannot_be_looked_up")


def test_a_refusal_keeps_its_words(desk, stage):
    stage.simulator.add_fault(f"order_error=INVENTORY_HOLD_ERROR@{CREATE}x1")
    row = desk.approved()
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason_values) == ("rejected", {"code": "INVENTORY_HOLD_ERROR"})
    assert "stock is gone" in seen.message


def test_an_address_that_it_would_not_take_is_refused_before_anything_is_sent(desk, stage):
    row = desk.approved(order=factories.order(address=factories.address(phone="")))
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, len(stage.simulator.asked_of(CREATE))) == ("rejected", "not_fit", 0)


def test_the_hub_does_not_pay_there(desk):
    row = desk.placed()
    with pytest.raises(NotAllowedNow) as raised:
        approve_payment([desk.seen(row)], "ben")
    assert (raised.value.code, desk.state(row)) == ("paid_in_console", "placed")


def test_an_order_cancelled_while_it_is_unpaid_there_stays_in_front_of_staff(desk):
    row = desk.placed()
    cancel_order(row.order, by="ann", reason="the customer called")
    desk.work()

    assert (desk.state(row), desk.seen(row).reason) == ("placed", "cannot_be_cancelled")
    assert desk.order_stage(row) == ("needs_attention", "cancelled_after_purchase")


def test_while_it_does_not_work_nothing_is_sent_and_it_goes_on_by_itself(desk, stage):
    stage.break_down()
    row = desk.approved()
    desk.work()
    assert (desk.state(row), stage.orders()) == ("ready", {})

    stage.recover()
    CircuitBreaker.objects.all().delete()
    desk.time_passes(row, 31)
    desk.work()

    assert desk.state(row) == "placed"
