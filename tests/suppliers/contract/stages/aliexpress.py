"""AliExpress's look-alike as a stage."""

import http.client
from decimal import Decimal
from typing import Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from core.crypto import Secret
from core.errors import Rejected
from core.money import Money
from core.simulation import SimulationServer
from suppliers.adapters.aliexpress.simulator import AliExpressSimulator
from suppliers.adapters.aliexpress.simulator.books import UNPAID
from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue, money
from suppliers.adapters.aliexpress.simulator.pushes import (
    AUTHORISATION_ENDS,
    DS_ORDER,
    LOGISTICS,
    PAYMENT,
    order_data,
    push_body,
    push_headers,
)
from suppliers.interface import SupplierAdapter, Topic
from suppliers.models import SupplierAccount
from tests.suppliers.contract.stage import Goods, PlannedFaults, PushedAbout, Stage

CREATE = "aliexpress.ds.order.create"
CALLBACK = "http://127.0.0.1:9/suppliers/aliexpress/callback"
UNTOLD_TYPE = 999
SOME_ORDER = 30_760_000_000_000_001


class AliExpressStage(PlannedFaults, Stage):
    slug = "aliexpress"
    common_word = "dog collar"
    orders_name_variants = False  # order.get tells the product alone
    unknown_order = Rejected  # a wrong number looks like a lack of permission

    def __enter__(self) -> Self:
        # An app of its own for each test: what is kept of its limits outlives a test.
        self.simulator = AliExpressSimulator(Catalogue.generated(200), key=str(uuid4().int)[:10])
        self._server = SimulationServer({"aliexpress": self.simulator}).start()
        for name, value in self.simulator.environment(self._server.origin("aliexpress")).items():
            setattr(self.settings, name, value)
        self.settings.ALIEXPRESS_API_RATE = 500.0
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def account(self) -> SupplierAccount:
        return SupplierAccount.objects.create(
            supplier=self.slug,
            name="AliExpress",
            api_key=Secret(self.simulator.key),
            api_secret=Secret(self.simulator.secret),
            ship_to=self.country,
            currency=self.currency,
        )

    def authorise(self, adapter: SupplierAdapter) -> None:
        """The look-alike's page says yes at once."""
        page = urlsplit(adapter.authorise_url("state-1", CALLBACK))
        connection = http.client.HTTPConnection(page.hostname or "", page.port, timeout=5)
        connection.request("GET", f"{page.path}?{page.query}")
        told = parse_qs(urlsplit(connection.getresponse().headers["Location"]).query)
        connection.close()
        assert told["state"] == ["state-1"]
        adapter.accept_code(told["code"][0])

    # The world

    def goods(self) -> Goods:
        product = next(
            product
            for product in self.simulator.catalogue.products.values()
            if not product.is_offline and len(product.skus) > 1 and product.skus[0].stock > 50
        )
        sku = product.skus[0]
        return Goods(
            product_id=str(product.product_id),
            variant_id=str(sku.sku_id),
            title=product.subject,
            word=product.subject.rsplit(" ", 1)[1] + " " + product.subject.split(",", 1)[0],
            cost=Money(Decimal(money(sku.price, self.currency)), self.currency),
            variants=len(product.skus),
            options=tuple((option.name, option.own_name or option.value) for option in sku.options),
            stock={sku.origin: sku.stock},
            order_key=sku.attr,
        )

    def remove_goods(self) -> None:
        self.simulator.catalogue.change(int(self.goods().product_id), gone=605)

    def calls(self) -> int:
        return len(self.simulator.requests) - self.token_calls()

    def token_calls(self) -> int:
        return sum(asked.api.startswith("/auth/token/") for asked in self.simulator.requests)

    # What goes wrong

    def end_access(self) -> None:
        self.simulator.gateway.tokens.expire_access()

    def refuse_us(self) -> None:
        self.simulator.gateway.tokens.revoke()

    def ask_to_wait(self) -> None:
        self.simulator.add_fault("ban=7")

    # Orders

    def orders(self) -> dict[str, Decimal]:
        return {
            order.out_order_id: Decimal(0) if order.status == UNPAID else Decimal(order.amount)
            for order in self.simulator.orders
        }

    def take_order_in_silence(self) -> None:
        self.simulator.add_fault(f"drop_after@{CREATE}x1")

    def drop_order_unread(self) -> None:
        self.simulator.add_fault(f"drop_before@{CREATE}x1")

    def fail_after_order(self) -> None:
        self.simulator.add_fault(f"done_status=502@{CREATE}x1")

    def ship(self, order_id: str) -> str:
        books = self.simulator.gateway.books
        order = books.orders[int(order_id)]
        books.ship(order, parcels=1)
        return order.parcels[0]

    # Pushes

    def pushes(self) -> list[PushedAbout]:
        """Only of orders it is known what a push says; of the other types that they come."""
        order = frozenset([str(SOME_ORDER)])
        wanted = [
            (Topic.ORDER, DS_ORDER, "OrderShipped", order),
            (Topic.TRACKING, LOGISTICS, "", frozenset[str]()),
            (Topic.PAYMENT, PAYMENT, "", frozenset[str]()),
            (Topic.AUTHORISATION, AUTHORISATION_ENDS, "", frozenset[str]()),
        ]
        found = []
        for topic, kind, status, about in wanted:
            raw = push_body(kind, order_data(SOME_ORDER, status) if status else {})
            found.append(PushedAbout(topic, raw, self.sign(raw), order_ids=about))
        return found

    def sign(self, raw: bytes) -> dict[str, str]:
        headers = push_headers(self.simulator.key, self.simulator.secret, raw)
        return {name.lower(): value for name, value in headers.items()}

    def unknown_push(self) -> bytes:
        return push_body(UNTOLD_TYPE, {"thing": 1})
