"""Deliveries: to whom, signed over which bytes, tried again, doubled, late, dropped; and what asks to forget people."""

import hashlib

import requests

from marketplaces.adapters.shopify.simulator.pushes import sign
from tests.marketplaces.shopify_simulator.laboratory import SUBSCRIBE

SECRET = "shpss_simulated_secret_of_the_look_alike"
LIST = "{ webhookSubscriptions(first: 50) { nodes { id topic uri } } }"


def _create(lab, topic: str, uri: str):
    return lab.data(SUBSCRIBE, {"topic": topic, "uri": uri})["webhookSubscriptionCreate"]


def test_an_order_is_told_to_its_subscribers_with_all_headers(lab):
    lab.subscribe("ORDERS_CREATE", "ORDERS_PAID")
    made = lab.steer("order", {"lines": [{"sku": "SN-200"}]})
    assert lab.sink.topics == ["orders/create", "orders/paid"]
    headers, raw = lab.sink.got[0]
    assert headers["x_shopify_hmac_sha256"] == sign(SECRET, raw)
    assert headers["x_shopify_shop_domain"] == "test-shop.myshopify.com"
    assert headers["x_shopify_api_version"] == "2026-10"
    assert headers["x_shopify_triggered_at"].endswith("000Z")
    assert lab.sink.bodies("orders/create")[0]["id"] == made["id"]


def test_the_signature_is_that_of_the_contract():
    raw = b'{ "id": 1, "total_price": "10.00",\n  "rate": 1.0, "id_str": "\\u00e9" }\r\n'
    assert hashlib.sha256(raw).hexdigest() == "8945105753f212ec33ba450a18ee313a9ccfd2cb9d7755f808f0a3ad69b96ddb"
    assert sign("shpss_test_5d2f0c3b9a7e4416", raw) == "lM9VvaDw8CTIhr7iq/QNz3chfGKh1iZ+YX+pGJDN/Mk="
    assert sign("clé-secrète-ü", b"{}") == "mJp9Ndh9kpkpAXdl4cQeTGkhtkLOgBdkDeGX2kDj/44="


def test_one_event_at_two_addresses_has_one_event_id_and_two_webhook_ids(lab):
    lab.subscribe("ORDERS_CREATE", path="/one")
    lab.subscribe("ORDERS_CREATE", path="/two")
    lab.order()
    first, second = (headers for headers, _ in lab.sink.got)
    assert first["x_shopify_event_id"] == second["x_shopify_event_id"]
    assert first["x_shopify_webhook_id"] != second["x_shopify_webhook_id"]


def test_the_body_is_escaped_as_nobody_else_writes_it(lab):
    lab.subscribe("ORDERS_CREATE")
    lab.order(note="<é> & co")
    raw = lab.sink.got[0][1]
    assert "\\u003cé\\u003e \\u0026 co".encode() in raw
    assert lab.sink.bodies("orders/create")[0]["note"] == "<é> & co"


def test_what_the_hub_does_is_told_too(lab):
    lab.subscribe("FULFILLMENTS_CREATE", "ORDERS_UPDATED", "INVENTORY_LEVELS_UPDATE")
    lab.send(lab.order("SN-200"))
    lab.steer("stock?sku=SN-200&quantity=3")
    assert lab.sink.topics == ["fulfillments/create", "orders/updated", "inventory_levels/update"]
    parcel = lab.sink.bodies("fulfillments/create")[0]
    assert (parcel["tracking_number"], parcel["line_items"][0]["quantity"]) == ("YT1", 2)
    assert lab.sink.bodies("inventory_levels/update")[0]["available"] == 3


def test_changes_in_the_shop_are_told_under_their_topics(lab):
    lab.subscribe("ORDERS_CANCELLED", "ORDERS_EDITED", "REFUNDS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE")
    lab.order("SN-200")
    lab.steer("edit?order=1001&sku=SN-200&quantity=1")
    lab.steer("refund?order=1001&sku=SN-200&quantity=1")
    lab.steer("cancel?order=1001")
    lab.steer("variant?sku=LMP-1&price=21.00")
    lab.steer("product?handle=savon-noir&gone=1")
    assert lab.sink.topics == [
        "orders/edited",
        "refunds/create",
        "orders/cancelled",
        "refunds/create",  # what was left is given back
        "products/update",
        "products/delete",
    ]
    assert lab.sink.bodies("orders/cancelled")[0]["cancel_reason"] == "customer"
    assert lab.sink.bodies("refunds/create")[0]["transactions"][0]["amount"] == "4.90"


def test_an_address_is_checked_and_taken_once_a_topic(lab):
    uri = "https://hub.example.com/webhooks/shopify/"
    assert _create(lab, "ORDERS_CREATE", uri)["webhookSubscription"]["uri"] == uri
    taken = _create(lab, "ORDERS_CREATE", uri)["userErrors"][0]["message"]
    assert taken == "Address for this topic has already been taken"
    assert _create(lab, "ORDERS_PAID", uri)["userErrors"] == []
    plain = _create(lab, "ORDERS_CREATE", "http://hub.example.com/")["userErrors"][0]["message"]
    assert plain == "Address protocol http:// is not supported"
    lab.steer("rules?loopback_webhooks=0")
    own = _create(lab, "ORDERS_CREATE", "http://127.0.0.1:8002/")["userErrors"][0]["message"]
    assert own == "Address protocol http:// is not supported"


def test_a_subscription_is_changed_and_deleted(lab):
    number = _create(lab, "ORDERS_CREATE", "https://hub.example.com/a")["webhookSubscription"]["id"]
    update = """mutation ($id: ID!, $uri: String!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: {uri: $uri}) {
      webhookSubscription { uri } userErrors { message } } }"""
    changed = lab.data(update, {"id": number, "uri": "https://hub.example.com/b"})["webhookSubscriptionUpdate"]
    assert changed["webhookSubscription"] == {"uri": "https://hub.example.com/b"}
    delete = """mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) {
      deletedWebhookSubscriptionId userErrors { message } } }"""
    assert lab.data(delete, {"id": number})["webhookSubscriptionDelete"]["deletedWebhookSubscriptionId"] == number
    assert lab.data(LIST) == {"webhookSubscriptions": {"nodes": []}}
    again = lab.data(delete, {"id": number})["webhookSubscriptionDelete"]
    assert again["userErrors"] == [{"message": "Webhook subscription does not exist"}]


def test_topics_about_people_need_access_to_their_data(lab):
    lab.steer("rules?customer_data=0")
    refused = _create(lab, "ORDERS_CREATE", "https://hub.example.com/")["userErrors"][0]["message"]
    assert refused.endswith("orders/create topic. This topic contains protected customer data.")
    assert _create(lab, "PRODUCTS_UPDATE", "https://hub.example.com/")["userErrors"] == []


def test_what_is_not_taken_is_tried_again_with_the_old_body(lab):
    lab.subscribe("ORDERS_CREATE")
    lab.sink.status = 503
    lab.order()
    lab.sink.status = 200
    lab.steer("note?order=1001&note=newer")
    lab.steer("clock?seconds=61")
    (first, old), (second, again) = lab.sink.got
    assert (old, first["x_shopify_webhook_id"]) == (again, second["x_shopify_webhook_id"])
    assert [row["status"] for row in lab.steer("pushes")] == [503, 200]


def test_eight_failures_in_a_row_delete_the_subscription(lab):
    lab.subscribe("ORDERS_CREATE")
    lab.sink.status = 500
    lab.order()
    for _ in range(6):
        lab.steer("clock?seconds=3600")
    assert len(lab.data(LIST)["webhookSubscriptions"]["nodes"]) == 1
    lab.steer("clock?seconds=7200")
    assert lab.data(LIST)["webhookSubscriptions"]["nodes"] == []
    lab.steer("clock?seconds=99999")
    assert len(lab.sink.got) == 8


def test_a_redirect_is_a_failure(lab):
    lab.subscribe("ORDERS_CREATE")
    lab.sink.status = 302
    lab.order()
    assert lab.steer("pushes")[0]["status"] == 302
    assert next(iter(lab.simulator.shop.subscriptions.values())).failures == 1


def test_deliveries_are_doubled_forged_dropped_and_late_as_planned(lab):
    lab.subscribe("ORDERS_CREATE", "ORDERS_PAID")
    lab.steer("faults?add=hook_twice@orders/createx1&add=hook_drop@orders/paidx1")
    lab.order()
    assert lab.sink.topics == ["orders/create", "orders/create"]
    assert lab.sink.got[0] == lab.sink.got[1]
    lab.sink.got.clear()
    lab.steer("faults?add=hook_late@orders/createx1")
    lab.order()
    assert lab.sink.topics == ["orders/paid", "orders/create"]
    assert lab.sink.is_signed(SECRET)
    lab.sink.got.clear()
    lab.steer("faults?add=hook_forged@orders/createx1")
    lab.order(financial="PENDING")
    assert not lab.sink.is_signed(SECRET)


def test_deliveries_can_be_held_and_sent_in_the_other_order(lab):
    lab.subscribe("ORDERS_CREATE", "ORDERS_PAID")
    lab.steer("hold")
    lab.order()
    assert lab.sink.got == []
    assert lab.steer("release?reverse=1") == {"pushed": 2}
    assert lab.sink.topics == ["orders/paid", "orders/create"]


def test_after_the_secret_was_rotated_deliveries_are_signed_with_the_new_one(lab):
    lab.subscribe("ORDERS_CREATE")
    lab.steer("secret?set=shpss_new&webhooks=old")
    lab.order()
    assert lab.sink.is_signed(SECRET)
    lab.sink.got.clear()
    lab.steer("secret?set=shpss_new")
    lab.order()
    assert lab.sink.is_signed("shpss_new")


def test_an_uninstalled_app_is_told_and_its_shop_to_be_forgotten_two_days_later(lab):
    lab.subscribe("APP_UNINSTALLED")
    lab.steer("compliance", {"uri": lab.server.origin("hub") + "/webhooks/shopify/{topic}"})
    lab.steer("uninstall")
    assert lab.ask("{ shop { name } }")["errors"].startswith("[API] Invalid API key")
    assert lab.sink.topics == ["app/uninstalled"]
    lab.steer(f"clock?seconds={48 * 3600 + 1}")
    assert lab.sink.topics == ["app/uninstalled", "shop/redact"]
    assert lab.sink.bodies("shop/redact") == [{"shop_id": 71000000001, "shop_domain": "test-shop.myshopify.com"}]


def test_people_ask_for_their_data_and_to_be_forgotten(lab):
    lab.steer("compliance", {"uri": lab.server.origin("hub") + "/webhooks/shopify/{topic}"})
    made = lab.steer("order", {"lines": [{"sku": "LMP-1"}]})
    lab.steer("data_request?order=1001")
    lab.steer("redact?order=1001")
    asked, forgotten = lab.sink.bodies("customers/data_request")[0], lab.sink.bodies("customers/redact")[0]
    assert asked["orders_requested"] == forgotten["orders_to_redact"] == [made["id"]]
    assert forgotten["customer"]["email"] == "buyer@example.com"
    assert lab.sink.is_signed(SECRET)


def test_an_address_elsewhere_is_never_called(lab):
    _create(lab, "ORDERS_CREATE", "https://hub.example.com/webhooks/")
    lab.order()
    assert lab.steer("pushes")[0]["status"] == "not of this machine"


def test_the_steering_says_what_it_does_not_know(lab):
    answer = requests.get(f"{lab.origin}/__simulator/nothing", timeout=10)
    assert (answer.status_code, answer.json()["detail"][:20]) == (404, "There are: faults, r")
    assert requests.get(f"{lab.origin}/__simulator/pay?order=9", timeout=10).status_code == 400
