"""Etsy's look-alike as a stage."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlsplit

from django.utils import timezone

from core.budget import Budget, observe
from core.simulation import SimulationServer
from core.simulation.pictures import picture
from marketplaces.adapters.etsy.client.identity import Identity
from marketplaces.adapters.etsy.client.limits import SECOND
from marketplaces.adapters.etsy.simulator import EtsySimulator
from marketplaces.adapters.etsy.simulator import happenings as seen_to
from marketplaces.interface import Topic
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.contract.stage import OTHER_SKU, SKU, Parcel, SignedPush, Stage
from tests.marketplaces.etsy_simulator.laboratory import Sink

GOODS: list[dict[str, Any]] = [
    {
        "title": "Black soap",
        "options": ["Size"],
        "variants": [{"sku": SKU, "price": "4.90", "values": ["200 g"], "quantity": 90}],
    },
    {"title": "LED lamp", "sku": OTHER_SKU, "price": "19.90", "quantity": 3},
]


def pictures(environ: Any, start_response: Any) -> list[bytes]:
    """A shop of pictures: `/7.png` is always the same one."""
    start_response("200 OK", [("Content-Type", "image/png")])
    return [picture(int(environ["PATH_INFO"].strip("/").removesuffix(".png")))]


class EtsyStage(Stage):
    slug = "etsy"
    traits = frozenset()

    def __enter__(self) -> Self:
        self.simulator, self.sink = EtsySimulator(listings=GOODS, limit_rate=False, emails=True), Sink()
        parts: dict[str, Any] = {"etsy": self.simulator, "hub": self.sink, "pictures": pictures}
        self._server = SimulationServer(parts).start()
        self.settings.PICTURE_ALLOWED_HOSTS = [urlsplit(self._server.origin("pictures")).netloc]
        self.simulator.pushes.url = f"{self._server.origin('hub')}/webhooks/etsy"
        for name, value in self.simulator.environment(self._server.origin("etsy")).items():
            setattr(self.settings, name, value)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def account(self) -> MarketplaceAccount:
        """A seller has allowed the app, and the access token of then has ended."""
        given = self.simulator.connect()
        account = MarketplaceAccount.objects.create(
            marketplace=self.slug,
            name="Test shop",
            way_to_connect=MarketplaceAccount.WayToConnect.OAUTH,
            api_key=self.simulator.tokens.keystring,
            api_secret=self.simulator.tokens.secret,
            refresh_token=given["refresh_token"],
            refresh_expires_at=timezone.now() + timedelta(days=89),
            currency=self.currency,
        )
        self._told_before(account)
        return account

    def _told_before(self, account: MarketplaceAccount) -> None:
        """An answer of yesterday has told how many calls a second there are: before the first one a hub is slow."""
        a_second = float(self.simulator.rates.shop.rules.per_second)
        observe(Budget(self.slug, Identity(account).app, SECOND, a_second), remaining=a_second, total=a_second)

    # The world

    def buyer_orders(self, lines: Mapping[str, int], **more: Any) -> str:
        wanted: dict[str, Any] = {"lines": [{"sku": sku, "quantity": count} for sku, count in lines.items()]}
        wanted["lines"] += [{"title": title, "price": "2.00"} for title in more.pop("by_hand", ())]
        return str(self.simulator.place_order(**wanted | more).receipt_id)

    def buyer_cancels(self, order_id: str) -> None:
        seen_to.cancel(self.simulator, {"receipt": order_id})

    def shop_refunds(self, order_id: str, sku: str, quantity: int) -> None:
        seen_to.refund(self.simulator, {"receipt": order_id, "amount": str(self.price(sku) * quantity)})

    def hide_buyers(self) -> None:
        self.simulator.set_rule("addresses", value=False)

    def calls(self) -> int:
        return len(self.simulator.calls()) - self.token_calls()

    def token_calls(self) -> int:
        return len(self.simulator.calls("token"))

    # What goes wrong

    def end_access(self) -> None:
        self.simulator.tokens.expire()

    def refuse_us(self) -> None:
        self.simulator.tokens.revoke()

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

    # Parcels

    def parcels(self, order_id: str) -> list[Parcel]:
        shipments = self._receipt(order_id).shipments
        return [Parcel(shipment.code, shipment.carrier, {}) for shipment in shipments]

    def take_parcel_in_silence(self) -> None:
        self.simulator.add_fault("lost@createReceiptShipmentx1")

    def fail_after_parcel(self) -> None:
        self.simulator.add_fault("done_status=502@createReceiptShipmentx1")

    # Listings

    def products(self) -> int:
        return len(self.simulator.shop.books.listings)

    def stock(self, sku: str) -> int | None:
        quantity: int = self._offering(sku).quantity
        return quantity

    def price(self, sku: str) -> Decimal:
        price: Decimal = self._offering(sku).price
        return price

    def sell(self, sku: str, quantity: int) -> None:
        self.buyer_orders({sku: quantity})

    def draft_words(self) -> dict[str, Any]:
        ids = {name: str(number) for name, number in self.simulator.ids.items()}
        return {
            "category_id": "1065",
            "settings": ids | {"who_made": "i_did", "when_made": "made_to_order", "is_supply": "false"},
            "images": (self._server.origin("pictures") + "/1.png",),
            "accepts_fee": True,
        }

    def take_listing_in_silence(self) -> None:
        self.simulator.add_fault("lost@createDraftListingx1")

    def take_stock_in_silence(self) -> None:
        self.simulator.add_fault("lost@updateListingInventoryx1")

    # Webhooks

    def pushes(self) -> list[SignedPush]:
        order_id = self.buyer_orders({SKU: 1})
        self.simulator.settle()
        paid = self._pushed("order.paid", Topic.ORDER, order_id)
        seen_to.ship(self.simulator, {"receipt": order_id, "code": "YT1"})
        shipped = self._pushed("order.shipped", Topic.FULFILMENT, order_id)
        self.buyer_cancels(order_id)
        return [paid, shipped, self._pushed("order.canceled", Topic.ORDER_CANCELLED, order_id)]

    def _pushed(self, name: str, topic: Topic, order_id: str) -> SignedPush:
        headers, raw = self.sink.got[-1]
        assert name.encode() in raw
        return SignedPush(
            name, topic, raw, {key.replace("_", "-"): value for key, value in headers.items()}, (order_id,)
        )

    def _receipt(self, order_id: str) -> Any:
        return self.simulator.shop.books.receipts[int(order_id)]

    def _offering(self, sku: str) -> Any:
        listing = self.simulator.shop.listing_of_sku(sku)
        assert listing is not None, sku
        product = listing.product_of(sku, 0)
        assert product is not None, sku
        return product.offering
