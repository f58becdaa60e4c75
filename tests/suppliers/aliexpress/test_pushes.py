"""Push messages: whose they are, what they are about, and that none of them is believed."""

import json
from datetime import UTC, datetime

import pytest

from core.crypto import Secret
from core.errors import BadPayload
from suppliers.adapters.aliexpress.signing import push_signature
from suppliers.interface import PushHead, Topic
from tests.suppliers.aliexpress.conftest import APP_SECRET


def push(kind=53, data=None, **more):
    body = {"message_type": kind, "data": {"orderId": 3076000000000001} if data is None else data}
    return json.dumps(body | {"timestamp": 1767600001, "site": "ae_global", "seller_id": "2"} | more).encode()


def test_a_push_is_good_with_the_signature_of_its_own_app(adapter, account):
    raw = push()
    right = push_signature(account.api_key.reveal(), Secret(APP_SECRET), raw)
    assert adapter.verify_push(raw, {"authorization": right})
    assert not adapter.verify_push(raw + b" ", {"authorization": right})
    assert not adapter.verify_push(raw, {"authorization": push_signature("1", Secret(APP_SECRET), raw)})
    assert not adapter.verify_push(raw, {"x-aliexpress-signature": right})
    assert not adapter.verify_push(raw, {})


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        (0, Topic.TEST),
        (18, Topic.TRACKING),
        (51, Topic.PAYMENT),
        (53, Topic.ORDER),
        ("53", Topic.ORDER),
        (65, Topic.AUTHORISATION),
        (99, Topic.UNKNOWN),
    ],
)
def test_a_push_s_number_in_our_words(adapter, kind, topic):
    read = adapter.read_push(push(kind))
    assert (read.topic, read.topic_name) == (topic, str(kind))


@pytest.mark.parametrize(
    "status",
    ["OrderCreated", "PaymentAuthorized", "paymentFailedEvent", "OrderShipped", "OrderConfirmed", "OrderClosed"],
)
def test_a_push_of_an_order_names_it_and_keeps_their_word(adapter, status):
    read = adapter.read_push(push(data={"orderId": 3076000000000001, "orderStatus": status}))
    assert read.order_ids == ("3076000000000001",)
    assert read.values == {"order_status": status}
    assert read.sent_at == datetime(2026, 1, 5, 8, 0, 1, tzinfo=UTC)


def test_a_push_of_logistics_names_the_parcel(adapter):
    read = adapter.read_push(push(18, {"tradeOrderId": "7", "mailNo": "LP1"}))
    assert (read.order_ids, read.tracking_numbers) == (("7",), ("LP1",))


@pytest.mark.parametrize("data", ['{"orderId": 7}', [{"orderId": 7}]])
def test_the_data_of_a_push_may_be_text_or_a_list_of_one(adapter, data):
    assert adapter.read_push(push(data=data)).order_ids == ("7",)


def test_the_same_push_twice_has_the_same_id_and_another_has_another(adapter):
    one, again, other = push(), push(), push(timestamp=1767600002)
    ids = [adapter.read_push(raw).message_id for raw in (one, again, other)]
    assert ids[0] == ids[1] != ids[2]
    assert adapter.read_push_head(one) == PushHead(
        ids[0], "53", "3076000000000001", datetime(2026, 1, 5, 8, 0, 1, tzinfo=UTC)
    )


def test_only_the_console_s_test_is_a_probe(adapter):
    assert adapter.is_probe(push(0))
    assert not adapter.is_probe(push(53))
    assert not adapter.is_probe(b"")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"{}", b'{"message_type": null}', b"\xff\xfe", b"[" * 100_000])
def test_a_push_that_cannot_be_read_has_an_empty_head_and_says_so_later(adapter, raw):
    assert adapter.read_push_head(raw) == PushHead("", "")
    with pytest.raises(BadPayload, match="push not understood"):
        adapter.read_push(raw)
