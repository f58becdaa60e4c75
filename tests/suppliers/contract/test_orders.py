"""Orders: made once, unpaid, found again; what is lost on the way is never guessed."""

import pytest

from core.errors import NotFound, OutcomeUnknown, Rejected
from suppliers.interface import (
    Capability,
    FreightRequest,
    OrderLine,
    OrderRequest,
    Parcel,
    PurchaseStatus,
    TrackingStatus,
)
from tests.suppliers.contract.needs import needs


def order(stage, adapter, goods, number="HUB-1", service_code=None):
    parcel = Parcel(goods.variant_id, 2, product_id=goods.product_id, sku=goods.order_key or goods.sku)
    if service_code is None:
        quotes = adapter.quote(
            FreightRequest(country=stage.country, items=(parcel,), origin=stage.origin, currency=stage.currency)
        )
        service_code = quotes[0].service_code
    line = OrderLine(
        goods.variant_id,
        2,
        product_id=goods.product_id,
        order_key=goods.order_key,
        line_ref="1",
        service_code=service_code,
    )
    return OrderRequest(number, stage.address(), (line,), service_code, origin=stage.origin)


@needs(Capability.ORDER)
def test_an_order_is_made_and_nothing_is_paid(stage, adapter, goods):
    placed = adapter.create_order(order(stage, adapter, goods))
    assert len(placed.order_ids) == 1
    assert placed.problems == ()
    assert stage.orders() == {"HUB-1": 0}


@needs(Capability.ORDER)
def test_an_order_is_read_by_the_supplier_s_number(stage, adapter, goods):
    placed = adapter.create_order(order(stage, adapter, goods))
    purchase = adapter.order(placed.order_ids[0])
    assert purchase.order_id == placed.order_ids[0]
    assert purchase.status is PurchaseStatus.UNPAID
    assert purchase.raw_status
    assert purchase.paid_at is None
    told = goods.variant_id if stage.orders_name_variants else ""
    assert [(line.variant_id, line.quantity) for line in purchase.lines] == [(told, 2)]


@needs(Capability.ORDER)
def test_an_order_that_nobody_made_is_not_found(stage, adapter):
    with pytest.raises(stage.unknown_order):
        adapter.order("1000000000000001")


@needs(Capability.ORDER)
def test_a_service_that_does_not_exist_is_refused_and_nothing_made(stage, adapter, goods):
    with pytest.raises(Rejected) as refusal:
        adapter.create_order(order(stage, adapter, goods, service_code="NO_SUCH_SERVICE"))
    assert refusal.value.code
    assert stage.orders() == {}


@needs(Capability.ORDER)
def test_the_same_number_never_makes_a_second_order(stage, adapter, goods):
    request = order(stage, adapter, goods)
    adapter.create_order(request)
    with pytest.raises((Rejected, OutcomeUnknown)):
        adapter.create_order(request)
    assert list(stage.orders()) == ["HUB-1"]


@needs(Capability.ORDER)
@pytest.mark.parametrize(
    ("accident", "made"),
    [("take_order_in_silence", ["HUB-1"]), ("drop_order_unread", []), ("fail_after_order", ["HUB-1"])],
)
def test_a_lost_answer_leaves_the_outcome_unknown_and_is_sent_once(stage, adapter, goods, accident, made):
    request = order(stage, adapter, goods)
    before = stage.calls()
    getattr(stage, accident)()
    with pytest.raises(OutcomeUnknown):
        adapter.create_order(request)
    assert list(stage.orders()) == made
    assert stage.calls() == before + 1


@needs(Capability.ORDER)
def test_no_answer_in_time_leaves_the_outcome_unknown(impatient, stage, adapter, goods):
    request = order(stage, adapter, goods)
    stage.hang(2)
    with pytest.raises(OutcomeUnknown):
        adapter.create_order(request)


@needs(Capability.ORDER, Capability.FIND_BY_REFERENCE)
def test_an_order_whose_answer_was_lost_is_found_by_our_number(stage, adapter, goods):
    request = order(stage, adapter, goods)
    stage.take_order_in_silence()
    with pytest.raises(OutcomeUnknown):
        adapter.create_order(request)
    found = adapter.find_order("HUB-1")
    assert found.client_no == "HUB-1"
    assert found.order_id
    assert [(line.variant_id, line.quantity) for line in found.lines] == [(goods.variant_id, 2)]


@needs(Capability.FIND_BY_REFERENCE)
def test_a_number_of_ours_that_was_never_used_is_known_to_nobody(adapter):
    assert adapter.find_order("HUB-404") is None


@needs(Capability.ORDER, Capability.LIST_ORDERS)
def test_unpaid_orders_are_listed(stage, adapter, goods):
    placed = adapter.create_order(order(stage, adapter, goods))
    purchase = adapter.order(placed.order_ids[0])
    page = adapter.list_orders(status=purchase.raw_status)
    assert [purchase.order_id for purchase in page.items] == list(placed.order_ids)


@needs(Capability.ORDER)
def test_several_orders_are_read_and_those_that_do_not_exist_are_left_out(stage, adapter, goods):
    placed = adapter.create_order(order(stage, adapter, goods))
    if stage.unknown_order is not NotFound:  # it may as well be a lack of permission: nothing is left out on a guess
        with pytest.raises(stage.unknown_order):
            adapter.orders([*placed.order_ids, "1000000000000001"])
        return
    found = adapter.orders([*placed.order_ids, "1000000000000001"])
    assert [purchase.order_id for purchase in found] == list(placed.order_ids)


@needs(Capability.ORDER, Capability.CONFIRM)
def test_an_order_is_confirmed_and_still_unpaid(stage, adapter, goods):
    (order_id,) = adapter.create_order(order(stage, adapter, goods)).order_ids
    adapter.confirm_order(order_id)
    assert adapter.order(order_id).status is PurchaseStatus.UNPAID
    assert stage.orders() == {"HUB-1": 0}


@needs(Capability.ORDER, Capability.CANCEL_UNPAID)
def test_an_unpaid_order_is_cancelled(stage, adapter, goods):
    (order_id,) = adapter.create_order(order(stage, adapter, goods)).order_ids
    adapter.cancel_unpaid(order_id)
    assert adapter.order(order_id).status is PurchaseStatus.CANCELLED


@needs(Capability.ORDER, Capability.PAY)
def test_preparing_a_payment_tells_the_sum_and_spends_nothing(stage, adapter, goods):
    placed = adapter.create_order(order(stage, adapter, goods))
    offer = adapter.prepare_payment(placed.order_ids)
    assert offer.amount == placed.amount
    assert offer.problems == ()
    assert stage.orders() == {"HUB-1": 0}


@needs(Capability.ORDER, Capability.PAY)
def test_paying_twice_charges_once(stage, adapter, goods):
    placed = adapter.create_order(order(stage, adapter, goods))
    offer = adapter.prepare_payment(placed.order_ids)
    adapter.pay(offer)
    with pytest.raises(Rejected):
        adapter.pay(offer)
    assert stage.orders() == {"HUB-1": offer.amount.amount}
    assert adapter.order(placed.order_ids[0]).status is PurchaseStatus.PREPARING


@needs(Capability.ORDER, Capability.TRACKING)
def test_a_parcel_is_followed(stage, adapter, goods):
    (order_id,) = adapter.create_order(order(stage, adapter, goods)).order_ids
    number = stage.ship(order_id)
    purchase = adapter.order(order_id)
    (update,) = adapter.tracking([number], order_id)
    assert purchase.status is PurchaseStatus.SHIPPED
    assert [ref.number for ref in purchase.tracking] == [number]
    assert update.number == number
    assert update.status is TrackingStatus.IN_TRANSIT


@needs(Capability.ORDER, Capability.TRACKING)
def test_a_parcel_of_which_nothing_is_known_is_no_error(stage, adapter, goods):
    (order_id,) = adapter.create_order(order(stage, adapter, goods)).order_ids
    assert all(update.status is TrackingStatus.NONE for update in adapter.tracking(["LX000000000CN"], order_id))


@needs(Capability.DISPUTES)
def test_an_account_without_disputes_has_an_empty_list(adapter):
    page = adapter.disputes()
    assert page.items == ()
    assert not page.has_more
