"""Webhooks: set with a probe, sent signed, repeated, out of order, forged, late."""

import base64
import hashlib
import hmac
import json

import pytest


@pytest.fixture
def told(lab):
    """Registered; the probe is forgotten."""
    lab.register()
    lab.sink.got.clear()
    return lab


def vid(lab):
    return lab.product().variants[0].vid


def test_the_address_is_tried_once_with_an_empty_body(lab):
    assert lab.register()["data"] is True
    assert lab.sink.bodies == [b""]


def test_an_address_that_does_not_answer_200_is_refused_and_nothing_set(lab):
    lab.sink.status = 500
    assert lab.register()["code"] == 1607003
    assert lab.get("setting/get")["data"]["callback"] == {"type": "CANCEL", "urls": []}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1/x", 1607001),
        ("https://localhost/x", 1607001),
        ("http://hub.example.test/x", 1607002),
        ("nothing", 1606001),
        ("https://hub.example.test/x", 200),
    ],
)
def test_addresses_under_cj_s_own_rules(lab, url, code):
    lab.steer("rules?loopback_webhooks=0")
    topic = {"type": "ENABLE", "callbackUrls": [url]}
    assert lab.post("webhook/set", dict.fromkeys(("product", "stock", "order", "logistics"), topic))["code"] == code


def test_the_four_topics_are_set_together(lab):
    topic = {"type": "ENABLE", "callbackUrls": ["https://hub.example.test/x"]}
    assert lab.post("webhook/set", {"stock": topic})["code"] == 1600300


def test_a_change_of_stock_is_pushed_signed_over_the_bytes_sent(told):
    assert told.steer(f"stock?vid={vid(told)}&quantity=7&country=US") == {"pushed": [200]}
    headers, raw = told.sink.got[-1]
    expected = base64.b64encode(hmac.new(b"123456789", raw, hashlib.sha256).digest()).decode()
    assert headers["sign"] == expected
    (row,) = json.loads(raw)["params"][vid(told)]
    assert (row["countryCode"], row["storageNum"]) == ("US", 7)
    assert (
        sum(level["totalInventoryNum"] for level in told.get(f"product/stock/queryByVid?vid={vid(told)}")["data"]) > 7
    )


def test_a_message_that_is_sent_twice_keeps_its_id(told):
    told.steer(f"stock?vid={vid(told)}&quantity=7&times=2")
    first, second = told.sink.bodies
    assert first == second


def test_a_forged_or_missing_signature_can_be_asked_for(told):
    told.steer(f"stock?vid={vid(told)}&quantity=7&signature=forged")
    told.steer(f"stock?vid={vid(told)}&quantity=8&signature=unsigned")
    (forged, raw), (unsigned, _) = told.sink.got
    assert forged["sign"] != base64.b64encode(hmac.new(b"123456789", raw, hashlib.sha256).digest()).decode()
    assert "sign" not in unsigned


def test_messages_that_were_held_arrive_late_and_in_another_order(told):
    told.steer("hold")
    for quantity in (5, 9):
        told.steer(f"stock?vid={vid(told)}&quantity={quantity}")
    assert told.sink.got == []
    assert told.steer("release?reverse=1") == {"pushed": [200, 200]}
    assert [json.loads(raw)["params"][vid(told)][0]["storageNum"] for raw in told.sink.bodies] == [9, 5]


def test_probe_broken_body_and_unknown_type(told):
    for kind in ("PROBE", "BROKEN", "NEWS"):
        told.steer(f"push?type={kind}")
    probe, broken, unknown = told.sink.bodies
    assert probe == b""
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|Invalid"):
        json.loads(broken)
    assert json.loads(unknown)["type"] == "NEWS"


def test_a_door_that_fails_is_tried_three_times_more(told):
    told.sink.status = 500
    assert told.steer(f"stock?vid={vid(told)}&quantity=7") == {"pushed": [500]}
    assert len(told.sink.got) == 4


def test_a_topic_that_fails_for_two_hours_is_closed(told):
    told.sink.status = 500
    for _ in range(3):
        told.steer(f"stock?vid={vid(told)}&quantity=7")
        told.steer("clock?seconds=3600")
    told.sink.status = 200
    assert told.steer(f"stock?vid={vid(told)}&quantity=8") == {"pushed": []}
    assert told.steer(f"variant?vid={vid(told)}&state=on") == {"pushed": [200]}


def test_subscriptions_fail_one_by_one_under_a_good_answer(lab):
    lab.steer("rules?subscription_cap=1")
    first, second = list(lab.simulator.world.catalogue.on_sale())[:2]
    answer = lab.post("webhook/product/subscribe", {"productIds": [first.pid, second.pid, "404"]})
    assert answer["code"] == 200
    assert answer["data"]["successProductIds"] == [first.pid]
    assert answer["data"]["failProductIds"] == [second.pid, "404"]
    lab.post("webhook/product/unsubscribe", {"productIds": [first.pid]})
    assert lab.get("webhook/product/subscribe/list")["data"]["productIds"] == []


def test_newer_accounts_hear_only_of_what_they_subscribed(told):
    told.steer("rules?only_subscribed=1")
    assert told.steer(f"stock?vid={vid(told)}&quantity=7") == {"pushed": []}
    told.post("webhook/product/subscribe", {"productIds": [told.product().pid]})
    assert told.steer(f"stock?vid={vid(told)}&quantity=7") == {"pushed": [200]}
