"""Shopify's look-alike over real loopback HTTP, and a caller that knows nothing but the contract."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

import requests

from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator

VERSION = "2026-10"
GOODS: list[dict[str, Any]] = [
    {
        "title": "Savon noir",
        "vendor": "Hub",
        "options": ["Size"],
        "variants": [
            {"sku": "SN-200", "price": "4.90", "values": ["200 g"], "quantity": 12, "grams": 200},
            {"sku": "SN-500", "price": "9.90", "values": ["500 g"], "quantity": 5, "grams": 500},
        ],
    },
    {"title": "Lampe LED", "sku": "LMP-1", "price": "19.90", "quantity": 3},
]
PARTS = """query ($id: ID!) { order(id: $id) {
  displayFulfillmentStatus
  fulfillmentOrders(first: 10) { nodes { id status supportedActions { action }
    lineItems(first: 10) { nodes { id totalQuantity remainingQuantity sku lineItem { id } } } } }
  fulfillments(first: 10) { id status trackingInfo(first: 5) { company number url } }
} }"""
SEND = """mutation ($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status trackingInfo(first: 5) { company number url } } userErrors { field message } } }"""
SUBSCRIBE = """mutation ($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri, format: JSON}) {
    webhookSubscription { id uri } userErrors { field message } } }"""


@dataclass
class Sink:
    """A hub's webhook door: keeps what arrives and answers `status`."""

    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, environ, start_response):
        headers = {k.removeprefix("HTTP_").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        self.got.append((headers, environ["wsgi.input"].read()))
        start_response(f"{self.status} Answer", [("Content-Length", "0")])
        return [b""]

    @property
    def topics(self) -> list[str]:
        return [headers["x_shopify_topic"] for headers, _ in self.got]

    def bodies(self, topic: str) -> list[Any]:
        return [json.loads(body) for headers, body in self.got if headers["x_shopify_topic"] == topic]

    def is_signed(self, secret: str) -> bool:
        """Whether all that arrived carries the digest of its raw bytes."""
        digests = [
            base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode() for _, body in self.got
        ]
        return digests == [headers["x_shopify_hmac_sha256"] for headers, _ in self.got]


@dataclass
class Laboratory:
    """`ask` gives the decoded answer, `last` is the HTTP answer itself."""

    simulator: ShopifySimulator
    server: SimulationServer
    sink: Sink
    token: str = ""
    last: requests.Response = field(default_factory=requests.Response)

    @property
    def origin(self) -> str:
        return self.server.origin("shopify")

    def post_token(self, body: dict[str, Any], *, as_json: bool = False) -> dict[str, Any]:
        given = {"client_id": self.simulator.tokens.client_id, "client_secret": self.simulator.tokens.secret} | body
        address = f"{self.origin}/admin/oauth/access_token"
        how: dict[str, Any] = {"json": given} if as_json else {"data": given}
        self.last = requests.post(address, timeout=10, **how)
        decoded: dict[str, Any] = self.last.json()
        return decoded

    def log_in(self) -> dict[str, Any]:
        answer = self.post_token({"grant_type": "client_credentials"})
        self.token = answer["access_token"]
        return answer

    def ask(self, query: str, variables: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        version, name = how.get("version", VERSION), how.get("name")
        body = {"query": query, "variables": variables or {}} | ({"operationName": name} if name else {})
        self.last = requests.post(
            f"{self.origin}/admin/api/{version}/graphql.json",
            json=body,
            headers={"X-Shopify-Access-Token": self.token},
            timeout=10,
        )
        decoded: dict[str, Any] = self.last.json()
        return decoded

    def data(self, query: str, variables: dict[str, Any] | None = None, **how: Any) -> Any:
        """The data of an answer without top-level errors."""
        answer = self.ask(query, variables, **how)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refusal(self, query: str, variables: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        """The one top-level error."""
        errors = self.ask(query, variables, **how)["errors"]
        assert len(errors) == 1, errors
        first: dict[str, Any] = errors[0]
        return first

    def steer(self, command: str, body: Any = None) -> Any:
        answer = requests.post(f"{self.origin}/__simulator/{command}", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    # Orders and parcels

    def order(self, *skus: str, **more: Any) -> str:
        """One of each; gives the long id."""
        lines = [{"sku": sku, "quantity": 2 if sku == "SN-200" else 1} for sku in skus or ("SN-200",)]
        made: str = self.steer("order", {"lines": lines} | more)["gid"]
        return made

    def parts(self, order: str) -> Any:
        return self.data(PARTS, {"id": order})["order"]

    def send(self, order: str, *quantities: int, number: str = "YT1", **more: Any) -> dict[str, Any]:
        """Sends so many of each line of the first fulfilment order; all that remains, where no quantity is named."""
        part = self.parts(order)["fulfillmentOrders"]["nodes"][0]
        rows = [
            {"id": row["id"], "quantity": n} for row, n in zip(part["lineItems"]["nodes"], quantities, strict=False)
        ]
        lines = {"fulfillmentOrderId": part["id"]} | ({"fulfillmentOrderLineItems": rows} if rows else {})
        tracking = {"company": "YunExpress", "number": number, "url": f"https://track.example.com/{number}"}
        given = {"lineItemsByFulfillmentOrder": [lines], "trackingInfo": tracking, "notifyCustomer": False}
        answer: dict[str, Any] = self.data(SEND, {"fulfillment": given | more})["fulfillmentCreate"]
        return answer

    def subscribe(self, *topics: str, path: str = "/webhooks/shopify/") -> None:
        for topic in topics:
            made = self.data(SUBSCRIBE, {"topic": topic, "uri": self.server.origin("hub") + path})
            assert made["webhookSubscriptionCreate"]["userErrors"] == []
