"""Shopify's look-alike: a WSGI callable that knows tokens, scopes, costs, goods, orders, parcels, refunds and webhooks.

Written from the description of the Admin API and from nothing of ours; one instance is one shop. Under `/__simulator/`
it is steered while it runs, without a token: see `steering`.
"""

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Self
from urllib.parse import parse_qsl

from django.core.management.base import CommandParser

from core.simulation import Environ, StartResponse, answer
from core.simulation.faults import Fault
from core.simulation.steering import PREFIX
from core.simulation.with_webhooks import WithWebhooks
from marketplaces.adapters.shopify.simulator import granting, telling
from marketplaces.adapters.shopify.simulator.acts import (  # noqa: F401 - each of these registers its root fields
    exports,
    fulfilment,
    goods,
    marks,
    setting,
    stock,
    subscriptions,
    variants,
)
from marketplaces.adapters.shopify.simulator.acts import orders as order_acts  # noqa: F401 - the same
from marketplaces.adapters.shopify.simulator.answering import encoded, misbehave, planned_answer
from marketplaces.adapters.shopify.simulator.authorise import authorise
from marketplaces.adapters.shopify.simulator.books.orders import Order
from marketplaces.adapters.shopify.simulator.books.placing import Wanted, place
from marketplaces.adapters.shopify.simulator.books.shop import DOMAIN, VERSIONS, Shop
from marketplaces.adapters.shopify.simulator.books.stocking import stock_product
from marketplaces.adapters.shopify.simulator.bucket import Bucket
from marketplaces.adapters.shopify.simulator.calls import Call
from marketplaces.adapters.shopify.simulator.faults import FAULTS
from marketplaces.adapters.shopify.simulator.gateway import Rejected, read_request, serve
from marketplaces.adapters.shopify.simulator.pushes import Pushes
from marketplaces.adapters.shopify.simulator.reads import goods as goods_reads  # noqa: F401 - the same
from marketplaces.adapters.shopify.simulator.reads import orders as order_reads  # noqa: F401 - the same
from marketplaces.adapters.shopify.simulator.reads import shop as shop_reads  # noqa: F401 - the same
from marketplaces.adapters.shopify.simulator.steering import steer
from marketplaces.adapters.shopify.simulator.tokens import SCOPES, TokenRefusal, Tokens

CLIENT_ID = "5d1f0c3b9a7e44160000000000000001"
SECRET = "shpss_simulated_secret_of_the_look_alike"  # noqa: S105 - of nothing real
BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105 - no token
UNKNOWN_PATH = b'{"errors":"Not Found"}'


class ShopifySimulator(WithWebhooks):
    """Thread-safe. `access_token` is one that staff would paste; "" there is none. `products` as in `load_products`.

    `shop.rules` can be changed at any time; `shop.books()` says what really happened.
    """

    def __init__(
        self,
        shop: str = DOMAIN,
        client_id: str = CLIENT_ID,
        secret: str = SECRET,
        access_token: str = "",
        scopes: Iterable[str] = SCOPES,
        products: Iterable[Mapping[str, Any]] = (),
        faults: Iterable[Fault | str] = (),
        currency: str = "EUR",
        **rules: Any,
    ) -> None:
        self.shop = Shop(shop, currency)
        super().__init__(self.shop, FAULTS, faults, rules)
        self.tokens = Tokens(self.shop.clock, client_id, secret, frozenset(scopes), access_token)
        self.pushes: Pushes = Pushes(self.shop, secret, self.lock, self.hook_plan)
        self.bucket = Bucket(self.shop)
        self.load_products(products)

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None:
        parser.add_argument("--shopify-shop", default=DOMAIN, help="the shop's domain; default %(default)s")
        parser.add_argument("--shopify-client-id", default=CLIENT_ID, help="the app's key; default %(default)s")
        parser.add_argument("--shopify-secret", default=SECRET, help="the app's secret; default %(default)s")
        parser.add_argument("--shopify-token", default="", help="a token to paste; default none")
        parser.add_argument("--shopify-currency", default="EUR", help="the shop's currency; default %(default)s")
        parser.add_argument(
            "--shopify-ask", action="store_true", help="the install page waits for a click, as the real one does"
        )
        parser.add_argument(
            "--shopify-fault",
            type=FAULTS.read_option,
            action="append",
            default=[],
            help="name[=value][@field or topic][xtimes], may be repeated",
        )

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        return cls(
            options["shopify_shop"],
            options["shopify_client_id"],
            options["shopify_secret"],
            options["shopify_token"],
            faults=options["shopify_fault"],
            currency=options["shopify_currency"],
            authorise_at_once=not options["shopify_ask"],
        )

    def environment(self, origin: str) -> dict[str, str]:
        return {
            "SHOPIFY_API_URL": origin,
            "SHOPIFY_SHOP_URL": self.shop.domain,
            "SHOPIFY_API_KEY": self.tokens.client_id,
            "SHOPIFY_API_SECRET": self.tokens.secret,
        } | ({"SHOPIFY_ACCESS_TOKEN": self.tokens.static} if self.tokens.static else {})

    def reset(self) -> None:
        """As at the start: no faults, empty shelves, no orders, no tokens but the pasted one. Rules stay."""
        with self.lock:
            super().reset()
            self.shop.restart()
            self.tokens.forget()
            self.bucket = Bucket(self.shop)

    def load_products(self, products: Iterable[Mapping[str, Any]]) -> list[int]:
        """Puts goods on the shelves, see `stock_product`; gives the products' numbers."""
        with self.lock:
            return [stock_product(self.shop, product).number for product in products]

    def place_order(self, **wanted: Any) -> Order:
        """A buyer's order, see `Wanted`; its webhooks are on their way. Raises NoSuchGoodsError."""
        with self.lock:
            order = place(self.shop, Wanted(**wanted))
            telling.order_placed(self.shop, order)
            return order

    def names_of(self, request: Mapping[str, Any]) -> Iterable[str]:
        """The root fields of a request, or "token"."""
        return list(request["names"])

    def fall_due(self) -> None:
        """Shops that were left are forgotten."""
        granting.fall_due(self)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(PREFIX):
            return steer(self, path.removeprefix(PREFIX), environ, start_response)
        if path.startswith("/__bulk/"):
            return self._export(path, start_response)
        if path == "/admin/oauth/authorize":
            return self._authorise(environ, start_response)
        if path == "/admin/oauth/access_token" and environ["REQUEST_METHOD"] == "POST":
            return self._token(environ, start_response)
        version = path.removeprefix("/admin/api/").removesuffix("/graphql.json")
        if path == f"/admin/api/{version}/graphql.json" and environ["REQUEST_METHOD"] == "POST":
            return self._graphql(environ, version, start_response)
        return answer(start_response, 404, UNKNOWN_PATH)

    def _export(self, path: str, start: StartResponse) -> Iterable[bytes]:
        number = path.removeprefix("/__bulk/").removesuffix(".jsonl")
        with self.lock:
            export = self.shop.exports.get(int(number)) if number.isdecimal() else None
        if export is None:
            return answer(start, 404, b"")
        return answer(start, 200, "".join(f"{ln}\n" for ln in export.lines).encode(), media="application/jsonl")

    def _authorise(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        query = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        with self.lock:
            status, page, address = authorise(
                self.shop, self.tokens, query, path=environ["SCRIPT_NAME"] + environ["PATH_INFO"]
            )
        headers = [("Location", address)] if address else []
        return answer(start, status, page.encode(), headers, media="text/html; charset=utf-8")

    def _token(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        asked = _form(environ)
        grant = asked.get("grant_type") or "authorization_code"
        note = {"at": time.time(), "names": ["token"], "grant": grant}
        with self.lock:
            self.requests.append(note)
            faults = self.plan.take_all("token")
        if planned := planned_answer(faults, start):
            return planned
        try:
            with self.lock:
                status, body = 200, self.tokens.answer(asked)
        except TokenRefusal as no:
            status, body = no.status, {"error": no.error, "error_description": no.text}
        note["status"] = status
        return misbehave(faults, status, json.dumps(body).encode(), start, [])

    def _graphql(self, environ: Environ, version: str, start: StartResponse) -> Iterable[bytes]:
        raw = environ["wsgi.input"].read()
        served = _served(version)
        headers = [("X-Shopify-API-Version", served), ("X-Request-Id", str(uuid.uuid4()))]
        note: dict[str, Any] = {"at": time.time(), "names": [], "version": version}
        with self.lock:
            self.requests.append(note)
            token = self.tokens.of(environ.get("HTTP_X_SHOPIFY_ACCESS_TOKEN", ""))
        if token is None or not self.shop.installed:
            note["status"] = 401
            return answer(start, 401, json.dumps({"errors": BAD_TOKEN}).encode(), headers)
        try:
            request = read_request(raw)
        except Rejected as no:
            note["status"], note["errors"] = no.status, [row["message"] for row in no.errors]
            errors = no.errors or {"query": "Required parameter missing or invalid"}
            return answer(start, no.status, json.dumps({"errors": errors}).encode(), headers)
        note |= {
            "names": request.names,
            "operation": request.operation.name,
            "variables": json.loads(raw)["variables"] if b'"variables"' in raw else {},
        }
        with self.lock:
            faults = {name: fault for one in request.names for name, fault in self.plan.take_all(one).items()}
        if planned := planned_answer(faults, start):
            note["fault"] = True
            return planned
        origin = f"http://{environ.get('HTTP_HOST', '')}{environ['SCRIPT_NAME']}"
        call = Call(self.shop, token.scopes, served, origin, self.tokens.client_id)
        with self.lock:
            status, body = serve(self.bucket, call, request, faults)
        note["status"] = status
        return misbehave(faults, status, encoded(body, faults), start, headers)


def _served(version: str) -> str:
    """A retired version falls forward to the oldest that lives."""
    return version if version in VERSIONS or version in ("2027-01", "unstable") else VERSIONS[0]


def _form(environ: Environ) -> dict[str, Any]:
    raw = environ["wsgi.input"].read()
    if "json" in environ.get("CONTENT_TYPE", ""):
        try:
            read = json.loads(raw)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}
    return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
