"""CJ's look-alike as the place where purchases are made: served on loopback, with an account at it."""

from collections import Counter
from decimal import Decimal
from typing import Any

from core.simulation import SimulationServer
from suppliers.adapters.cj.client import limits
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.catalogue import Catalogue
from suppliers.interface import FreightRequest, Parcel, Quote
from suppliers.models import SupplierAccount
from suppliers.registry import open_account
from tests.orders.factories import Bought

CREATE = "shopping/order/createOrderV2"
DETAIL = "shopping/order/getOrderDetail"
PAY = "shopping/pay/payBalanceV2"
PAY_ONE = "shopping/pay/payBalance"


class AtCJ:
    """The look-alike's books in the words of the ledger. Opened by `with`."""

    def __init__(self, settings: Any, look_alike: type[CJSimulator] = CJSimulator) -> None:
        self.settings, self._look_alike = settings, look_alike

    def __enter__(self) -> "AtCJ":
        self.simulator = self._look_alike(Catalogue(60), limit_rate=False)
        self.simulator.pushes.pause_seconds = 0
        self.server = SimulationServer({"cj": self.simulator}).start()
        self.environment = self.simulator.environment(self.server.origin("cj"))
        self.settings.CJ_API_URL = self.environment["CJ_API_URL"]
        self.settings.PARTNER_RETRY_BASE_SECONDS = 0.0
        self.world = self.simulator.world
        self.books = self.world.first_account
        self.books.balance = Decimal("1000000.00")
        self.books.calls_per_second = 2000
        # Limits of CJ that hold for all accounts have tests of their own; here they would only be waited for.
        self._kept = limits.CALLS_PER_SECOND_BY_ADDRESS, limits.BATCHES_PER_SECOND
        limits.CALLS_PER_SECOND_BY_ADDRESS = limits.BATCHES_PER_SECOND = 2000.0
        return self

    def __exit__(self, *_: object) -> None:
        limits.CALLS_PER_SECOND_BY_ADDRESS, limits.BATCHES_PER_SECOND = self._kept
        self.server.stop()

    def account(self) -> SupplierAccount:
        """Connected; its calls are not slowed down."""
        account = SupplierAccount.objects.create(
            supplier="cj-dropshipping", name="CJ main", state="ok", api_key=self.books.key, calls_per_second=2000,
            currency="USD", ship_to="FR",
        )  # fmt: skip
        with open_account(account) as adapter:
            adapter.connect()
        account.refresh_from_db()
        return account

    def goods(self, account: SupplierAccount, country: str = "FR") -> Bought:
        """A variant with plenty in stock, and the cheapest way to send one of it."""
        variant = next(
            variant
            for product in self.world.catalogue.on_sale()
            for variant in product.variants
            if variant.on_sale and any(area.country == "CN" and area.total > 50 for area in variant.areas)
        )
        for area in variant.areas:
            area.own = max(area.own, 1_000_000) if area.country == "CN" else area.own
        product, _ = self.world.catalogue.by_vid[variant.vid]
        quote = self._quotes(account, variant.vid, product.pid, 1, country)[0]
        return Bought(product.pid, variant.vid, variant.price, quote.service_code, quote.price.amount)

    def freight(self, account: SupplierAccount, goods: Bought, quantity: int) -> Decimal:
        """What so many of them cost to send in the same way."""
        quotes = self._quotes(account, goods.variant_id, goods.product_id, quantity, goods.country)
        return next(quote.price.amount for quote in quotes if quote.service_code == goods.service)

    @staticmethod
    def _quotes(account: SupplierAccount, vid: str, pid: str, quantity: int, country: str) -> list[Quote]:
        with open_account(account) as adapter:
            return adapter.quote(FreightRequest(country, (Parcel(vid, quantity, pid),), "CN", "75001"))

    # The books

    def orders(self) -> list[str]:
        """Our numbers of all orders ever made, as often as they were made."""
        return [order.number for order in self.books.orders.values()]

    def times(self, client_no: str) -> int:
        return Counter(self.orders())[client_no]

    def order_of(self, client_no: str) -> Any:
        return next(order for order in self.books.orders.values() if order.number == client_no)

    def payments(self) -> list[tuple[str, Decimal]]:
        """Every payment that took money: for which number, and how much."""
        made = (payment for payment in self.books.payments.values() if payment.paid_at is not None)
        return [(order.number, order.amount) for payment in made for order in payment.orders]

    def paid(self, client_no: str) -> int:
        return sum(number == client_no for number, _ in self.payments())

    def repeated(self) -> list[str]:
        """Requests that only CJ's own care kept from buying or paying a second time. A ledger that works sends none."""
        twice = {CREATE: 1603003, PAY: 1603101, PAY_ONE: 1603101}
        return [call["path"] for call in self.simulator.calls() if call.get("code") == twice.get(call["path"], "")]

    def asked(self, path: str) -> int:
        return len(self.simulator.calls(path))

    def happens(self, fault: str) -> None:
        self.simulator.add_fault(fault)
