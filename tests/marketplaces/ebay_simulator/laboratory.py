"""eBay's look-alike over real loopback HTTP, and a caller that knows nothing but the contract."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from core.simulation import SimulationServer
from marketplaces.adapters.ebay.simulator import EbaySimulator

SCOPE = "https://api.ebay.com/oauth/api_scope"
VERIFICATION = "look-alike-verification-token-0001"
INVENTORY = "/sell/inventory/v1"
ORDERS = "/sell/fulfillment/v1/order"


@dataclass
class Sink:
    """A hub's webhook door: answers the challenge, keeps what arrives and answers `status`."""

    status: int = 204
    endpoint: str = ""
    got: list[tuple[str, bytes]] = field(default_factory=list)

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "GET":
            code = parse_qs(environ["QUERY_STRING"])["challenge_code"][0]
            told = hashlib.sha256(f"{code}{VERIFICATION}{self.endpoint}".encode()).hexdigest()
            body = json.dumps({"challengeResponse": told}).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        self.got.append((environ.get("HTTP_X_EBAY_SIGNATURE", ""), environ["wsgi.input"].read()))
        start_response(f"{self.status} Answer", [("Content-Length", "0")])
        return [b""]

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.got]


@dataclass
class Laboratory:
    """`call` gives the HTTP answer; `get`, `put`, `post` its decoded body, and say that the status is as expected."""

    simulator: EbaySimulator
    server: SimulationServer
    sink: Sink
    token: str = ""
    refresh: str = ""
    last: requests.Response = field(default_factory=requests.Response)

    @property
    def origin(self) -> str:
        return self.server.origin("ebay")

    # Access

    @property
    def basic(self) -> str:
        tokens = self.simulator.tokens
        return "Basic " + base64.b64encode(f"{tokens.client_id}:{tokens.secret}".encode()).decode()

    def post_token(self, form: dict[str, str], **headers: str) -> dict[str, Any]:
        address = f"{self.origin}/api/identity/v1/oauth2/token"
        self.last = requests.post(address, data=form, headers={"Authorization": self.basic} | headers, timeout=10)
        decoded: dict[str, Any] = self.last.json()
        return decoded

    def consent(self, **words: str) -> requests.Response:
        tokens = self.simulator.tokens
        query = {
            "client_id": tokens.client_id,
            "redirect_uri": tokens.runame,
            "response_type": "code",
            "scope": " ".join(sorted(tokens.scopes)),
            "state": "state-1",
        } | words
        self.last = requests.get(f"{self.origin}/auth/oauth2/authorize", query, allow_redirects=False, timeout=10)
        return self.last

    def code(self, **words: str) -> str:
        return parse_qs(urlsplit(self.consent(**words).headers["Location"]).query)["code"][0]

    def exchange(self, code: str, **words: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.simulator.tokens.runame}
        return self.post_token(form | words)

    def log_in(self) -> None:
        told = self.exchange(self.code())
        self.token, self.refresh = told["access_token"], told["refresh_token"]

    def app_token(self) -> str:
        told: str = self.post_token({"grant_type": "client_credentials", "scope": SCOPE})["access_token"]
        return told

    # Calls

    def call(self, method: str, path: str, body: Any = None, host: str = "api", **how: Any) -> requests.Response:
        headers: dict[str, Any] = {
            "Authorization": f"Bearer {how.pop('token', self.token)}",
            "Accept-Language": "en-US",
            "Content-Language": "en-US",
        } | how.pop("headers", {})
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            how["data"] = json.dumps(body)
        self.last = requests.request(method, f"{self.origin}/{host}{path}", headers=headers, timeout=30, **how)
        return self.last

    def ask(self, method: str, path: str, body: Any = None, *, expect: int = 200, **how: Any) -> Any:
        """The body of an answer with this status; None where it is empty."""
        answer = self.call(method, path, body, **how)
        assert answer.status_code == expect, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def get(self, path: str, **how: Any) -> Any:
        return self.ask("GET", path, **how)

    def refusal(self, method: str, path: str, body: Any = None, *, expect: int = 400, **how: Any) -> dict[str, Any]:
        """The one error."""
        errors = self.ask(method, path, body, expect=expect, **how)["errors"]
        assert len(errors) == 1, errors
        first: dict[str, Any] = errors[0]
        return first

    def steer(self, command: str, body: Any = None) -> Any:
        answer = requests.post(f"{self.origin}/__simulator/{command}", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    # Goods

    def policies(self, marketplace: str = "EBAY_US") -> dict[str, str]:
        found = self.simulator.seller.policies
        return {
            f"{kind}PolicyId": next(n for n, body in found[kind].items() if body["marketplaceId"] == marketplace)
            for kind in found
        }

    def item(self, **product: Any) -> dict[str, Any]:
        """Black soap, whole; `product` changes what stands in it, None leaves it out."""
        whole = {
            "title": "Black soap 200 g",
            "description": "Soft soap with olives",
            "aspects": {"Brand": ["Hub"], "Type": ["Bar Soap"], "Volume": ["200 g"]},
            "imageUrls": ["https://cdn.example.com/1.jpg"],
            "ean": ["Does not apply"],
        } | product
        return {
            "availability": {"shipToLocationAvailability": {"quantity": 12}},
            "condition": "NEW",
            "product": {name: value for name, value in whole.items() if value is not None},
        }

    def offer(self, sku: str = "SN-200", marketplace: str = "EBAY_US", **more: Any) -> dict[str, Any]:
        currency = {"EBAY_US": "USD", "EBAY_GB": "GBP"}.get(marketplace, "EUR")
        return {
            "sku": sku,
            "marketplaceId": marketplace,
            "format": "FIXED_PRICE",
            "availableQuantity": 10,
            "categoryId": "67391",
            "merchantLocationKey": "warehouse-1",
            "pricingSummary": {"price": {"value": "4.90", "currency": currency}},
            "listingPolicies": self.policies(marketplace),
        } | more

    def write_item(self, sku: str = "SN-200", **product: Any) -> int:
        answer = self.call("PUT", f"{INVENTORY}/inventory_item/{sku}", self.item(**product))
        assert answer.status_code in (201, 204), answer.text
        return answer.status_code

    def write_offer(self, sku: str = "SN-200", **more: Any) -> str:
        made: str = self.ask("POST", f"{INVENTORY}/offer", self.offer(sku, **more), expect=201)["offerId"]
        return made

    def publish(self, offer: str, **how: Any) -> Any:
        return self.ask("POST", f"{INVENTORY}/offer/{offer}/publish", {}, **how)

    def listed(self, sku: str = "SN-200", **more: Any) -> tuple[str, str]:
        """A live listing: the numbers of offer and listing."""
        self.write_item(sku)
        offer = self.write_offer(sku, **more)
        return offer, self.publish(offer)["listingId"]

    def order(self, *lines: dict[str, Any], **more: Any) -> str:
        """An order of one thing that needs no listing, or of `lines`."""
        rows = lines or ({"title": "Lamp", "price": "19.90", "sku": "LMP-1"},)
        return self.simulator.place_order(lines=rows, **more).number

    # Notifications

    @property
    def endpoint(self) -> str:
        self.sink.endpoint = f"{self.server.url}/hub/webhooks/ebay"
        return self.sink.endpoint

    def subscribe(self, topic: str) -> str:
        """With everything that has to be there before; gives the subscription's number."""
        app, notification = self.app_token(), "/commerce/notification/v1"
        self.ask("PUT", f"{notification}/config", {"alertEmail": "ops@example.com"}, expect=204, token=app)
        body = {
            "name": "hub",
            "status": "ENABLED",
            "deliveryConfig": {"endpoint": self.endpoint, "verificationToken": VERIFICATION},
        }
        if not self.simulator.seller.destinations:
            self.ask("POST", f"{notification}/destination", body, expect=201, token=app)
        payload = {"format": "JSON", "deliveryProtocol": "HTTPS", "schemaVersion": "1.0"}
        asked = {
            "topicId": topic,
            "status": "ENABLED",
            "destinationId": next(iter(self.simulator.seller.destinations)),
            "payload": payload,
        }
        token = app if topic == "MARKETPLACE_ACCOUNT_DELETION" else self.token
        self.ask("POST", f"{notification}/subscription", asked, expect=201, token=token)
        return self.last.headers["Location"].rpartition("/")[2]
