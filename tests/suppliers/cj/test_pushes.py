"""Pushes of every type: ids are read from them, and what is null or missing in them is no news."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadPayload
from suppliers.adapters.cj.mapper.pushes import TOPICS, push_head
from suppliers.interface import PushHead, Topic


def body(kind, params, change="UPDATE", **more):
    return json.dumps({"messageId": "m-1", "type": kind, "messageType": change, "params": params} | more).encode()


def test_a_product_push_names_what_changed_and_its_nulls_are_no_values(cj):
    """Pitfall 11."""
    params = {"pid": "10", "productNameEn": None, "productSku": None, "productSellPrice": "3.60-6.30"}
    push = cj.read_push(body("PRODUCT", params | {"fields": ["productSellPrice"]}))
    assert (push.message_id, push.topic, push.topic_name) == ("m-1", Topic.PRODUCT, "PRODUCT")
    assert (push.product_ids, push.variant_ids) == (("10",), ())
    assert push.values == {"fields": "productSellPrice", "change": "UPDATE"}


def test_a_variant_push_names_its_variant(cj):
    push = cj.read_push(body("VARIANT", {"vid": 9007199254740993, "variantSku": None, "fields": ["variantStatus"]}))
    assert (push.topic, push.variant_ids) == (Topic.VARIANT, ("9007199254740993",))
    assert push.values["fields"] == "variantStatus"


def test_a_stock_push_names_its_variants_and_none_of_its_figures(cj):
    """Pitfall 12: it holds the areas that changed, which is never the whole stock."""
    row = {"areaId": "2", "areaEn": "US Warehouse", "countryCode": "US", "storageNum": 7}
    push = cj.read_push(body("STOCK", {"11": [row], "12": []}))
    assert (push.topic, push.variant_ids, push.values) == (Topic.STOCK, ("11", "12"), {"change": "UPDATE"})


def test_an_order_push(cj):
    params = {
        "orderNumber": "HUB-1",
        "cjOrderId": "77",
        "orderStatus": "SHIPPED",
        "trackNumber": "TN1",
        "updateDate": "2026-11-02 06:12:01",
    }
    push = cj.read_push(body("ORDER", params))
    assert (push.topic, push.order_ids, push.tracking_numbers) == (Topic.ORDER, ("77",), ("TN1",))
    assert push.values == {"client_no": "HUB-1", "status": "shipped", "raw_status": "SHIPPED", "change": "UPDATE"}
    assert push.sent_at == datetime(2026, 11, 2, 6, 12, 1, tzinfo=UTC)


def test_the_misspelt_kind_of_order_push_is_understood(cj):
    push = cj.read_push(body("ORDER", {"cjOrderId": "77", "orderStatus": "CREATED"}, "ORDER_CONNNECTED"))
    assert (push.topic, push.values["change"], push.values["status"]) == (Topic.ORDER, "ORDER_CONNNECTED", "unpaid")


@pytest.mark.parametrize(
    ("raw", "status"), [("PAID", "unknown"), (300, "preparing"), (450, "preparing"), (510, "shipped"), (999, "unknown")]
)
def test_a_status_that_is_new_is_unknown_in_pushes_too(cj, raw, status):
    """Pitfall 13."""
    push = cj.read_push(body("ORDER", {"cjOrderId": "77", "orderStatus": raw}))
    assert (push.values["status"], push.values["raw_status"]) == (status, str(raw))


def test_a_split_order_names_its_parts(cj):
    parts = [{"orderCode": "SD1-1", "orderStatus": 300}, {"orderCode": "SD1-2", "orderStatus": 300}]
    params = {"originalOrderId": "77", "orderSplitTime": 1767319921000, "splitOrderList": parts}
    push = cj.read_push(body("ORDERSPLIT", params))
    assert (push.topic, push.order_ids) == (Topic.ORDER_SPLIT, ("77",))
    assert push.values["parts"] == "SD1-1,SD1-2"
    assert push.sent_at == datetime(2026, 1, 2, 2, 12, 1, tzinfo=UTC)


def test_a_tracking_push_has_its_events_as_json_inside_a_text(cj):
    events = [
        {"status": "Transit", "activity": "Left", "location": "CN", "eventTime": "2026-11-02 10:00:00"},
        {"status": "Delivered", "activity": "Delivered", "location": "FR", "eventTime": "2026-11-09 10:21:00"},
    ]
    params = {
        "orderId": "77",
        "storeOrderNumbers": ["HUB-1"],
        "trackingNumber": "TN1",
        "trackingStatus": 12,
        "logisticsTrackEvents": json.dumps(events),
    }
    push = cj.read_push(body("LOGISTIC", params))
    assert (push.topic, push.order_ids, push.tracking_numbers) == (Topic.TRACKING, ("77",), ("TN1",))
    assert push.values == {
        "client_no": "HUB-1",
        "status": "delivered",
        "raw_status": "12",
        "event": "Delivered",
        "event_at": "2026-11-09T10:21:00+00:00",
        "change": "UPDATE",
    }


@pytest.mark.parametrize("events", [None, "", "[broken", "[1]", 7, "{}"])
def test_events_that_cannot_be_read_do_not_keep_the_push_from_being_read(cj, events):
    push = cj.read_push(body("LOGISTIC", {"orderId": "77", "trackingStatus": 5, "logisticsTrackEvents": events}))
    assert push.values == {"status": "in_transit", "raw_status": "5", "change": "UPDATE"}


def test_an_extra_bill_is_a_cost_of_its_order(cj):
    """Pitfall 19."""
    params = {"orderId": "BT1", "relationOrderId": "77", "amount": 2.4, "reason": "freight", "status": "CREATED"}
    push = cj.read_push(body("MAKEUP", params, "INSERT"))
    assert (push.topic, push.order_ids) == (Topic.EXTRA_BILL, ("77",))
    assert push.values == {
        "bill_id": "BT1",
        "amount": "2.4",
        "currency": "USD",
        "status": "CREATED",
        "reason": "freight",
        "change": "INSERT",
    }


def test_a_sourcing_push(cj):
    params = {"cjSourcingId": 5, "cjProductId": "10", "cjVariantId": "11", "status": 3, "failReason": None}
    push = cj.read_push(body("SOURCINGCREATE", params))
    assert (push.topic, push.product_ids, push.variant_ids) == (Topic.SOURCING, ("10",), ("11",))
    assert push.values == {"sourcing_id": "5", "status": "3", "change": "UPDATE"}


def test_a_push_of_the_private_warehouse(cj):
    push = cj.read_push(body("PRIVATE_ORDER", {"orderId": "77"}))
    assert (push.topic, push.order_ids) == (Topic.PRIVATE_STOCK, ("77",))


def test_a_type_that_is_new_is_kept_under_its_own_word(cj):
    push = cj.read_push(body("INVOICE", {"orderId": "77"}))
    assert (push.topic, push.topic_name, push.order_ids) == (Topic.UNKNOWN, "INVOICE", ())


@pytest.mark.parametrize("kind", TOPICS)
def test_params_may_be_json_inside_a_text(cj, kind):
    given_as_object, given_as_text = body(kind, {"pid": "10"}), body(kind, json.dumps({"pid": "10"}))
    assert cj.read_push(given_as_text) == cj.read_push(given_as_object)


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"7", b"\xff\xfe", body("ORDER", [1]), body("STOCK", None)])
def test_a_push_that_cannot_be_read_is_bad_and_its_head_does_not_raise(cj, raw):
    with pytest.raises(BadPayload):
        cj.read_push(raw)
    assert isinstance(cj.read_push_head(raw), PushHead)


@pytest.mark.parametrize(
    ("raw", "about"),
    [
        (body("PRODUCT", {"pid": "10"}), "10"),
        (body("VARIANT", {"vid": "11"}), "11"),
        (body("STOCK", {"11": []}), ""),
        (body("ORDER", {"cjOrderId": "77", "orderNumber": "HUB-1"}), "77"),
        (body("ORDER", {"cjOrderId": None, "orderNumber": "HUB-1"}), "HUB-1"),
        (body("ORDERSPLIT", {"originalOrderId": "77"}), "77"),
        (body("LOGISTIC", {"orderId": "77"}), "77"),
        (body("MAKEUP", {"orderId": "BT1", "relationOrderId": "77"}), "77"),
        (body("INVOICE", {"orderId": "77"}), ""),
    ],
)
def test_pushes_about_one_thing_have_that_in_common(cj, raw, about):
    head = cj.read_push_head(raw)
    assert (head.message_id, head.about) == ("m-1", about)


def test_a_message_id_that_is_a_number_is_kept_as_text(cj):
    assert cj.read_push_head(body("ORDER", {}, messageId=9007199254740993)).message_id == "9007199254740993"


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "params", "messageId"]), inner, max_size=3)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_body_whatsoever_makes_the_head_raise(raw):
    assert isinstance(push_head(raw), PushHead)
