"""Shopify's look-alike as a stage."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from marketplaces.adapters.shopify.simulator.steering import COMMANDS
from marketplaces.interface import Topic
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.contract.stage import OTHER_SKU, SKU, Parcel, SignedPush, Stage
from tests.marketplaces.shopify_simulator.laboratory import Sink

GOODS: list[dict[str, Any]] = [
    {
        "title": "Black soap",
        "options": ["Size"],
        "variants": [{"sku": SKU, "price": "4.90", "values": ["200 g"], "quantity": 12}],
    },
    {"title": "LED lamp", "sku": OTHER_SKU, "price": "19.90", "quantity": 3},
]


class ShopifyStage(Stage):
    slug = "shopify"

    def __enter__(self) -> Self:
        self.simulator, self.sink = ShopifySimulator(products=GOODS, limit_rate=False), Sink()
        self._server = SimulationServer({"shopify": self.simulator, "hub": self.sink}).start()
        self.settings.SHOPIFY_API_URL = self._server.origin("shopify")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def account(self) -> MarketplaceAccount:
        return MarketplaceAccount.objects.create(
            marketplace=self.slug,
            name="Test shop",
            shop_address=self.simulator.shop.domain,
            api_key=self.simulator.tokens.client_id,
            api_secret=self.simulator.tokens.secret,
            currency=self.currency,
        )

    # The world

    def buyer_orders(self, lines: Mapping[str, int], **more: Any) -> str:
        wanted: dict[str, Any] = {"lines": [{"sku": sku, "quantity": count} for sku, count in lines.items()]}
        wanted["lines"] += [{"title": title, "price": "2.00", "quantity": 1} for title in more.pop("by_hand", ())]
        if not more.pop("paid", True):
            wanted["financial"] = "PENDING"
        return str(self.simulator.place_order(**wanted | more).number)

    def buyer_cancels(self, order_id: str) -> None:
        self._happens("cancel", order=order_id)

    def shop_refunds(self, order_id: str, sku: str, quantity: int) -> None:
        self._happens("refund", order=order_id, sku=sku, quantity=quantity)

    def hide_buyers(self) -> None:
        self.simulator.set_rule("customer_data", value=False)

    def calls(self) -> int:
        return len(self.simulator.calls()) - self.token_calls()

    def token_calls(self) -> int:
        return len(self.simulator.calls("token"))

    # What goes wrong

    def end_access(self) -> None:
        self.simulator.tokens.revoke()

    def refuse_us(self) -> None:
        self.simulator.tokens.secret = "another-secret"
        self.end_access()

    def ask_to_wait(self) -> None:
        self.simulator.add_fault("retry_after=7")

    def break_down(self) -> None:
        self.simulator.add_fault("status=502")

    def hang(self, seconds: float) -> None:
        self.simulator.add_fault(f"slow={seconds}")

    def babble(self) -> None:
        self.simulator.add_fault("html")

    def cut_off(self) -> None:
        self.simulator.add_fault("cut")

    def recover(self) -> None:
        self.simulator.clear_faults()

    # Orders and parcels

    def is_cancelled(self, order_id: str) -> bool:
        self.simulator.settle()
        return self._order(order_id).cancelled is not None

    def parcels(self, order_id: str) -> list[Parcel]:
        return [
            Parcel(
                str(parcel.tracking[0]["number"]),
                str(parcel.tracking[0]["company"]),
                {str(row.line.sku): count for _, row, count in parcel.rows},
            )
            for parcel in self._order(order_id).parcels
        ]

    def take_parcel_in_silence(self) -> None:
        self.simulator.add_fault("lost@fulfillmentCreatex1")

    def fail_after_parcel(self) -> None:
        self.simulator.add_fault("done_status=502@fulfillmentCreatex1")

    # Listings

    def products(self) -> int:
        return len(self.simulator.shop.products)

    def stock(self, sku: str) -> int | None:
        return self._variant(sku).available

    def price(self, sku: str) -> Decimal:
        return Decimal(self._variant(sku).price)

    def sell(self, sku: str, quantity: int) -> None:
        self._happens("stock", sku=sku, quantity=(self.stock(sku) or 0) - quantity)

    def take_listing_in_silence(self) -> None:
        self.simulator.add_fault("lost@productSetx1")

    def take_stock_in_silence(self) -> None:
        self.simulator.add_fault("lost@inventorySetQuantitiesx1")

    # Webhooks

    def pushes(self) -> list[SignedPush]:
        shop, url = self.simulator.shop, self.webhook_url()
        order_id = self.buyer_orders({SKU: 1})
        about = {
            "orders/updated": (Topic.ORDER, lambda: self._happens("note", order=order_id, note="x"), (order_id,)),
            "refunds/create": (Topic.REFUND, lambda: self.shop_refunds(order_id, SKU, 1), (order_id,)),
            "orders/cancelled": (Topic.ORDER_CANCELLED, lambda: self.buyer_cancels(order_id), (order_id,)),
            "inventory_levels/update": (Topic.STOCK, lambda: self.sell(SKU, 1), ()),
        }
        shop.compliance["customers/redact"] = f"{url}/customers/redact"
        found = []
        for name, (topic, happens, order_ids) in about.items():
            self._register(name)
            found.append(self._pushed(name, topic, happens, order_ids))
        redact = self._pushed("customers/redact", Topic.ERASE_PERSON, lambda: self._happens("redact", order=order_id))
        return [*found, redact]

    def webhook_url(self) -> str:
        return f"{self._server.origin('hub')}/webhooks/shopify/random-part"

    def webhooks(self) -> list[str]:
        return [each.uri for each in self.simulator.shop.subscriptions.values()]

    def drop_a_webhook(self) -> None:
        subscriptions = self.simulator.shop.subscriptions
        subscriptions.pop(min(subscriptions))

    def _pushed(self, name: str, topic: Topic, happens: Any, order_ids: tuple[str, ...] = ()) -> SignedPush:
        self.sink.got.clear()
        happens()
        self.simulator.settle()
        headers, raw = next(got for got in self.sink.got if got[0]["x_shopify_topic"] == name)
        return SignedPush(name, topic, raw, {key.replace("_", "-"): value for key, value in headers.items()}, order_ids)

    def _register(self, topic: str) -> None:
        from marketplaces.adapters.shopify.simulator.books.shop import Subscription  # noqa: PLC0415 - for this alone

        shop = self.simulator.shop
        number, now = shop.numbers.take("WebhookSubscription"), shop.clock.now()
        word = topic.upper().replace("/", "_")
        shop.subscriptions[number] = Subscription(number, word, f"{self.webhook_url()}/{topic}", now, now)

    def _happens(self, command: str, **words: Any) -> None:
        COMMANDS[command](self.simulator, words)

    def _order(self, order_id: str) -> Any:
        return self.simulator.shop.orders[int(order_id)]

    def _variant(self, sku: str) -> Any:
        found = self.simulator.shop.variant_of_sku(sku)
        assert found is not None, sku
        return found
