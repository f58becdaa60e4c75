"""Judged by others: every document and every call by Shopify's published schema, every sample body read as it has to be.

The judge answers with example data typed by the schema: what is compared is that none of our requests is wrong.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as project

from core.errors import PartnerError
from core.money import Money
from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.adapters.shopify.documents import all_documents
from marketplaces.adapters.shopify.mapper.pushes import SUBSCRIBED, subscription_topic
from marketplaces.adapters.shopify.signing import callback_message, is_callback_signed, is_webhook_signed
from marketplaces.interface import (
    CancelReason,
    ListingDraft,
    ParcelNotice,
    ParcelProgress,
    PricePush,
    StockPush,
    Topic,
    TrackingInfo,
    VariantDraft,
)
from marketplaces.models import MarketplaceAccount

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SAMPLES = SHARED / "contracts" / "samples" / "shopify"
JUDGE = SHARED / "tools" / "shopify_judge.py"
TRACKING = TrackingInfo("YT2632400700000001", "YunExpress", "https://track.example.com/YT2632400700000001")

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not (SAMPLES.is_dir() and JUDGE.is_file()), reason="the contract's samples are not here (ENTREPOT_SHARED)"
    ),
]

# What the judge cannot make up itself: keys, and inputs of which one field excludes another.
KEYS = {"idempotencyKey": "3f0e2b3a-0a7e-4a55-9d0c-5b9f6f1d2c11"}
VARIABLES = {
    "InventoryActivate": {
        "inventoryItemId": "gid://shopify/InventoryItem/21",
        "locationId": "gid://shopify/Location/1",
        "available": 3,
    }
    | KEYS,
    "InventorySetQuantities": {
        "input": {
            "name": "available",
            "reason": "correction",
            "quantities": [
                {
                    "inventoryItemId": "gid://shopify/InventoryItem/21",
                    "locationId": "gid://shopify/Location/1",
                    "quantity": 7,
                    "changeFromQuantity": None,
                }
            ],
        }
    }
    | KEYS,
}


def run_judge(*arguments, **more):
    return subprocess.run([sys.executable, str(JUDGE), *arguments], capture_output=True, text=True, check=False, **more)


# The documents


def test_every_document_is_valid_for_the_schema(tmp_path):
    files = []
    for each in all_documents():
        if each.name not in VARIABLES:
            files.append(tmp_path / f"{each.name}.graphql")
            files[-1].write_text(each.text, encoding="utf-8")
    done = run_judge("check", *map(str, files), "--strict")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("VALID   ") == len(files)


@pytest.mark.parametrize("name", VARIABLES)
def test_a_document_with_a_key_is_valid_for_the_schema(tmp_path, name):
    """Judged with variables: a blank key is an error of its own."""
    file, variables = tmp_path / "document.graphql", tmp_path / "variables.json"
    file.write_text(next(each.text for each in all_documents() if each.name == name), encoding="utf-8")
    variables.write_text(json.dumps(VARIABLES[name]))
    done = run_judge("check", str(file), "--strict", "--vars", str(variables))
    assert done.returncode == 0, done.stdout


def test_a_document_that_is_wrong_would_be_found(tmp_path):
    wrong = tmp_path / "wrong.graphql"
    wrong.write_text("query Order($id: ID!) { order(id: $id) { id totalPriceV2 } }")
    assert run_judge("check", str(wrong)).returncode == 1


# The calls


class Judge:
    """The judge as a server: it answers what is right, and logs what was asked."""

    def __init__(self, url):
        self.url = url

    def log(self):
        with urlopen(f"{self.url}/__log") as answer:
            return json.load(answer)

    def control(self, **words):
        body = json.dumps(words).encode()
        with urlopen(Request(f"{self.url}/__control", body, {"Content-Type": "application/json"})):
            pass

    def asked(self):
        """Each operation with its verdict."""
        return [(row.get("operation", row.get("grant")), row["verdict"]) for row in self.log()]


@pytest.fixture(scope="module")
def running_judge(tmp_path_factory):
    log = tmp_path_factory.mktemp("judge") / "calls.jsonl"
    process = subprocess.Popen(
        [sys.executable, str(JUDGE), "serve", "--port", "0", "--log", str(log), "--pages", "2"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Judge(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def judge(running_judge, settings):
    running_judge.control(reset=True, fixtures={}, replace=True)
    settings.SHOPIFY_API_URL = running_judge.url
    settings.SHOPIFY_API_VERSION = "2026-10"
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    return running_judge


@pytest.fixture
def judged(judge, make_account, open_shop):
    """A shop that gets its token from the judge."""
    return open_shop(
        make_account(access_token="", access_expires_at=None, token_issued_at=None, token_version=0, location_id="1")
    )


def euros(amount):
    return Money(Decimal(amount), "EUR")


def tell_a_parcel(shop):
    """Of whatever line the judge has made up for the order."""
    state = shop.fulfilments("5501")
    line = state.open_lines[0]
    shop.fulfil("5501", ParcelNotice(TRACKING, ((line.line_id, 1),)))


def publish(shop):
    options = (("Size", "200 g"),)
    form = VariantDraft("11", "SN-200", euros("4.90"), 12, options, euros("6"), euros("1.1"), Decimal(200))
    shop.publish(
        ListingDraft(
            "black-soap",
            "Black soap",
            (form,),
            "<p>Soft</p>",
            "Hub",
            "Soap",
            ("hub",),
            ("https://cdn.example.com/1.jpg",),
            ("Size",),
            location_id="1",
            publication_ids=("1",),
        )
    )


FULFILMENT_ORDER = {
    "id": "gid://shopify/FulfillmentOrder/8801",
    "status": "OPEN",
    "supportedActions": [{"action": "CREATE_FULFILLMENT"}],
    "lineItems": [
        {
            "id": "gid://shopify/FulfillmentOrderLineItem/9901",
            "remainingQuantity": 2,
            "lineItem": {"id": "gid://shopify/LineItem/6601"},
        }
    ],
}
PRODUCT = {
    "id": "gid://shopify/Product/1",
    "handle": "black-soap",
    "status": "ACTIVE",
    "variants": [
        {
            "id": "gid://shopify/ProductVariant/11",
            "sku": "SN-200",
            "price": "4.90",
            "selectedOptions": [{"name": "Size", "value": "200 g"}],
            "inventoryItem": {
                "id": "gid://shopify/InventoryItem/21",
                "tracked": True,
                "inventoryLevel": {"id": "gid://shopify/InventoryLevel/1", "isActive": True},
            },
        }
    ],
}
STOCK = StockPush("11", "21", "1", 7, "3f0e2b3a-0a7e-4a55-9d0c-5b9f6f1d2c12", 5)

FLOWS = {
    "connect": lambda shop: shop.connect(),
    "orders": lambda shop: shop.orders_since(datetime(2026, 11, 20, tzinfo=UTC)),
    "order": lambda shop: shop.order("5501"),
    "cancel": lambda shop: shop.cancel_order("5501", CancelReason.INVENTORY, tell_buyer=True, note="sold out"),
    "parcels": lambda shop: shop.fulfilments("5501"),
    "fulfil": tell_a_parcel,
    "tracking": lambda shop: shop.update_tracking("7701", TRACKING, tell_buyer=True),
    "progress": lambda shop: shop.tell_progress(
        "7701", ParcelProgress.IN_TRANSIT, datetime(2026, 11, 20, 8, tzinfo=UTC), "Left the centre"
    ),
    "publish": publish,
    "read": lambda shop: shop.read_listing("1"),
    "end": lambda shop: shop.end_listing("1"),
    "stock": lambda shop: shop.push_stock([STOCK]),
    "prices": lambda shop: shop.push_prices([PricePush("1", "11", euros("5.20"), euros("6"))]),
    "webhooks": lambda shop: shop.set_webhooks("https://hub.example.com/webhooks/shopify/random-part"),
}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_call_of_a_flow_is_valid(judge, judged, flow):
    judge.control(fixtures={"order": {"id": "gid://shopify/Order/5501", "fulfillmentOrders": [FULFILMENT_ORDER]},
                            "product": PRODUCT, "productSet": {"product": PRODUCT, "userErrors": []}})  # fmt: skip
    FLOWS[flow](judged)
    wrong = [row for row in judge.log() if row["verdict"] != "valid"]
    assert wrong == []
    assert len(judge.asked()) > 1


def test_a_refused_stock_is_looked_at_and_kept_with_valid_calls(judge, judged):
    judge.control(user_errors={"inventorySetQuantities": [{"message": "no", "code": "INVALID_LOCATION"}]},
                  fixtures={"inventoryItem": {"id": "gid://shopify/InventoryItem/21", "inventoryLevel": None}})  # fmt: skip
    judged.push_stock([STOCK])
    assert [name for name, _ in judge.asked()][1:] == ["InventorySetQuantities", "InventoryLevel", "InventoryActivate"]
    assert {verdict for _, verdict in judge.asked()} == {"valid"}


def test_subscriptions_are_mended_with_valid_calls(judge, judged):
    elsewhere = {
        "id": "gid://shopify/WebhookSubscription/1",
        "topic": "ORDERS_CREATE",
        "uri": "https://old.example.com",
    }
    judge.control(fixtures={"webhookSubscriptions": [elsewhere]})
    judged.set_webhooks("https://hub.example.com/webhooks/shopify/random-part")
    names = [name for name, _ in judge.asked()]
    assert (names.count("WebhookSubscriptionUpdate"), names.count("WebhookSubscriptionCreate")) == (
        1,
        len(SUBSCRIBED) - 1,
    )
    assert {verdict for _, verdict in judge.asked()} == {"valid"}


def test_a_token_that_ends_is_asked_for_again_and_the_call_repeated(judge, judged):
    judged.order("5501")
    judge.control(expire=MarketplaceAccount.objects.get(pk=judged._account.pk).access_token.reveal())
    judged.order("5501")
    verdicts = [verdict for _, verdict in judge.asked()]
    assert verdicts.count("unauthorized") == 1
    assert "invalid" not in verdicts


def test_a_throttled_call_comes_through(judge, judged, naps):
    judge.control(throttle_left=2)
    judged.order("5501")
    verdicts = [verdict for _, verdict in judge.asked()]
    assert (verdicts.count("throttled"), verdicts[-1]) == (2, "valid")


def test_a_dropped_answer_to_a_fulfilment_is_not_sent_again(judge, judged):
    judge.control(fixtures={"order": {"id": "gid://shopify/Order/5501", "fulfillmentOrders": [FULFILMENT_ORDER]}})
    judged.fulfilments("5501")
    judge.control(drop_left=1, reset=True)
    with pytest.raises(PartnerError):
        judged.cancel_order("5501", CancelReason.STAFF)
    assert [name for name, _ in judge.asked()] == ["OrderCancel"]


def test_every_topic_is_one_of_the_schema():
    schema = (SHARED / "specs" / "shopify" / "admin_2026-10.graphql").read_text("utf-8")
    enum = schema[schema.index("enum WebhookSubscriptionTopic") :]
    enum = enum[: enum.index("\n}")]
    assert [topic for topic in SUBSCRIBED if f"\n  {subscription_topic(topic)}\n" not in f"{enum}\n"] == []


# The samples


def sample(name):
    return (SAMPLES / f"{name}.json").read_bytes()


VECTORS = json.loads(sample("hmac_vectors")) if SAMPLES.is_dir() else {"webhooks": [], "oauth_callback": {}}


@pytest.mark.parametrize("vector", VECTORS["webhooks"], ids=lambda vector: vector["name"])
def test_each_signature_of_a_webhook(vector):
    raw, secrets = (SAMPLES / vector["body_file"]).read_bytes(), [vector["secret"]]
    assert is_webhook_signed(raw, secrets, vector["x_shopify_hmac_sha256"])
    assert is_webhook_signed(raw, ["another", *secrets], vector["x_shopify_hmac_sha256"])
    assert not is_webhook_signed(raw, secrets, vector["hex_form_must_be_rejected"])
    assert not is_webhook_signed(raw + b" ", secrets, vector["x_shopify_hmac_sha256"])
    again = json.dumps(json.loads(raw)).encode()
    assert is_webhook_signed(again, secrets, vector["x_shopify_hmac_sha256"]) is (again == raw)


def test_the_signature_of_a_callback():
    vector = VECTORS["oauth_callback"]
    query = vector["query"] | {"hmac": vector["hmac_hex"]}
    assert callback_message(query) == vector["message"]
    assert is_callback_signed(query, [vector["secret"]])
    assert not is_callback_signed(query | {"shop": "other.myshopify.com"}, [vector["secret"]])


ORDER = ("6500000000001",)


@pytest.mark.parametrize(
    ("name", "topic", "kind", "expected"),
    [
        ("orders_create", "orders/create", Topic.ORDER, {"order_ids": ORDER}),
        ("orders_updated", "orders/updated", Topic.ORDER, {"order_ids": ORDER}),
        ("orders_cancelled", "orders/cancelled", Topic.ORDER_CANCELLED, {"order_ids": ORDER}),
        ("refunds_create", "refunds/create", Topic.REFUND, {"order_ids": ORDER}),
        ("fulfillments_create", "fulfillments/create", Topic.FULFILMENT, {"order_ids": ORDER}),
        ("products_update", "products/update", Topic.PRODUCT, {"product_ids": ("9100000000001",)}),
        (
            "inventory_levels_update",
            "inventory_levels/update",
            Topic.STOCK,
            {"values": {"inventory_id": "49100000000011", "location_id": "71", "quantity": "10"}},
        ),
        ("app_uninstalled", "app/uninstalled", Topic.UNINSTALLED, {"values": {"shop": "hub-test.myshopify.com"}}),
        (
            "customers_data_request",
            "customers/data_request",
            Topic.DATA_REQUEST,
            {"buyer_id": "8100000000001", "order_ids": ORDER, "values": {"request_id": "9999"}},
        ),
        ("customers_redact", "customers/redact", Topic.ERASE_PERSON, {"buyer_id": "8100000000001", "order_ids": ORDER}),
        ("shop_redact", "shop/redact", Topic.ERASE_SHOP, {"values": {"shop": "hub-test.myshopify.com"}}),
        ("bulk_operations_finish", "bulk_operations/finish", Topic.UNKNOWN, {}),
    ],
)
def test_each_sample_body(open_shop, account, name, topic, kind, expected):
    push = open_shop(account).read_push(sample(name), topic)
    plain = {"order_ids": (), "product_ids": (), "buyer_id": "", "values": {}}
    found = {field: getattr(push, field) for field in plain}
    assert (push.topic, push.topic_name, found) == (kind, topic, plain | expected)


def test_no_sample_shows_a_person(open_shop, account):
    for path in SAMPLES.glob("*_*.json"):
        topic = path.stem.replace("_", "/", 1)
        shown = repr(open_shop(account).read_push(path.read_bytes(), topic))
        assert not any(word in shown for word in ("zoe@example.com", "Zoé", "glise"))


def test_the_head_of_the_example():
    headers = {name.lower(): value for name, value in VECTORS["example_headers"].items()}
    head = ShopifyAdapter.read_push_head(sample("orders_create"), headers, "orders/create")
    assert (head.topic_name, head.about, head.shop) == (
        "orders/create",
        "order:6500000000001",
        "hub-test.myshopify.com",
    )
    assert head.message_id == f"{headers['x-shopify-event-id']}:orders/create"
    assert head.sent_at is not None
