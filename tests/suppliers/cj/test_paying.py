"""The way to a payment: every step once, the sum before the money, and nothing paid that CJ holds back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import BadPayload, OutcomeUnknown, Rejected
from core.money import Money
from suppliers.interface import PaymentOffer
from tests.core.http import scripted_server as will
from tests.suppliers.cj.conftest import refusal
from tests.suppliers.cj.orders import CJ_ID, detail

OFFER = PaymentOffer("PAY1", "SP1", Money(Decimal("12.15"), "USD"))


def bare(data):
    """The cart's routes have no `result`."""
    return will.answer(200, {"success": True, "code": 200, "message": "Well done!", "data": data})


def parent(**more):
    """This one has neither `code` nor `result`."""
    data = {"orderMoney": 12.15, "payExpireTime": "2026-11-02 10:00:00", "payId": "PAY1", "submitSuccess": True}
    return will.answer(200, {"success": True, "message": "", "data": data | more})


IN_CART = bare({"successCount": 1, "addSuccessOrders": [f"SD{CJ_ID}"], "interceptOrders": []})
CONFIRMED = bare({"successCount": 1, "submitSuccess": True, "shipmentsId": "SP1", "interceptOrders": []})


def test_what_a_payment_would_take_is_known_before_it_is_made(wire, cj):
    """Pitfalls 15 and 17."""
    wire.says(IN_CART, CONFIRMED, parent())
    offer = cj.prepare_payment([CJ_ID])
    assert wire.calls == [
        "POST shopping/order/addCart",
        "POST shopping/order/addCartConfirm",
        "POST shopping/order/saveGenerateParentOrder",
    ]
    assert (wire.sent(0), wire.sent(2)) == ({"cjOrderIdList": [CJ_ID]}, {"shipmentOrderId": "SP1"})
    assert offer == PaymentOffer(
        "PAY1", "SP1", Money(Decimal("12.15"), "USD"), expires_at=datetime(2026, 11, 2, 10, tzinfo=UTC)
    )


def test_orders_that_the_cart_held_back_are_told(wire, cj):
    """Pitfall 16."""
    held = {"orderCode": "SD2", "interceptOrderReasons": [{"code": 7, "message": "address"}]}
    wire.says(bare({"successCount": 1, "interceptOrders": [held]}), CONFIRMED, parent(unMatchOrderCodes=["SD3"]))
    assert cj.prepare_payment([CJ_ID, "2"]).problems == ("intercepted SD2: 7: address", "not matched: SD3")


def test_fewer_orders_than_asked_for_are_told_also_without_a_reason(wire, cj):
    wire.says(IN_CART, CONFIRMED, parent())
    assert cj.prepare_payment([CJ_ID, "2"]).problems == ("the cart took 1 of 2 orders",)


def test_a_cart_that_took_nothing_ends_it(wire, cj):
    refused = bare({"successCount": 0, "interceptOrders": [{"orderCode": "SD2", "message": "closed"}]})
    wire.says(refused, detail(orderStatus="CREATED"))
    with pytest.raises(Rejected, match="intercepted SD2: closed") as raised:
        cj.prepare_payment([CJ_ID])
    assert raised.value.code == "intercepted"
    assert wire.calls == ["POST shopping/order/addCart", "GET shopping/order/getOrderDetail"]


def test_an_order_that_was_confirmed_before_is_paid_by_itself_for_what_it_costs(wire, cj):
    """The answer that named its batch was lost, and CJ shows a batch nowhere else."""
    refused = bare({"successCount": 0, "interceptOrders": [{"orderCode": "SD2", "message": "not in the cart"}]})
    wire.says(refused, detail(orderStatus="UNPAID", orderAmount=12.5, cjOrderId=CJ_ID), None)

    offer = cj.prepare_payment([CJ_ID])
    cj.pay(offer)

    assert (offer.amount, offer.order_id, offer.payment_id) == (Money(Decimal("12.5"), "USD"), CJ_ID, "")
    assert wire.calls[-1] == "POST shopping/pay/payBalance"
    assert wire.sent() == {"orderId": CJ_ID}


def test_a_cart_that_is_not_confirmed_ends_it(wire, cj):
    wire.says(IN_CART, bare({"successCount": 0, "submitSuccess": False, "shipmentsId": "SP1"}))
    with pytest.raises(Rejected):
        cj.prepare_payment([CJ_ID])
    assert len(wire.calls) == 2


@pytest.mark.parametrize("broken", [{"payId": None}, {"orderMoney": None}])
def test_a_payment_without_its_sum_or_its_id_is_not_offered(wire, cj, broken):
    wire.says(IN_CART, CONFIRMED, parent(**broken))
    with pytest.raises(OutcomeUnknown):
        cj.prepare_payment([CJ_ID])


def test_a_parent_order_that_cj_refuses_is_a_refusal(wire, cj):
    """Pitfall 17: `success` is true, and `submitSuccess` is not."""
    wire.says(IN_CART, CONFIRMED, parent(submitSuccess=False))
    with pytest.raises(Rejected) as raised:
        cj.prepare_payment([CJ_ID])
    assert raised.value.code == "intercepted"


def test_a_payment_is_sent_once(wire, cj):
    wire.says(None)
    cj.pay(OFFER)
    assert wire.calls == ["POST shopping/pay/payBalanceV2"]
    assert wire.sent() == {"shipmentOrderId": "SP1", "payId": "PAY1"}


@pytest.mark.parametrize(
    "answer",
    [
        will.hang_up,
        will.html(),
        will.answer(500, b""),
        refusal(1600000, "busy"),
        refusal(1600301, "upstream"),
        will.answer(200, {"code": 200, "result": False, "success": False, "message": "?"}),
    ],
)
def test_a_payment_without_a_clear_answer_is_never_made_again(wire, cj, answer):
    """Pitfall 14."""
    wire.says(answer)
    with pytest.raises(OutcomeUnknown):
        cj.pay(OFFER)
    assert len(wire.calls) == 1


@pytest.mark.parametrize("code", [1603101, 1603102, 1604000, 1604001])
def test_a_payment_that_was_refused_was_not_made(wire, cj, code):
    wire.says(refusal(code, "Balance is insufficient"))
    with pytest.raises(Rejected) as raised:
        cj.pay(OFFER)
    assert raised.value.code == str(code)


def test_a_payment_that_was_not_prepared_is_not_sent(wire, cj):
    with pytest.raises(Rejected, match="not prepared"):
        cj.pay(PaymentOffer("", "SP1", Money(Decimal(1), "USD")))
    assert wire.calls == []


@pytest.mark.parametrize(
    ("data", "available"),
    [
        ({"amount": 87.32, "freezeAmount": 7.02}, "80.30"),
        ({"amount": "87.32", "freezeAmount": None}, "87.32"),
        ({"amount": 0}, "0"),
        ({"amount": -4.5, "freezeAmount": 0}, "-4.5"),
    ],
)
def test_what_may_be_spent_is_the_amount_less_what_is_frozen(wire, cj, data, available):
    wire.says(data)
    assert cj.balance().available == Money(Decimal(available), "USD")


@pytest.mark.parametrize("data", [{}, {"amount": None}, {"amount": "much"}, {"amount": 5, "freezeAmount": "some"}, []])
def test_a_balance_that_cannot_be_read_is_not_nought(wire, cj, data):
    """Pitfall 18."""
    wire.says(data)
    with pytest.raises(BadPayload):
        cj.balance()
