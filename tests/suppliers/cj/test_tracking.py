"""Parcels, and disputes about what was in them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import OutcomeUnknown
from core.money import Money
from suppliers.adapters.cj.mapper.disputes import DisputeLine, DisputeRequest
from suppliers.adapters.cj.mapper.tracking import tracking_status
from tests.core.http import scripted_server as will
from tests.suppliers.cj.conftest import refusal
from tests.suppliers.cj.orders import CJ_ID, detail

STATUSES = [
    *(("0", "none"), ("1", "sent"), ("2", "sent"), ("3", "returned"), ("4", "sent"), ("5", "in_transit")),
    *(("6", "in_transit"), ("7", "customs"), ("8", "customs"), ("9", "in_transit"), ("10", "out_for_delivery")),
    *(("11", "ready_for_pickup"), ("12", "delivered"), ("13", "failed"), ("14", "returned"), ("15", "unknown")),
    *(("In transit", "in_transit"), ("IN_TRANSIT", "in_transit"), ("Delivered", "delivered"), ("", "none")),
    *(("Out-for-delivery", "out_for_delivery"), ("Lost at sea", "unknown"), (12, "delivered"), (None, "none")),
]


@pytest.mark.parametrize(("raw", "status"), STATUSES)
def test_every_number_and_word_has_its_meaning_and_a_new_one_is_unknown(raw, status):
    assert tracking_status(raw) == status


def parcel(**more):
    return {
        "trackingNumber": "TN1",
        "logisticName": "CJPacket Ordinary",
        "deliveryTime": None,
        "trackingStatus": "In transit",
        "lastMileCarrier": "Colissimo",
        "lastTrackNumber": "6A1",
    } | more


def test_a_parcel_on_its_way(wire, cj):
    routes = [
        {"acceptTime": "2026-11-02 08:00:00", "acceptAddress": "Shenzhen", "remark": "Left"},
        {"acceptTime": "2026-11-04 09:30:00", "acceptAddress": "Paris", "remark": "Arrived"},
    ]
    wire.says([parcel(routes=routes), parcel(trackingNumber="TN2")])
    first, second = cj.tracking(["TN1", "TN2"])
    assert wire.calls == ["GET logistic/trackInfo"]
    assert wire.queries() == {"trackNumber": ["TN1", "TN2"]}
    assert (first.status, first.raw_status, first.carrier) == ("in_transit", "In transit", "CJPacket Ordinary")
    assert (first.last_mile_carrier, first.last_mile_number, first.delivered_at) == ("Colissimo", "6A1", None)
    assert [(event.text, event.at.day, event.place) for event in first.events] == [
        ("Arrived", 4, "Paris"),
        ("Left", 2, "Shenzhen"),
    ]
    assert (second.number, second.events) == ("TN2", ())


def test_a_parcel_that_has_arrived(wire, cj):
    wire.says([parcel(trackingStatus="Delivered", deliveryTime="2026-11-09 10:21:00")])
    (found,) = cj.tracking(["TN1"])
    assert found.delivered_at == datetime(2026, 11, 9, 10, 21, tzinfo=UTC)


@pytest.mark.parametrize("answer", [will.answer(200, {"code": 200, "data": []}), refusal(1603100, "not found")])
def test_nothing_known_yet_is_no_error(wire, cj, answer):
    wire.says(answer)
    assert cj.tracking(["TN1"]) == []


def test_the_parcels_of_an_order_are_looked_up(wire, cj):
    wire.says(detail(trackNumber="TN1"), [parcel()])
    assert [found.number for found in cj.tracking([], order_id=CJ_ID)] == ["TN1"]


def test_an_order_without_parcels_costs_no_second_call(wire, cj):
    wire.says(detail())
    assert cj.tracking([], order_id=CJ_ID) == []
    assert len(wire.calls) == 1


def test_many_parcels_are_asked_for_in_portions(wire, cj):
    wire.says([])
    cj.tracking([f"TN{number}" for number in range(45)])
    assert [len(wire.queries(number)["trackNumber"]) for number in range(3)] == [20, 20, 5]


def test_the_list_of_disputes(wire, cj):
    row = {
        "disputeId": 5,
        "orderId": CJ_ID,
        "status": "Awaiting",
        "disputeReason": "Damaged",
        "money": 3.42,
        "finallyDeal": 1,
        "createDate": "2026-11-20 08:00:00",
    }
    wire.says({"pageNum": 1, "pageSize": 10, "total": 11, "list": [row, {"id": "6"}]})
    page = cj.disputes(order_id=CJ_ID)
    assert wire.query() == {"pageNum": "1", "pageSize": "10", "orderId": CJ_ID}
    first, second = page.items
    assert (first.dispute_id, first.order_id, first.status, first.reason) == ("5", CJ_ID, "Awaiting", "Damaged")
    assert (first.amount, first.outcome, first.opened_on) == (Money(Decimal("3.42"), "USD"), "refund", "2026-11-20")
    assert (second.dispute_id, page.has_more) == ("6", True)


LINE = DisputeLine("L1", "V1", 2, Money(Decimal("3.42"), "USD"), is_open=True)


def test_what_may_be_disputed_and_on_what_terms(wire, cj):
    row = {"lineItemId": "L1", "cjVariantId": "V1", "quantity": 2, "price": 3.42, "canChoose": True}
    terms = {
        "maxAmount": 12.15,
        "expectResultOptionList": ["1", "2"],
        "disputeReasonList": [{"disputeReasonId": 9, "reasonName": "Products Damaged"}],
    }
    wire.says({"productInfoList": [row]}, terms)
    lines = cj.dispute_lines(CJ_ID)
    found = cj.dispute_terms(CJ_ID, lines)
    assert lines == [LINE]
    assert wire.sent() == {"orderId": CJ_ID, "productInfoList": [{"lineItemId": "L1", "quantity": 2, "price": "3.42"}]}
    assert (found.most, found.reasons) == (Money(Decimal("12.15"), "USD"), (("9", "Products Damaged"),))
    assert found.outcomes == ("refund", "reissue")


def test_a_dispute_is_opened_once_under_our_own_number(wire, cj):
    wire.says(True)
    cj.open_dispute(DisputeRequest(CJ_ID, "D-1", "9", (LINE,), "broken", images=("https://img.example.test/1.jpg",)))
    body = wire.sent()
    assert (body["businessDisputeId"], body["disputeReasonId"], body["expectType"], body["refundType"]) == (
        "D-1",
        "9",
        1,
        1,
    )
    wire.says(will.hang_up)
    with pytest.raises(OutcomeUnknown):
        cj.open_dispute(DisputeRequest(CJ_ID, "D-2", "9", (LINE,), "broken", wants_refund=False))
    assert wire.calls == ["POST disputes/create"] * 2


def test_a_dispute_is_withdrawn(wire, cj):
    wire.says(True)
    cj.cancel_dispute(CJ_ID, "5")
    assert (wire.calls, wire.sent()) == (["POST disputes/cancel"], {"orderId": CJ_ID, "disputeId": "5"})
