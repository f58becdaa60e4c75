"""CJ's look-alike as a stage."""

import json
from decimal import Decimal
from typing import Any, Self

from core.money import Money
from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.account import Hook
from suppliers.adapters.cj.simulator.ordering import create_v2
from suppliers.adapters.cj.simulator.pushes import sign
from suppliers.adapters.cj.simulator.routes import Asked
from suppliers.adapters.cj.simulator.steering import COMMANDS
from suppliers.interface import SupplierAdapter, Topic
from suppliers.models import SupplierAccount
from tests.suppliers.cj_simulator.laboratory import Sink
from tests.suppliers.contract.stage import Goods, PlannedFaults, PushedAbout, Stage
from tests.suppliers.unhurried import cj_unhurried

CREATE = "shopping/order/createOrderV2"


class CJStage(PlannedFaults, Stage):
    slug = "cj-dropshipping"
    origin = "CN"

    def __enter__(self) -> Self:
        self.simulator, self.sink = CJSimulator(limit_rate=False), Sink()
        self.simulator.pushes.pause_seconds = 0
        self._pace = cj_unhurried()
        self._pace.__enter__()
        self._server = SimulationServer({"cj": self.simulator, "hub": self.sink}).start()
        self.world = self.simulator.world
        self.settings.CJ_API_URL = self.simulator.environment(self._server.origin("cj"))["CJ_API_URL"]
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._pace.__exit__(None, None, None)

    def account(self) -> SupplierAccount:
        self.world.first_account.calls_per_second = 500
        return SupplierAccount.objects.create(
            supplier=self.slug, name="CJ", api_key=self.world.first_account.key, calls_per_second=500
        )

    def authorise(self, adapter: SupplierAdapter) -> None:
        """Nobody has to: the key is enough."""

    # The world

    def goods(self) -> Goods:
        product = next(
            product
            for product in self.world.catalogue.on_sale()
            if len(product.option_names) == 2
            and all(variant.on_sale for variant in product.variants)
            and not any("-" in value for variant in product.variants for value in variant.options)
            and not product.variants[0].key_as_json
            and any(area.country == "CN" and area.total > 50 for area in product.variants[0].areas)
            and len(product.variants[0].areas) > 1
        )
        variant = product.variants[0]
        return Goods(
            product.pid, variant.vid, product.name, product.sku, Money(variant.price, "USD"), len(product.variants),
            tuple(zip(product.option_names, variant.options, strict=True)),
            {area.country: area.total for area in variant.areas}, sku=variant.sku,
        )  # fmt: skip

    def remove_goods(self) -> None:
        self.world.catalogue.products[self.goods().product_id].removed = True

    def calls(self) -> int:
        return len(self.simulator.calls()) - self.token_calls()

    def token_calls(self) -> int:
        return sum(call["path"].startswith("authentication/") for call in self.simulator.calls())

    # What goes wrong

    def end_access(self) -> None:
        for pair in self.world.first_account.pairs:
            pair.access_ends = self.world.clock.now()

    def refuse_us(self) -> None:
        self.simulator.add_fault("code=1600005@authentication/getAccessToken")
        self.simulator.add_fault("code=1600003@authentication/refreshAccessToken")
        self.end_access()

    def ask_to_wait(self) -> None:
        self.simulator.add_fault("retry_after=7")

    # Orders

    def orders(self) -> dict[str, Decimal]:
        account = self.world.first_account
        return {order.number: order.amount if order.paid else Decimal(0) for order in account.orders.values()}

    def take_order_in_silence(self) -> None:
        self.simulator.add_fault(f"lost@{CREATE}x1")

    def drop_order_unread(self) -> None:
        self.simulator.add_fault(f"reset@{CREATE}x1")

    def fail_after_order(self) -> None:
        self.simulator.add_fault(f"done_status=502@{CREATE}x1")

    def ship(self, order_id: str) -> str:
        order = self.world.first_account.orders[order_id]
        order.paid = self.world.clock.now()
        self._happens("order", orderId=order_id, status="SHIPPED")
        self.world.clock.move(2 * 86_400)
        return order.track_number or ""

    # Pushes

    def pushes(self) -> list[PushedAbout]:
        """Taken from the wire: what the look-alike sends to a registered address."""
        self._register()
        goods = self.goods()
        order = self._an_order(goods)
        self._happens("order", orderId=order, status="SHIPPED", push="0")
        wanted: list[tuple[Topic, str, dict[str, str], dict[str, frozenset[str]]]] = [
            (Topic.STOCK, "stock", {"vid": goods.variant_id, "quantity": "7"}, {"variant_ids": frozenset([goods.variant_id])}),
            (Topic.PRODUCT, "price", {"vid": goods.variant_id, "price": "9.9"}, {"product_ids": frozenset([goods.product_id])}),
            (Topic.VARIANT, "variant", {"vid": goods.variant_id, "state": "off"}, {"variant_ids": frozenset([goods.variant_id])}),
            (Topic.ORDER, "order", {"orderId": order}, {"order_ids": frozenset([order])}),
            (Topic.ORDER_SPLIT, "split", {"orderId": order}, {}),
            (Topic.TRACKING, "parcel", {"orderId": order}, {"order_ids": frozenset([order])}),
            (Topic.EXTRA_BILL, "bill", {"orderId": order}, {}),
        ]  # fmt: skip
        found = []
        for topic, command, words, about in wanted:
            self._happens(command, **words)
            headers, raw = self.sink.got[-1]
            found.append(PushedAbout(topic, raw, headers, **about))
        return found

    def sign(self, raw: bytes) -> dict[str, str]:
        return {"content-type": "application/json", "sign": sign(self.world.first_account.open_id, raw)}

    def unknown_push(self) -> bytes:
        return json.dumps({"messageId": "f" * 32, "type": "NEWS", "messageType": "INSERT", "params": {}}).encode()

    def webhook_url(self) -> str:
        return f"{self._server.origin('hub')}/api/cj/webhooks/9b1f"

    def _register(self) -> None:
        for topic in ("product", "stock", "order", "logistics", "makeup"):
            self.world.first_account.hooks[topic] = Hook(self.webhook_url())

    def _an_order(self, goods: Goods) -> str:
        """An order made by somebody else's program."""
        to = self.address()
        body = {
            "orderNumber": "SHOP-1", "shippingCountryCode": to.country, "shippingCountry": to.country_name,
            "shippingProvince": to.province, "shippingCity": to.city, "shippingAddress": to.address1,
            "shippingCustomerName": to.name, "shippingZip": to.postal_code, "shippingPhone": to.phone, "payType": 3,
            "logisticName": "CJPacket Ordinary", "fromCountryCode": "CN",
            "products": [{"vid": goods.variant_id, "quantity": 2}],
        }  # fmt: skip
        reply = create_v2(self.world, Asked("", {}, body, self.world.first_account))
        return str(reply.data["orderId"])

    def _happens(self, command: str, **words: str) -> Any:
        return COMMANDS[command](self.simulator, words)
