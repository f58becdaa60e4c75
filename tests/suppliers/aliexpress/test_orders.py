"""Orders and parcels as AliExpress shows them."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import BadPayload, Rejected
from core.money import Money
from suppliers.interface import PurchaseLine, PurchaseStatus, TrackingEvent, TrackingRef, TrackingStatus, TrackingUpdate
from tests.suppliers.aliexpress.conftest import sent_by

CHILD = {
    "product_id": "5",
    "sku_id": 12000,
    "product_count": "2",
    "product_price": {"amount": "8.01", "currency_code": "USD"},
}
PARCEL = {"logistics_no": "LP1", "logistics_service": "EMS"}


def order(status="PLACE_ORDER_SUCCESS", **changes):
    result = {
        "gmt_create": "2026-07-01 02:00:00",
        "order_status": status,
        "logistics_status": "NO_LOGISTICS",
        "pay_timeout_second": "3600",
        "order_amount": {"amount": "16.02", "currency_code": "USD"},
        "child_order_list": {"aeop_child_order_info": [CHILD]},
        "logistics_info_list": {},
    } | changes
    return {"aliexpress_trade_ds_order_get_response": {"result": result, "rsp_code": "200"}}


def test_an_order_is_asked_for_by_json_text(adapter, answers, server):
    answers(order())
    adapter.order("3076000000000001")
    form = sent_by(server)[0].form
    assert form["method"] == "aliexpress.trade.ds.order.get"
    assert json.loads(form["single_order_query"]) == {"order_id": 3076000000000001}


def test_an_order_is_read_whole(adapter, answers):
    answers(order(logistics_info_list={"aeop_order_logistics_info": [PARCEL, {"logistics_no": "LP2"}]}))
    purchase = adapter.order("3076")
    assert (purchase.order_id, purchase.status, purchase.raw_status) == (
        "3076",
        PurchaseStatus.UNPAID,
        "PLACE_ORDER_SUCCESS",
    )
    assert purchase.amount == Money(Decimal("16.02"), "USD")
    assert purchase.lines == (PurchaseLine("12000", 2, price=Money(Decimal("8.01"), "USD"), product_id="5"),)
    assert purchase.tracking == (TrackingRef("LP1", "EMS"), TrackingRef("LP2"))  # pitfall 32: both parcels
    assert purchase.created_at == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert purchase.pay_before == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("children", [CHILD, {"aeop_child_order_info": CHILD}, [CHILD]])
@pytest.mark.parametrize("parcels", [PARCEL, {"aeop_order_logistics_info": PARCEL}, [PARCEL]])
def test_a_lone_line_and_a_lone_parcel_are_lists_of_one(adapter, answers, children, parcels):
    """pitfall 37."""
    answers(order(child_order_list=children, logistics_info_list=parcels))
    purchase = adapter.order("1")
    assert [line.variant_id for line in purchase.lines] == ["12000"]
    assert [ref.number for ref in purchase.tracking] == ["LP1"]


STATUSES = {
    "PLACE_ORDER_SUCCESS": PurchaseStatus.UNPAID,
    "WAIT_BUYER_PAY": PurchaseStatus.UNPAID,
    "WAIT_SELLER_EXAMINE_MONEY": PurchaseStatus.UNDER_REVIEW,
    "FUND_PROCESSING": PurchaseStatus.UNDER_REVIEW,
    "IN_FROZEN": PurchaseStatus.UNKNOWN,
    "WAIT_SELLER_SEND_GOODS": PurchaseStatus.PREPARING,
    "SELLER_PART_SEND_GOODS": PurchaseStatus.PARTLY_SHIPPED,
    "WAIT_BUYER_ACCEPT_GOODS": PurchaseStatus.SHIPPED,
    "IN_ISSUE": PurchaseStatus.IN_DISPUTE,
    "IN_CANCEL": PurchaseStatus.UNKNOWN,
    "SOMETHING_NEW": PurchaseStatus.UNKNOWN,
}


@pytest.mark.parametrize(("raw", "ours"), STATUSES.items())
def test_a_status_in_our_words(adapter, answers, raw, ours):
    answers(order(raw))
    purchase = adapter.order("1")
    assert (purchase.status, purchase.raw_status) == (ours, raw)


def test_an_order_under_risk_control_is_paid_and_looked_at(adapter, answers):
    """pitfall 42: taken for a failure it was cancelled."""
    answers(order("RISK_CONTROL"))
    assert adapter.order("1").status is PurchaseStatus.UNDER_REVIEW


@pytest.mark.parametrize(
    ("reasons", "logistics", "ours"),
    [
        (["BUYER_CANCELED"], "NO_LOGISTICS", PurchaseStatus.CANCELLED),
        (["canceled", "CANCELED"], "NO_LOGISTICS", PurchaseStatus.CANCELLED),
        (["BUYER_ACCEPT_GOODS"], "SELLER_SEND_GOODS", PurchaseStatus.DELIVERED),
        ([""], "BUYER_ACCEPT_GOODS", PurchaseStatus.DELIVERED),
        (["CANCELED", ""], "BUYER_ACCEPT_GOODS", PurchaseStatus.UNKNOWN),
        ([""], "NO_LOGISTICS", PurchaseStatus.UNKNOWN),
        ([], "NO_LOGISTICS", PurchaseStatus.UNKNOWN),
    ],
)
def test_a_finished_order_is_delivered_or_closed_by_its_parts(adapter, answers, reasons, logistics, ours):
    children = [CHILD | {"end_reason": reason} for reason in reasons]
    answers(order("FINISH", child_order_list=children, logistics_status=logistics))
    assert adapter.order("1").status is ours


def test_a_time_to_pay_stands_only_on_what_is_to_be_paid(adapter, answers):
    answers(order("WAIT_SELLER_SEND_GOODS"))
    assert adapter.order("1").pay_before is None
    answers(order(gmt_create="soon"))
    purchase = adapter.order("1")
    assert (purchase.created_at, purchase.pay_before) == (None, None)


def test_an_order_of_somebody_else_names_both_reasons(adapter, answers):
    """pitfall 39."""
    error = {"type": "ISP", "code": "15", "msg": "Remote service error", "sub_code": "isv.insufficient-permission"}
    answers({"error_response": error})
    with pytest.raises(Rejected, match="not one of this account's orders, or the app lacks the permission"):
        adapter.order("1")


def test_an_order_without_a_status_is_unreadable(adapter, answers):
    answers({"aliexpress_trade_ds_order_get_response": {"rsp_code": "200", "result": {}}})
    with pytest.raises(BadPayload):
        adapter.order("1")


# --- tracking ----------------------------------------------------------------------------------------------------------


def parcel(number, *nodes):
    return {"mail_no": number, "carrier_name": "Fast", "detail_node_list": {"detail_node": list(nodes)}}


def node(name, stamp, words="Somewhere"):
    return {"tracking_name": name, "time_stamp": stamp, "tracking_detail_desc": words}


def tracked(lines):
    data = {"tracking_detail_line_list": {"tracking_detail": lines}}
    return {"aliexpress_ds_order_tracking_get_response": {"result": {"ret": True, "code": "0", "data": data}}}


def test_each_parcel_of_an_order_is_followed(adapter, answers, server):
    """pitfall 32."""
    answers(tracked([parcel("A", node("IN_TRANSIT", 1767600000000), node("CREATED", "1767400000")), parcel("B")]))
    assert adapter.tracking([], "3076") == [
        TrackingUpdate(
            "A",
            TrackingStatus.IN_TRANSIT,
            "IN_TRANSIT",
            "Fast",
            (
                TrackingEvent("Somewhere", datetime(2026, 1, 5, 8, 0, tzinfo=UTC)),
                TrackingEvent("Somewhere", datetime(2026, 1, 3, 0, 26, 40, tzinfo=UTC)),
            ),
        ),
        TrackingUpdate("B", TrackingStatus.NONE, carrier="Fast"),
    ]
    assert sent_by(server)[0].form["ae_order_id"] == "3076"


def test_numbers_narrow_what_is_found(adapter, answers):
    answers(tracked([parcel("A"), parcel("B")]))
    assert [update.number for update in adapter.tracking(["B"], "3076")] == ["B"]


def test_a_delivered_parcel_knows_when(adapter, answers):
    answers(tracked(parcel("A", node("DELIVERED", 1767600000000))))
    (update,) = adapter.tracking([], "1")
    assert (update.status, update.delivered_at) == (TrackingStatus.DELIVERED, datetime(2026, 1, 5, 8, 0, tzinfo=UTC))


def test_no_data_yet_is_no_error(adapter, answers):
    """pitfall 43: every new order began with an alarm."""
    answers({"aliexpress_ds_order_tracking_get_response": {"result": {"ret": False, "code": 1001, "msg": "NOT FOUND"}}})
    assert adapter.tracking([], "1") == [TrackingUpdate("", TrackingStatus.NONE, "1001")]
    answers({"aliexpress_ds_order_tracking_get_response": {"result": {"ret": False, "code": 1001, "msg": "NOT FOUND"}}})
    assert adapter.tracking(["A"], "1")[0].status is TrackingStatus.NONE


def test_another_no_of_tracking_is_an_error(adapter, answers):
    answers({"aliexpress_ds_order_tracking_get_response": {"result": {"ret": "false", "code": "9", "msg": "no"}}})
    with pytest.raises(Rejected) as raised:
        adapter.tracking([], "1")
    assert raised.value.code == "9"


def test_tracking_needs_an_order(adapter, server):
    with pytest.raises(Rejected, match="name the order"):
        adapter.tracking(["A"])
    assert server.received == []
