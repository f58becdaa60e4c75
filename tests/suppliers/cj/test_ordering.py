"""Orders: created once and never paid by it, found again by our number, read in all their states."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import BadPayload, NotFound, OutcomeUnknown, Rejected
from core.money import Money
from suppliers.interface import OrderLine, PurchaseStatus
from tests.core.http import scripted_server as will
from tests.suppliers.cj.conftest import refusal
from tests.suppliers.cj.orders import CJ_ID, CLIENT_NO, created, detail, order_request


def dollars(text):
    return Money(Decimal(text), "USD")


def test_an_order_is_created_and_nothing_is_paid(wire, cj):
    """Pitfall 15: payType 3, always."""
    wire.says(created())
    placed = cj.create_order(order_request())
    assert wire.calls == ["POST shopping/order/createOrderV2"]
    assert wire.sent() == {
        "orderNumber": CLIENT_NO,
        "shippingCountryCode": "FR",
        "shippingCountry": "France",
        "shippingProvince": "Lyon",
        "shippingCity": "Lyon",
        "shippingAddress": "1 Example Street",
        "shippingCustomerName": "Test Buyer",
        "shippingZip": "69001",
        "shippingPhone": "+33000000000",
        "email": "buyer@example.test",
        "logisticName": "CJPacket Ordinary",
        "fromCountryCode": "CN",
        "payType": 3,
        "products": [{"vid": "9007199254740993", "quantity": 2, "storeLineItemId": "line-1"}],
    }
    assert (placed.order_ids, placed.problems) == ((CJ_ID,), ())
    assert (placed.amount, placed.payment_ref) == (dollars("12.15"), f"SD{CJ_ID}")


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({"ioss_number": "CJ-IOSS"}, {"iossType": 3, "iossNumber": "CJ-IOSS"}),
        ({"ioss_number": "IM37200001"}, {"iossType": 2, "iossNumber": "IM37200001"}),
        ({"is_sandbox": True}, {"isSandbox": 1}),
        ({"origin": "US", "remark": "gift"}, {"fromCountryCode": "US", "remark": "gift"}),
    ],
)
def test_what_goes_along_only_where_it_is_given(wire, cj, changes, sent):
    wire.says(created())
    cj.create_order(order_request(**changes))
    body = wire.sent()
    assert {name: body[name] for name in sent} == sent
    assert body["payType"] == 3


def test_an_intercepted_order_is_made_but_not_fit_to_be_paid(wire, cj):
    """Pitfall 16: code 200."""
    wire.says(created(interceptOrderReasons=[{"code": 1001, "message": "The zip code is odd"}], logisticsMiss=True))
    assert cj.create_order(order_request()).problems == (
        "1001: The zip code is odd",
        "logisticsMiss: the shipping line does not fit the order",
    )


def test_an_order_that_exists_is_a_refusal_with_its_code_so_that_it_can_be_adopted(wire, cj):
    """Pitfall 14."""
    wire.says(refusal(1603003, "Order exist, please do not duplicate create"))
    with pytest.raises(Rejected) as raised:
        cj.create_order(order_request())
    assert raised.value.code == "1603003"
    assert len(wire.calls) == 1


def test_the_deprecated_answer_is_the_id_alone(wire, cj):
    wire.says(CJ_ID)
    assert cj.create_order(order_request()).order_ids == (CJ_ID,)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_no": "A" * 51}, "orderNumber is longer than 50"),
        ({"service_code": ""}, "logisticName is missing"),
        ({"remark": "x" * 501}, "remark is longer than 500"),
        ({"lines": ()}, "products is empty"),
        ({"lines": (OrderLine("1", 0),)}, "quantity below 1"),
    ],
)
def test_what_cj_would_refuse_or_cut_is_not_sent(wire, cj, changes, words):
    with pytest.raises(Rejected, match=words):
        cj.create_order(order_request(**changes))
    assert wire.calls == []


def test_an_order_is_found_by_our_number(wire, cj):
    """Pitfall 14."""
    wire.says(detail())
    found = cj.find_order(CLIENT_NO)
    assert (wire.calls, wire.query()) == (["GET shopping/order/getOrderDetail"], {"orderId": CLIENT_NO})
    assert (found.order_id, found.client_no) == (CJ_ID, CLIENT_NO)
    assert (found.status, found.raw_status) == (PurchaseStatus.PREPARING, "UNSHIPPED/PROCESSING")
    assert (found.amount, found.goods, found.freight) == (dollars("12.15"), dollars("6.84"), dollars("5.31"))
    assert found.paid_at == datetime(2026, 11, 1, 8, 1, 10, tzinfo=UTC)
    (line,) = found.lines
    assert (line.variant_id, line.quantity, line.line_ref, line.price) == (
        "9007199254740993",
        2,
        "line-1",
        dollars("3.42"),
    )
    assert found.tracking == ()


@pytest.mark.parametrize("code", [1600300, 1603100])
def test_a_number_that_cj_does_not_know_is_none(wire, cj, code):
    """Pitfall 14."""
    wire.says(refusal(code, "order not found"))
    assert cj.find_order(CLIENT_NO) is None


@pytest.mark.parametrize("answer", [refusal(1600000, "busy"), will.answer(502, b"<html>"), will.answer(200, b"")])
def test_a_look_up_that_failed_is_not_an_order_that_does_not_exist(wire, cj, answer):
    """Pitfall 14."""
    wire.says(answer)
    with pytest.raises(Exception, match="read an order"):
        cj.find_order(CLIENT_NO)


def test_another_order_is_not_taken_for_ours(wire, cj):
    wire.says(detail(orderNum="OTHER-1", orderId="OTHER-1"))
    with pytest.raises(BadPayload, match="another number"):
        cj.find_order(CLIENT_NO)


@pytest.mark.parametrize("code", [1600300, 1603100])
def test_reading_an_order_that_does_not_exist_is_not_found(wire, cj, code):
    wire.says(refusal(code, "order not found"))
    with pytest.raises(NotFound) as raised:
        cj.order(CJ_ID)
    assert raised.value.code == str(code)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("CREATED", "unpaid"),
        ("IN_CART", "unpaid"),
        ("UNPAID", "unpaid"),
        ("UNSHIPPED", "preparing"),
        ("SHIPPED", "shipped"),
        ("DELIVERED", "delivered"),
        ("CANCELLED", "cancelled"),
        ("OTHER", "unknown"),
        ("PAID", "unknown"),
        ("SOMETHING_NEW", "unknown"),
    ],
)
def test_every_status_has_its_meaning_and_a_new_one_is_unknown(wire, cj, word, status):
    """Pitfall 13: never "pending" by default."""
    wire.says(detail(orderStatus=word, subStatus=None))
    found = cj.order(CJ_ID)
    assert (found.status, found.raw_status) == (status, word)


def test_a_shipped_order_has_its_parcel(wire, cj):
    wire.says(detail(orderStatus="SHIPPED", trackNumber="TN1", trackingUrl="https://track.example.test/TN1"))
    (parcel,) = cj.order(CJ_ID).tracking
    assert (parcel.number, parcel.carrier, parcel.url) == ("TN1", "CJPacket Ordinary", "https://track.example.test/TN1")


def test_many_orders_are_read_a_hundred_at_a_time_and_missing_ones_are_missing(wire, cj):
    """Pitfall 5."""
    wire.says([detail()], [])
    assert [found.order_id for found in cj.orders([str(number) for number in range(150)])] == [CJ_ID]
    assert wire.calls == ["POST shopping/order/getOrderDetailBatch"] * 2
    assert [len(wire.sent(number)["orderIds"]) for number in (0, 1)] == [100, 50]


def listed(*orders, total=None):
    return {"pageNum": 1, "pageSize": 20, "total": len(orders) if total is None else total, "list": list(orders)}


def test_the_list_of_orders_is_always_asked_for_a_status(wire, cj):
    """Pitfall 5: without one CJ gives the cancelled orders alone."""
    wire.says(listed(detail()), listed(), listed(detail(cjOrderId="2"), total=30), listed())
    page = cj.list_orders()
    assert [wire.query(number)["status"] for number in range(7)] == [
        *("CREATED", "IN_CART", "UNPAID", "UNSHIPPED", "SHIPPED", "DELIVERED", "CANCELLED")
    ]
    assert [found.order_id for found in page.items] == [CJ_ID, "2"]
    assert page.has_more


@pytest.mark.parametrize(
    ("asked", "sent"), [("SHIPPED", ["SHIPPED"]), ("unpaid", ["CREATED", "IN_CART", "UNPAID"]), ("other", ["OTHER"])]
)
def test_the_list_takes_cjs_words_and_ours(wire, cj, asked, sent):
    wire.says(listed())
    cj.list_orders(page=2, size=50, status=asked)
    assert [wire.query(number)["status"] for number in range(len(wire.calls))] == sent
    assert (wire.query()["pageNum"], wire.query()["pageSize"]) == ("2", "50")


def test_a_single_order_in_place_of_the_list(wire, cj):
    wire.says(detail())
    assert [found.order_id for found in cj.list_orders(status="SHIPPED").items] == [CJ_ID]


def test_confirming_and_deleting(wire, cj):
    wire.says(CJ_ID)
    cj.confirm_order(CJ_ID)
    cj.cancel_unpaid(CJ_ID)
    assert wire.calls == ["PATCH shopping/order/confirmOrder", "DELETE shopping/order/deleteOrder"]
    assert wire.sent(0) == {"orderId": CJ_ID}
    assert (wire.query(1), wire.server.received[1].body) == ({"orderId": CJ_ID}, b"")


@pytest.mark.parametrize("act", ["confirm_order", "cancel_unpaid"])
def test_a_lost_answer_to_a_change_is_an_unknown_outcome(wire, cj, act):
    wire.says(will.hang_up)
    with pytest.raises(OutcomeUnknown):
        getattr(cj, act)(CJ_ID)
    assert len(wire.calls) == 1
