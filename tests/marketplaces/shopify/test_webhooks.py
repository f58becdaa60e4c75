"""Webhooks: what is subscribed to, and what their heads and bodies say."""

import json
from datetime import UTC, datetime

import pytest

from core.errors import BadPayload, OutcomeUnknown
from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.adapters.shopify.mapper.pushes import SUBSCRIBED, subscription_topic
from marketplaces.interface import PushHead, Topic
from tests.core.http import scripted_server as will
from tests.marketplaces.shopify.conftest import not_done, page, refused

URL = "https://hub.example.com/webhooks/shopify/random-part"


def subscription(topic, uri=None, number=1):
    return {
        "id": f"gid://shopify/WebhookSubscription/{number}",
        "topic": subscription_topic(topic),
        "uri": f"{URL}/{topic}" if uri is None else uri,
    }


def subscribed(topic, change="Create"):
    return {f"webhookSubscription{change}": {"webhookSubscription": subscription(topic), "userErrors": []}}


ALL = {"webhookSubscriptions": page(*(subscription(topic) for topic in SUBSCRIBED))}


def without(topic, *more):
    there = [subscription(each) for each in SUBSCRIBED if each != topic]
    return {"webhookSubscriptions": page(*there, *more)}


def test_where_all_is_well_nothing_is_made(wire, shop):
    """Pitfall 20: stock is among the topics."""
    wire.says(ALL)
    setup = shop.set_webhooks(URL)
    assert setup.addresses == {topic: f"{URL}/{topic}" for topic in SUBSCRIBED}
    assert "inventory_levels/update" in setup.addresses
    assert (setup.made, setup.refused, wire.calls) == ((), (), ["WebhookSubscriptions"])


def test_what_is_missing_is_made(wire, shop):
    """Pitfall 12: Shopify deletes a subscription after eight failures."""
    wire.says(without("orders/create"), subscribed("orders/create"))
    assert shop.set_webhooks(URL).made == ("orders/create",)
    assert wire.variables() == {
        "topic": "ORDERS_CREATE",
        "webhookSubscription": {"uri": f"{URL}/orders/create", "format": "JSON"},
    }


def test_what_leads_elsewhere_is_mended(wire, shop):
    elsewhere = subscription("orders/create", "https://old.example.com/hook", 7)
    wire.says(without("orders/create", elsewhere), subscribed("orders/create", "Update"))
    assert shop.set_webhooks(URL).made == ("orders/create",)
    assert wire.variables() == {
        "id": "gid://shopify/WebhookSubscription/7",
        "webhookSubscription": {"uri": f"{URL}/orders/create"},
    }


def test_subscriptions_are_read_to_the_last_page(wire, shop):
    rows = [subscription(topic) for topic in SUBSCRIBED]
    wire.says({"webhookSubscriptions": page(*rows[:3], after="w-1")}, {"webhookSubscriptions": page(*rows[3:])})
    assert shop.set_webhooks(URL).made == ()


def test_an_address_that_was_taken_meanwhile_is_fine(wire, shop):
    words = "Address for this topic has already been taken"
    wire.says(without("orders/create"), not_done("webhookSubscriptionCreate", words, webhookSubscription=None))
    setup = shop.set_webhooks(URL)
    assert setup.refused == ()
    assert "orders/create" in setup.addresses


@pytest.mark.parametrize(
    "answer",
    [
        not_done("webhookSubscriptionCreate", "Address protocol http:// is not supported", webhookSubscription=None),
        refused("ACCESS_DENIED", "Address protocol http:// is not supported", {"webhookSubscriptionCreate": None}),
    ],
)
def test_what_is_refused_is_told_with_its_words_and_stops_no_other(wire, shop, answer):
    """Pitfall 17: topics about orders are refused to an app that may not see buyers."""
    wire.says(
        {"webhookSubscriptions": page(*(subscription(each) for each in SUBSCRIBED[2:]))},
        answer,
        subscribed("orders/updated"),
    )
    setup = shop.set_webhooks("https://hub.example.com/webhooks/shopify/random-part/")
    assert setup.made == ("orders/updated",)
    topic, words = setup.refused[0]
    assert topic == "orders/create"
    assert "Address protocol http:// is not supported" in words
    assert "orders/create" not in setup.addresses


def test_a_lost_answer_leaves_it_open(wire, shop):
    wire.says(without("orders/create"), will.answer(502, b"<html></html>"))
    with pytest.raises(OutcomeUnknown):
        shop.set_webhooks(URL)


def test_compliance_topics_have_an_address_and_no_subscription():
    """They are set in the app's configuration: Shopify's list of topics does not hold them."""
    compliance = {"customers/data_request", "customers/redact", "shop/redact"}
    assert set(ShopifyAdapter.push_topics) - set(SUBSCRIBED) == compliance


# Heads


HEADERS = {
    "x-shopify-topic": "orders/create",
    "x-shopify-event-id": "event-1",
    "x-shopify-webhook-id": "delivery-1",
    "x-shopify-shop-domain": "Hub-Test.myshopify.com",
    "x-shopify-triggered-at": "2026-11-20T08:15:02.123456Z",
}


def head(raw=b'{"id": 501}', topic="orders/create", **changed):
    names = {name.replace("_", "-"): value for name, value in changed.items()}
    headers = {name: value for name, value in (HEADERS | names).items() if value is not None}
    return ShopifyAdapter.read_push_head(raw, headers, topic)


def test_a_head_says_which_event_of_which_shop_it_is():
    assert head() == PushHead(
        "event-1:orders/create",
        "orders/create",
        "order:501",
        "hub-test.myshopify.com",
        datetime(2026, 11, 20, 8, 15, 2, 123456, tzinfo=UTC),
    )


def test_a_delivery_that_comes_again_and_another_subscription_of_it_are_one_message():
    """Pitfall 10."""
    assert head().message_id == head(x_shopify_webhook_id="delivery-2").message_id


def test_without_an_event_the_delivery_counts():
    assert head(x_shopify_event_id=None).message_id == "delivery-1:orders/create"


def test_without_headers_the_address_names_the_topic():
    assert ShopifyAdapter.read_push_head(b"{", {}, "orders/updated") == PushHead("", "orders/updated")


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"\xff\xfe", b"{", b'{"id": {}}', b"[" * 100_000])
def test_a_body_that_cannot_be_read_has_a_head_all_the_same(raw):
    assert head(raw).topic_name == "orders/create"
    assert head(raw).about == ""


# Bodies


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("orders/create", Topic.ORDER), ("orders/updated", Topic.ORDER), ("orders/edited", Topic.ORDER),
        ("orders/paid", Topic.ORDER), ("orders/cancelled", Topic.ORDER_CANCELLED), ("refunds/create", Topic.REFUND),
        ("fulfillments/create", Topic.FULFILMENT), ("fulfillments/update", Topic.FULFILMENT),
        ("products/update", Topic.PRODUCT), ("products/delete", Topic.PRODUCT_DELETED),
        ("inventory_levels/update", Topic.STOCK), ("app/uninstalled", Topic.UNINSTALLED),
        ("app/scopes_update", Topic.SCOPES), ("customers/data_request", Topic.DATA_REQUEST),
        ("customers/redact", Topic.ERASE_PERSON), ("shop/redact", Topic.ERASE_SHOP),
        ("bulk_operations/finish", Topic.UNKNOWN),
    ],
)  # fmt: skip
def test_each_topic(shop, topic, kind):
    assert shop.read_push(b'{"id": 1}', topic).topic is kind


def test_an_edited_order_is_wrapped(shop):
    raw = json.dumps({"order_edit": {"id": 3, "order_id": 501}}).encode()
    assert shop.read_push(raw, "orders/edited").order_ids == ("501",)


def test_new_rights_are_named(shop):
    raw = json.dumps({"previous": ["read_orders"], "current": ["read_orders", "write_orders"]}).encode()
    assert shop.read_push(raw, "app/scopes_update").values == {"scopes": "read_orders,write_orders"}


@pytest.mark.parametrize("raw", [b"", b"[]", b"not json", b'{"customer": 3}'])
def test_a_body_that_is_none_is_said_to_be_none(shop, raw):
    with pytest.raises(BadPayload):
        shop.read_push(raw, "customers/redact")
