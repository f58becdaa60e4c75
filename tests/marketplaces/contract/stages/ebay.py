"""eBay's look-alike as a stage: a seller on its French site, who sells in euros."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from django.core.cache import cache
from django.utils import timezone

from core.simulation import SimulationServer
from marketplaces.adapters.ebay.simulator import EbaySimulator
from marketplaces.adapters.ebay.simulator.acts.items import write_item
from marketplaces.adapters.ebay.simulator.acts.offers import create_offer
from marketplaces.adapters.ebay.simulator.acts.publishing import publish_offer
from marketplaces.adapters.ebay.simulator.steering import COMMANDS
from marketplaces.interface import Topic
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.contract.stage import OTHER_SKU, SKU, Parcel, SignedPush, Stage
from tests.marketplaces.ebay_simulator.laboratory import VERIFICATION, Sink

SITE, WAREHOUSE, CATEGORY = "EBAY_FR", "warehouse-1", "20625"
PICTURE = "https://cdn.example.com/1.jpg"
GOODS = ((SKU, "Black soap", "4.90", 12), (OTHER_SKU, "LED lamp", "19.90", 3))
ADDRESS = {
    "name": "Test Buyer",
    "street": "12 Test Street",
    "city": "Paris",
    "zip": "75001",
    "country": "FR",
    "email": "buyer@example.com",
}


class _Door(Sink):
    """Of a hub that is reached at several addresses: each is proven as it was called."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.endpoint = f"http://{environ['HTTP_HOST']}{environ['SCRIPT_NAME']}{environ['PATH_INFO']}"
        return super().__call__(environ, start_response)


class EbayStage(Stage):
    slug = "ebay"
    traits = frozenset({"refunded_lines"})

    def __enter__(self) -> Self:
        cache.clear()  # each look-alike signs with a key of its own, all under one name
        self.simulator = EbaySimulator(marketplace=SITE, country="FR")
        self.sink = _Door()
        self._server = SimulationServer({"ebay": self.simulator, "hub": self.sink}).start()
        for name, value in self.simulator.environment(self._server.origin("ebay")).items():
            setattr(self.settings, name, value)
        self.settings.EBAY_VERIFICATION_TOKEN = VERIFICATION
        self.settings.ALERT_EMAILS = ["staff@example.com"]
        for sku, title, price, quantity in GOODS:
            self._put_on_sale(sku, title, price, quantity)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def account(self) -> MarketplaceAccount:
        """A seller has agreed, and the access token of then has ended."""
        given = self.simulator.grant()
        return MarketplaceAccount.objects.create(
            marketplace=self.slug,
            name="Test shop",
            way_to_connect=MarketplaceAccount.WayToConnect.OAUTH,
            site=SITE,
            api_key=self.simulator.tokens.client_id,
            api_secret=self.simulator.tokens.secret,
            redirect_name=self.simulator.tokens.runame,
            refresh_token=given["refresh_token"],
            refresh_expires_at=timezone.now() + timedelta(days=500),
            currency=self.currency,
        )

    # The world

    def buyer_orders(self, lines: Mapping[str, int], **more: Any) -> str:
        wanted: list[dict[str, Any]] = [{"sku": sku, "quantity": count} for sku, count in lines.items()]
        wanted += [{"title": title, "price": "2.00", "listing": ""} for title in more.pop("by_hand", ())]
        payment = "PAID" if more.pop("paid", True) else "PENDING"
        order = self.simulator.place_order(
            lines=wanted, payment=payment, address=ADDRESS, buyer={"email": ADDRESS["email"]}, **more
        )
        return str(order.number)

    def buyer_cancels(self, order_id: str) -> None:
        self._happens("cancel", order=order_id)
        self._happens("cancel", order=order_id, state="COMPLETED")

    def shop_refunds(self, order_id: str, sku: str, quantity: int) -> None:
        line = next(line for line in self.simulator.orders[order_id].lines if line.sku == sku)
        self._happens("refund", order=order_id, line=line.number, amount=str(line.price * quantity))

    def hide_buyers(self) -> None:
        """eBay shows a buyer's address for some time only."""
        for order in self.simulator.orders.values():
            order.to = dict.fromkeys(order.to, "")

    def calls(self) -> int:
        return len(self.simulator.calls()) - self.token_calls()

    def token_calls(self) -> int:
        return len([call for call in self.simulator.calls("token") if call["grant"] != "client_credentials"])

    # What goes wrong

    def end_access(self) -> None:
        tokens = self.simulator.tokens
        tokens.given = {access: token for access, token in tokens.given.items() if not token.is_user}

    def refuse_us(self) -> None:
        self.simulator.tokens.revoke_all()

    def ask_to_wait(self) -> None:
        self.simulator.add_fault("limit=7")

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
        order = self.simulator.orders[order_id]
        skus = {line.number: line.sku for line in order.lines}
        return [
            Parcel(parcel.tracking, parcel.carrier, {skus[line]: count for line, count in parcel.quantities.items()})
            for parcel in order.parcels
        ]

    def take_parcel_in_silence(self) -> None:
        self.simulator.add_fault("lost@createShippingFulfillmentx1")

    def fail_after_parcel(self) -> None:
        self.simulator.add_fault("done_status=502@createShippingFulfillmentx1")

    # Listings

    def products(self) -> int:
        return sum(listing.is_open for listing in self.simulator.listings.values())

    def stock(self, sku: str) -> int | None:
        offer = self._offer(sku)
        numbers = [self.simulator.items[sku].quantity, offer.available]
        return min(number for number in numbers if number is not None)

    def price(self, sku: str) -> Decimal:
        price: Decimal = self._offer(sku).price
        return price

    def sell(self, sku: str, quantity: int) -> None:
        self.buyer_orders({sku: quantity})

    def draft_words(self) -> dict[str, Any]:
        return {
            "category_id": CATEGORY,
            "attributes": (("Marque", ("Hub",)),),
            "images": (PICTURE,),
            "settings": self.chosen(),
        }

    def chosen(self) -> dict[str, str]:
        """The shop's choices for listings."""
        policies = self.simulator.seller.policies
        found = {
            f"{kind}_policy_id": next(number for number, body in of.items() if body["marketplaceId"] == SITE)
            for kind, of in policies.items()
        }
        return found | {"location_key": WAREHOUSE}

    def take_listing_in_silence(self) -> None:
        self.simulator.add_fault("lost@publishOfferByInventoryItemGroupx1")

    def take_stock_in_silence(self) -> None:
        self.simulator.add_fault("lost@bulkUpdatePriceQuantityx1")

    # Webhooks

    def pushes(self) -> list[SignedPush]:
        for topic in ("ORDER_CONFIRMATION", "ITEM_MARKED_SHIPPED", "ORDER_CANCELLATION_ACTIVITY"):
            self._register(topic)
        order_id = self.buyer_orders({SKU: 1})
        self._happens("cancel", order=order_id)
        deleted = COMMANDS["delete_account"]
        self._register("MARKETPLACE_ACCOUNT_DELETION")
        deleted(self.simulator, {"username": "buyer-1", "user_id": "BuyerUserId1"})
        self.simulator.settle()
        about = {"ORDER_CONFIRMATION": Topic.ORDER, "ORDER_CANCELLATION_ACTIVITY": Topic.ORDER}
        return [
            SignedPush(
                (name := json.loads(raw)["metadata"]["topic"]),
                about.get(name, Topic.ERASE_PERSON),
                raw,
                {"x-ebay-signature": signature},
                (order_id,) if name in about else (),
            )
            for signature, raw in self.sink.got
        ]

    def webhook_url(self) -> str:
        return f"{self._server.origin('hub')}/webhooks/ebay"

    def webhooks(self) -> list[str]:
        seller = self.simulator.seller
        return [
            seller.destinations[each["destinationId"]]["deliveryConfig"]["endpoint"]
            for each in seller.subscriptions.values()
        ]

    def drop_a_webhook(self) -> None:
        subscriptions = self.simulator.seller.subscriptions
        subscriptions.pop(min(subscriptions))

    def _register(self, topic: str) -> None:
        seller = self.simulator.seller
        endpoint = {"endpoint": self.webhook_url(), "verificationToken": VERIFICATION}
        seller.destinations["d-1"] = {"destinationId": "d-1", "status": "ENABLED", "deliveryConfig": endpoint}
        number = seller.number("subscription")
        seller.subscriptions[number] = {
            "subscriptionId": number,
            "topicId": topic,
            "destinationId": "d-1",
            "status": "ENABLED",
            "payload": {"format": "JSON", "deliveryProtocol": "HTTPS", "schemaVersion": "1.0"},
        }

    def _put_on_sale(self, sku: str, title: str, price: str, quantity: int) -> None:
        seller = self.simulator.seller
        product = {
            "title": title,
            "description": title,
            "aspects": {"Marque": ["Hub"]},
            "imageUrls": [PICTURE],
        }
        body = {
            "availability": {"shipToLocationAvailability": {"quantity": quantity}},
            "condition": "NEW",
            "product": product,
        }
        write_item(seller, sku, "fr_FR", body)
        chosen = self.chosen()
        offer = create_offer(
            seller,
            {
                "sku": sku,
                "marketplaceId": SITE,
                "format": "FIXED_PRICE",
                "availableQuantity": quantity,
                "categoryId": CATEGORY,
                "merchantLocationKey": WAREHOUSE,
                "pricingSummary": {"price": {"value": price, "currency": self.currency}},
                "listingPolicies": {
                    f"{kind}PolicyId": chosen[f"{kind}_policy_id"] for kind in ("fulfillment", "payment", "return")
                },
            },
        )
        publish_offer(seller, offer)

    def _happens(self, command: str, **words: Any) -> None:
        COMMANDS[command](self.simulator, words)

    def _offer(self, sku: str) -> Any:
        found = self.simulator.seller.offers_of(sku)
        assert found, sku
        return found[0]
