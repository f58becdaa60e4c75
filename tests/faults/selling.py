"""A hub that sells at Shopify's look-alike: the shop as a row, its signed webhooks kept in a sink until somebody sends them
to the hub's door, as often, as late and in whatever order a test wants."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from tests.faults.sender import Answer, Sender
from tests.marketplaces.shopify_simulator.laboratory import Sink

SKU = "BOX-1"
GOODS = [{"title": "Storage box", "sku": SKU, "price": "49.90", "quantity": 1_000_000}]


@dataclass(frozen=True)
class ShopPush:
    """One delivery as the look-alike made and signed it."""

    topic: str
    raw: bytes
    headers: dict[str, str]


class ShopSender(Sender):
    """Shopify's side of the door."""

    def __init__(self, port: int) -> None:
        self.port = port

    def deliver(self, push: ShopPush, **headers: Any) -> Answer:
        """`headers` in words with underscores replace those of the push, None leaves one out."""
        named = {f"x-shopify-{name.replace('_', '-')}": value for name, value in headers.items()}
        given = {"Content-Type": "application/json"} | push.headers | named
        return self.post(f"/webhooks/shopify/{push.topic}", push.raw, given)


class Selling:
    """Opened by `with` on the database of a hub. `settings` go to every process of the hub."""

    def __init__(self, **values: Any) -> None:
        self._values = values

    def __enter__(self) -> "Selling":
        self.simulator, self.sink = ShopifySimulator(products=GOODS, limit_rate=False), Sink()
        self._server = SimulationServer({"shopify": self.simulator, "sink": self.sink}).start()
        self._before = settings.SHOPIFY_API_URL
        self.settings = {"SHOPIFY_API_URL": self._server.origin("shopify")}
        settings.SHOPIFY_API_URL = self.settings["SHOPIFY_API_URL"]
        given: dict[str, Any] = {
            "marketplace": "shopify", "name": "Test shop", "state": "ok", "mode": "simulated",
            "shop_address": self.simulator.shop.domain, "api_key": self.simulator.tokens.client_id,
            "api_secret": self.simulator.tokens.secret, "currency": "EUR",
        }  # fmt: skip
        self.account = MarketplaceAccount.objects.create(**given | self._values)
        with open_account(self.account) as adapter:
            adapter.connect()
            adapter.set_webhooks(self._server.origin("sink"))
        self.account.refresh_from_db()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.stop()
        settings.SHOPIFY_API_URL = self._before

    def order(self, **wanted: Any) -> str:
        """A paid order of one box; its number there."""
        return str(self.simulator.place_order(**{"lines": [{"sku": SKU, "quantity": 1}]} | wanted).number)

    def happens(self, command: str, **words: Any) -> None:
        from marketplaces.adapters.shopify.simulator.steering import COMMANDS  # noqa: PLC0415 - heavy, and for few

        COMMANDS[command](self.simulator, words)

    def told(self, topic: str = "") -> list[ShopPush]:
        """What the shop has sent since the last time, oldest first, of one topic or of all; the rest is forgotten."""
        self.simulator.settle()
        got, self.sink.got = self.sink.got, []
        pushes = [
            ShopPush(
                headers["x_shopify_topic"],
                raw,
                {name.replace("_", "-"): value for name, value in headers.items() if name.startswith("x_shopify")},
            )
            for headers, raw in got
        ]
        return [push for push in pushes if topic in ("", push.topic)]

    def compliance(self, topic: str) -> None:
        """Has the look-alike send this compliance topic too, which no subscription is made for."""
        self.simulator.shop.compliance[topic] = f"{self._server.origin('sink')}/{topic}"


__all__ = ["SKU", "Selling", "ShopPush", "ShopSender"]
