"""Webhooks by the Standard Webhooks scheme (pitfalls 61 to 63)."""

import json

import pytest

from core.errors import BadPayload
from marketplaces.adapters.etsy import signing
from marketplaces.interface import Topic
from marketplaces.models import MarketplaceAccount

# The known answer of the contract.
SECRET = "whsec_ZXRzeS1zaW11bGF0b3Itc2lnbmluZy1rZXktMzJieXQ="
RAW = (
    b'{"event_type":"order.paid","resource_url":"https://api.etsy.com/v3/application/shops/12345678/receipts/987654321",'
    b'"shop_id":12345678}'
)
HEADERS = {
    "webhook-id": "msg_0001",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,Py5O8VilZjz2tU9k54x2B70W/5zVLLCVslRDy+i8x5U=",
}
NOW = 1767225600.0


def is_signed(raw=RAW, headers=None, secret=SECRET, now=NOW):
    return signing.is_signed(raw, HEADERS if headers is None else headers, secret, now)


def test_the_known_answer():
    """61: the secret is decoded, the version taken off, the three parts in their order"""
    assert is_signed()
    entry = signing.signature("msg_0001", "1767225600", RAW, signing.key_of(SECRET))
    assert entry == HEADERS["webhook-signature"]


def test_the_bytes_are_signed_and_not_what_they_mean():
    """61"""
    assert not is_signed(json.dumps(json.loads(RAW)).encode())


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_nothing_may_be_missing(name):
    assert not is_signed(headers={key: value for key, value in HEADERS.items() if key != name})


@pytest.mark.parametrize(("seconds", "expected"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_five_minutes_are_recent(seconds, expected):
    assert is_signed(now=NOW + seconds) is expected


def test_one_of_several_entries_is_enough():
    assert is_signed(headers={**HEADERS, "webhook-signature": f"v1,AAAA {HEADERS['webhook-signature']}"})
    assert not is_signed(headers={**HEADERS, "webhook-signature": "v1,AAAA v2,BBBB"})


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64!", "another"])
def test_without_a_secret_nothing_is_signed(secret):
    assert not is_signed(secret=secret)


@pytest.mark.parametrize("stamp", ["", "now", "-1767225600", "17672256000000", "\uff11767225600"])
def test_a_time_that_is_none_is_refused(stamp):
    assert not is_signed(headers={**HEADERS, "webhook-timestamp": stamp})


@pytest.fixture
def shop(make_account, open_shop, settings):
    settings.ETSY_WEBHOOK_SECRET = SECRET
    return open_shop(make_account(remote_id="12345678"))


def body(**more):
    return json.dumps(json.loads(RAW) | more).encode()


def test_what_is_read_of_a_push(shop):
    """62: thin, nothing but the two numbers"""
    head = shop.read_push_head(RAW, HEADERS, "")
    assert (head.message_id, head.topic_name, head.about, head.shop) == (
        "msg_0001",
        "order.paid",
        "order:987654321",
        "12345678",
    )
    push = shop.read_push(RAW, head.topic_name)
    assert (push.topic, push.order_ids, push.values) == (Topic.ORDER, ("987654321",), {})


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("order.paid", Topic.ORDER),
        ("ORDER_PAID", Topic.ORDER),
        ("order.canceled", Topic.ORDER_CANCELLED),
        ("order.shipped", Topic.FULFILMENT),
        ("order.delivered", Topic.FULFILMENT),
        ("shop.opened", Topic.UNKNOWN),
    ],
)
def test_topics_however_they_are_spelled(shop, name, topic):
    assert shop.read_push(body(event_type=name), "").topic is topic


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v3/application/shops/12345678/receipts/1",
        "http://api.etsy.com/v3/application/shops/12345678/receipts/1",
        "https://api.etsy.com.evil.example/v3/application/shops/12345678/receipts/1",
        "https://api.etsy.com/v3/application/shops/12345678/receipts/1/../../2",
        "https://api.etsy.com/v3/application/shops/999/receipts/1",
        "",
        None,
    ],
)
def test_an_address_that_is_no_receipt_of_this_shop_is_not_believed(shop, url):
    with pytest.raises(BadPayload):
        shop.read_push(body(resource_url=url), "")


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"\xff", b'{"event_type": {}}'])
def test_the_door_reads_whatever_comes(shop, raw):
    assert shop.read_push_head(raw, {}, "").message_id == ""


def post(client, raw=RAW, now=NOW, **headers):
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (HEADERS | headers).items()}
    return client.post("/webhooks/etsy", raw, content_type="application/json", **given)


def test_a_push_through_the_door_is_stored_once_under_its_shop(client, shop, monkeypatch):
    from core.models import InboundEvent  # noqa: PLC0415 - for this alone

    monkeypatch.setattr("marketplaces.adapters.etsy.adapter.time.time", lambda: NOW)
    assert [post(client).status_code for _ in range(2)] == [200, 200]
    event = InboundEvent.objects.get()
    account = MarketplaceAccount.objects.get()
    assert (event.partner, event.account_id, event.topic) == ("etsy", account.account_id, "order.paid")


def test_a_stale_or_forged_push_is_not_stored(client, shop, monkeypatch):
    from core.models import InboundEvent  # noqa: PLC0415 - for this alone

    monkeypatch.setattr("marketplaces.adapters.etsy.adapter.time.time", lambda: NOW + 3600)
    assert post(client).status_code >= 400
    monkeypatch.setattr("marketplaces.adapters.etsy.adapter.time.time", lambda: NOW)
    assert post(client, RAW + b" ").status_code >= 400
    assert not InboundEvent.objects.exists()
