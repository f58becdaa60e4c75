"""A story that has come as far as a paid purchase: an order at Shopify's look-alike, bought at CJ's."""

import json
from decimal import Decimal
from typing import Any

import requests

from core.jobs import execute, run_due
from core.models import Job
from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from marketplaces.models import MarketplaceAccount
from orders.following.purchases import file_follow
from orders.ledger.requests import order_request
from orders.models import Order, Shipment, SupplierOrder
from suppliers.adapters.cj.simulator.orders import move
from suppliers.registry import open_account
from tests.orders import factories
from tests.orders.at_cj import AtCJ

TOKEN = "shpat_canary_of_the_tests_0001"
GOODS = [
    {"title": "Savon noir", "sku": "SN-200", "price": "4.90", "quantity": 50},
    {"title": "Lampe LED", "sku": "LMP-1", "price": "19.90", "quantity": 50},
]

GOODS_AT_CJ = factories.Bought("P1", "V1", Decimal("3.00"), "CJPacket", Decimal("2.00"))


class Stage:
    def __init__(self, settings: Any, cj: AtCJ) -> None:
        self.settings, self.cj = settings, cj

    def __enter__(self) -> "Stage":
        self.shopify = ShopifySimulator(products=GOODS, access_token=TOKEN)
        self.server = SimulationServer({"shopify": self.shopify}).start()
        self.settings.SHOPIFY_API_URL = self.server.origin("shopify")
        self.settings.WRITE_BACK_SETTLE_SECONDS = 0.0
        self.shop = MarketplaceAccount.objects.create(
            marketplace="shopify", name="Test shop", state="ok", way_to_connect="pasted_token", access_token=TOKEN,
            shop_address=self.shopify.shop.domain, mail_sender="hub",
        )  # fmt: skip
        self.account = self.cj.account()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def order(self, *skus: str, quantity: int = 1, **values: Any) -> Order:
        """Placed at the shop and read: one line a SKU."""
        placed = self.shopify.place_order(lines=[{"sku": sku, "quantity": quantity} for sku in skus])
        order = factories.order(account=self.shop, remote_id=str(placed.number), number=placed.name, **values)
        for position, line in enumerate(placed.lines):
            factories.line(
                order, quantity, remote_line_id=str(line.number), sku=line.sku, title=line.title, position=position
            )
        return order

    def bought(self, order: Order, *lines: Any, goods: Any = None) -> SupplierOrder:
        """One purchase for these lines (all where none is named), made at CJ and paid there."""
        goods = goods or self.cj.goods(self.account)
        first, *others = lines or order.lines.order_by("position")
        row = factories.supplier_order(order, self.account, goods, first.quantity, order_line=first)
        for other in others:
            self.also(row, goods, other)
        with open_account(self.account) as adapter:
            ids = adapter.create_order(order_request(row)).order_ids
        SupplierOrder.objects.filter(pk=row.pk).update(state="paid", supplier_order_ids=list(ids))
        move(self.cj.world, self.cj.order_of(row.client_no), "UNSHIPPED", "PROCESSING")
        row.refresh_from_db()
        return row

    def also(self, row: SupplierOrder, goods: Any, line: Any) -> None:
        row.lines.create(
            order_line=line, part=row.part, generation=row.generation, external_product_id=goods.product_id,
            external_variant_id=goods.variant_id, order_key=goods.order_key, quantity=line.quantity,
            supplier_quantity=line.quantity,
        )  # fmt: skip

    def cj_moves(self, row: SupplierOrder, status: str, number: str = "") -> None:
        move(self.cj.world, self.cj.order_of(row.client_no), status, None, number)

    def days_pass_at_cj(self, days: float) -> None:
        self.cj.world.clock.move(days * 86400)

    def parcels_at_shop(self, order: Order) -> list[dict[str, Any]]:
        """What the shop's own books have of its parcels."""
        found: list[dict[str, Any]] = next(
            each for each in self.shopify.shop.books()["orders"] if str(each["id"]) == order.remote_id
        )["fulfillments"]
        return found

    def steer(self, command: str) -> None:
        answer = requests.post(f"{self.server.origin('shopify')}/__simulator/{command}", timeout=30)
        assert answer.status_code == 200, answer.text

    def pushed(self, kind: str, **params: Any) -> bytes:
        """The body of a push as CJ writes it."""
        return json.dumps({"messageId": "m-1", "type": kind, "messageType": "UPDATE", "params": params}).encode()

    def told(self) -> int:
        """How often the shop was told of a parcel."""
        return len(self.shopify.calls("fulfillmentCreate"))


def work(limit: int = 50) -> int:
    """Does what is due, and nothing of other tests' concern: mails are sent in tests of mails."""
    Job.objects.filter(kind="orders.send_mail").delete()
    return run_due(limit)


def follow(row: SupplierOrder) -> SupplierOrder:
    """The supplier is asked for it now."""
    execute(file_follow(row, "test").pk)
    row.refresh_from_db()
    row.order.refresh_from_db()
    return row


def parcel_of(row: SupplierOrder) -> Shipment:
    return Shipment.objects.get(supplier_order=row)
