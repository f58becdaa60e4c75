"""Deliveries: thin, signed over the raw bytes, tried again; twice, stale, forged, late and oddly spelled."""

import json
import time

import pytest

from marketplaces.adapters.etsy.simulator.pushes import SECRET, sign

BODY = (
    b'{"event_type":"order.paid","resource_url":"https://api.etsy.com/v3/application/shops/12345678/receipts/987654321",'
    b'"shop_id":12345678}'
)


@pytest.fixture
def told(lab):
    """The portal points at the hub."""
    lab.steer(f"webhook?url={lab.server.origin('hub')}/webhooks/etsy")
    return lab


def test_the_signature_is_that_of_the_contract():
    secret = "whsec_ZXRzeS1zaW11bGF0b3Itc2lnbmluZy1rZXktMzJieXQ="
    assert sign(secret, "msg_0001", "1767225600", BODY) == "v1,Py5O8VilZjz2tU9k54x2B70W/5zVLLCVslRDy+i8x5U="


def test_a_paid_order_is_told_flat_and_thin(told):
    receipt = told.order()
    address = f"https://api.etsy.com/v3/application/shops/52300001/receipts/{receipt}"
    expected = {"event_type": "order.paid", "resource_url": address, "shop_id": 52_300_001}
    assert [json.loads(body) for _, body in told.sink.got] == [expected]
    assert told.sink.are_signed(SECRET) == [True]
    headers, _ = told.sink.got[0]
    assert abs(int(headers["webhook_timestamp"]) - time.time()) < 60


def test_the_four_events(told):
    receipt = told.order(paid=False)
    told.steer(f"pay?receipt={receipt}")
    told.track(receipt)
    told.track(receipt)  # a second parcel is no second event
    told.steer(f"deliver?receipt={receipt}")
    told.steer(f"cancel?receipt={told.order('BAG-S')}")
    told.simulator.settle()
    assert told.sink.events == [
        "order.paid",
        "order.shipped",
        "order.delivered",
        "order.paid",
        "order.canceled",
    ]


def test_listings_stock_refunds_and_reviews_are_not_told(told):
    receipt = told.order()
    told.patch(4_500_000_001, title="Cup")
    told.steer("listing?sku=MUG-1&quantity=1")
    told.steer(f"refund?receipt={receipt}")
    told.steer(f"review?receipt={receipt}")
    assert told.sink.events == ["order.paid"]


def test_without_an_address_in_the_portal_nothing_is_sent(lab):
    lab.order()
    assert lab.steer("pushes") == []


def test_a_delivery_comes_twice_under_one_id(told):
    told.steer("faults?add=hook_twice@order.paid")
    told.order()
    first, second = (headers["webhook_id"] for headers, _ in told.sink.got)
    assert first == second


def test_a_stale_delivery_is_signed_rightly_over_an_old_time(told):
    told.steer("faults?add=hook_stale=600@order.paid")
    told.order()
    headers, _ = told.sink.got[0]
    assert 590 <= time.time() - int(headers["webhook_timestamp"]) <= 660
    assert told.sink.are_signed(SECRET) == [True]


def test_a_forged_delivery_has_another_signature(told):
    told.steer("faults?add=hook_forged@order.paidx1")
    told.order()
    told.order()
    assert told.sink.are_signed(SECRET) == [False, True]


def test_a_delivery_may_be_lost_or_come_after_the_next(told):
    told.steer("faults?add=hook_drop@order.paidx1")
    told.order()
    assert told.sink.got == []
    told.steer("faults?add=hook_late@order.paidx1")
    receipt = told.order()
    assert told.sink.got == []
    told.track(receipt)
    told.simulator.settle()
    assert told.sink.events == ["order.shipped", "order.paid"]


def test_a_late_delivery_after_which_nothing_comes_can_be_let_go(told):
    told.steer("faults?add=hook_late@order.paidx1")
    told.order()
    assert told.steer("release") == {"pushed": 1}
    assert told.sink.events == ["order.paid"]


def test_events_and_numbers_may_be_written_otherwise(told):
    told.steer("rules?shop_id_text=1")
    told.steer("faults?add=hook_spelling=ORDER_PAID@order.paid")
    told.order()
    body = json.loads(told.sink.got[0][1])
    assert (body["event_type"], body["shop_id"]) == ("ORDER_PAID", "52300001")


def test_a_failed_delivery_is_tried_again_under_the_same_id_after_5_s_5_min_and_longer(told):
    told.sink.status = 500
    told.order()
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 36_000, 360_000):
        told.steer(f"clock?seconds={seconds}")
    ids = {headers["webhook_id"] for headers, _ in told.sink.got}
    assert (len(told.sink.got), len(ids)) == (8, 1)
    assert [row["try"] for row in told.steer("pushes")] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_webhook_without_a_cause(told):
    receipt = told.order()
    told.steer(f"push?event=order.canceled&receipt={receipt}")
    assert told.sink.events == ["order.paid", "order.canceled"]


def test_marking_by_the_api_is_told_once(told):
    receipt = told.order(paid=False)
    path = f"/shops/52300001/receipts/{receipt}"
    for _ in range(2):
        told.ok("PUT", path, data={"was_paid": "true", "was_shipped": "true"})
    told.simulator.settle()
    assert told.sink.events == ["order.paid", "order.shipped"]
