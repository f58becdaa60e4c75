"""Etsy's look-alike over real loopback HTTP, and a caller that knows nothing but the contract."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from core.simulation import SimulationServer
from core.simulation.pictures import picture
from marketplaces.adapters.etsy.simulator import EtsySimulator

SHOP = 52_300_001
USER = 912_345_678
MUG, BAG = 4_500_000_001, 4_500_000_002
PICTURE = picture(1)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
BACK = "https://hub.example/oauth/etsy"
GOODS: list[dict[str, Any]] = [
    {"title": "Blue mug", "sku": "MUG-1", "price": "19.90", "quantity": 5},
    {
        "title": "Linen bag",
        "options": ["Size"],
        "variants": [
            {"sku": "BAG-S", "price": "12.00", "quantity": 3, "values": ["Small"]},
            {"sku": "BAG-L", "price": "15.00", "quantity": 2, "values": ["Large"]},
        ],
    },
]


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
    def events(self) -> list[str]:
        return [json.loads(body)["event_type"] for _, body in self.got]

    def are_signed(self, secret: str) -> list[bool]:
        """Whether each of them carries the signature of its raw bytes, by the contract."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        found = []
        for headers, body in self.got:
            signed = f"{headers['webhook_id']}.{headers['webhook_timestamp']}.".encode() + body
            digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
            found.append(headers["webhook_signature"] == f"v1,{digest}")
        return found


@dataclass
class Laboratory:
    """Calls give the decoded answer, `last` is the HTTP answer itself. `record` keeps every exchange for a judge."""

    simulator: EtsySimulator
    server: SimulationServer
    sink: Sink
    token: str = ""
    last: requests.Response = field(default_factory=requests.Response)
    record: list[dict[str, Any]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.server.origin("etsy")

    @property
    def shop(self) -> str:
        return f"/shops/{SHOP}"

    def call(self, method: str, path: str, **how: Any) -> Any:
        headers = {"x-api-key": self.simulator.tokens.key} | how.pop("headers", {})
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        self.last = requests.request(method, f"{self.origin}/v3/application{path}", headers=headers, timeout=10, **how)
        self.record.append(_exchange(self.last))
        return self.last.json() if self.last.content else None

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, params=query)

    def ok(self, method: str, path: str, **how: Any) -> Any:
        """An answer that is a success."""
        body = self.call(method, path, **how)
        assert self.last.status_code < 300, (self.last.status_code, body)
        return body

    def refused(self, status: int, method: str, path: str, **how: Any) -> str:
        """The text of an answer that is a refusal."""
        body = self.call(method, path, **how)
        assert self.last.status_code == status, (self.last.status_code, body)
        return str(body["error"])

    def steer(self, command: str, body: Any = None) -> Any:
        answer = requests.post(f"{self.origin}/__simulator/{command}", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    # Access

    def consent(self, **changes: Any) -> dict[str, str]:
        """What the consent page sends back to the hub."""
        asked = {
            "response_type": "code",
            "client_id": self.simulator.tokens.keystring,
            "redirect_uri": BACK,
            "scope": "shops_r listings_r",
            "state": "s1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changes
        self.last = requests.get(f"{self.origin}/oauth/connect", params=asked, timeout=10, allow_redirects=False)
        return dict(parse_qsl(urlsplit(self.last.headers.get("Location", "")).query))

    def exchange(self, **asked: str) -> Any:
        given = {"client_id": self.simulator.tokens.keystring} | asked
        self.last = requests.post(f"{self.origin}/v3/public/oauth/token", data=given, timeout=10)
        return self.last.json()

    def exchange_code(self, code: str, **changes: str) -> Any:
        given = {"grant_type": "authorization_code", "redirect_uri": BACK, "code": code, "code_verifier": VERIFIER}
        return self.exchange(**(given | changes))

    def refresh(self, token: str) -> Any:
        return self.exchange(grant_type="refresh_token", refresh_token=token)

    # Goods

    def draft_form(self, **changes: Any) -> dict[str, Any]:
        ids = self.simulator.ids
        form = {
            "quantity": "4",
            "title": "Green vase",
            "description": "A vase.",
            "price": "24.99",
            "who_made": "i_did",
            "when_made": "made_to_order",
            "is_supply": "false",
            "taxonomy_id": "1005",
            "shipping_profile_id": str(ids["shipping_profile_id"]),
            "readiness_state_id": str(ids["readiness_state_id"]),
            "return_policy_id": str(ids["return_policy_id"]),
        } | changes
        return {name: value for name, value in form.items() if value is not None}

    def draft(self, **changes: Any) -> int:
        made = self.ok("POST", f"{self.shop}/listings", data=self.draft_form(**changes))
        return int(made["listing_id"])

    def upload(self, listing: int, **fields: Any) -> Any:
        path = f"{self.shop}/listings/{listing}/images"
        return self.ok("POST", path, files={"image": ("a.png", PICTURE, "image/png")}, data=fields)

    def patch(self, listing: int, **fields: Any) -> Any:
        return self.ok("PATCH", f"{self.shop}/listings/{listing}", data=fields)

    def put(self, listing: int, body: Any, **query: Any) -> Any:
        return self.ok("PUT", f"/listings/{listing}/inventory", json=body, params=query)

    def products(self, *rows: tuple[str, str, float, int], property_id: int = 513) -> list[dict[str, Any]]:
        """Of sku, value, price, quantity; no value is a product without variations."""
        readiness = self.simulator.ids["readiness_state_id"]
        return [
            {
                "sku": sku,
                "property_values": [
                    {"property_id": property_id, "property_name": "Size", "value_ids": [], "values": [value]}
                ]
                if value
                else [],
                "offerings": [
                    {"price": price, "quantity": quantity, "is_enabled": True, "readiness_state_id": readiness}
                ],
            }
            for sku, value, price, quantity in rows
        ]

    # Orders

    def order(self, *skus: str, **more: Any) -> int:
        """One of each."""
        lines = [{"sku": sku} for sku in skus or ("MUG-1",)]
        return int(self.steer("order", {"lines": lines} | more)["receipt_id"])

    def track(self, receipt: int, **body: Any) -> Any:
        given = {"tracking_code": "LP001", "carrier_name": "la-poste-colissimo"} | body
        return self.ok("POST", f"{self.shop}/receipts/{receipt}/tracking", json=given)


def _exchange(answer: requests.Response) -> dict[str, Any]:
    """As a judge reads it, at the address of the real service."""
    asked = answer.request
    raw = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    path = str(asked.url).partition("/etsy")[2]
    return {
        "method": asked.method,
        "url": f"https://openapi.etsy.com{path}",
        "headers": dict(asked.headers),
        "body_base64": base64.b64encode(raw).decode(),
        "response": {
            "status": answer.status_code,
            "headers": dict(answer.headers),
            "body": answer.json() if answer.content else None,
        },
    }
