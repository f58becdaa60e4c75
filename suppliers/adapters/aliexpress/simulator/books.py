"""The orders this look-alike has taken: what they hold, how far they are, where their parcels are."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from suppliers.adapters.aliexpress.simulator.catalogue import money
from suppliers.adapters.aliexpress.simulator.clock import DAY, Clock

FIRST_ORDER = 30_760_000_000_000_001
PAY_TIMEOUT = 1_036_800  # seconds
REMEMBERED = DAY  # for so long a used out_order_id is refused
UNPAID, CLOSED, SHIPPED = "PLACE_ORDER_SUCCESS", "FINISH", "WAIT_BUYER_ACCEPT_GOODS"
# order_status -> logistics_status, for those that are further than nothing.
LOGISTICS = {
    "WAIT_SELLER_SEND_GOODS": "WAIT_SELLER_SEND_GOODS",
    "SELLER_PART_SEND_GOODS": "SELLER_SEND_GOODS",
    SHIPPED: "SELLER_SEND_GOODS",
    CLOSED: "BUYER_ACCEPT_GOODS",
}


@dataclass(frozen=True)
class Line:
    """So many of one SKU. `price` of one and `freight` of the line in CNY."""

    product_id: int
    sku_id: int
    subject: str
    sku_text: str
    quantity: int
    price: Decimal
    freight: Decimal
    service: str


@dataclass
class Order:
    """`parcels` are tracking numbers; `end_reason` is why it is finished."""

    order_id: int
    out_order_id: str
    store: int
    lines: list[Line]
    created: float
    country: str
    status: str = UNPAID
    parcels: list[str] = field(default_factory=list)
    end_reason: str = ""

    @property
    def logistics(self) -> str:
        return LOGISTICS.get(self.status, "NO_LOGISTICS") if not self.end_reason else "NO_LOGISTICS"

    @property
    def amount(self) -> str:
        """In USD, goods and freight."""
        parts = [Decimal(money(line.price, "USD")) * line.quantity for line in self.lines]
        return str(sum(parts, Decimal(money(sum((line.freight for line in self.lines), Decimal(0)), "USD"))))

    def summary(self) -> dict[str, Any]:
        """For those who look into the books."""
        return {
            "order_id": str(self.order_id),
            "out_order_id": self.out_order_id,
            "store": self.store,
            "status": self.status,
            "country": self.country,
            "amount": self.amount,
            "parcels": self.parcels,
            "lines": [
                {"product_id": str(line.product_id), "sku_id": str(line.sku_id), "quantity": line.quantity}
                for line in self.lines
            ],
        }


class Books:
    """Not thread-safe by itself: the simulator writes under its lock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.orders: dict[int, Order] = {}
        self._remembered: dict[str, float] = {}
        self._parcels = 0

    def is_repeated(self, out_order_id: str) -> bool:
        return self._remembered.get(out_order_id, 0) > self.clock.now()

    def take(self, out_order_id: str, country: str, lines_by_store: dict[int, list[Line]]) -> list[Order]:
        """One order for each store. Remembers the number for a day."""
        if out_order_id:
            self._remembered[out_order_id] = self.clock.now() + REMEMBERED
        taken = []
        for store, lines in lines_by_store.items():
            number = FIRST_ORDER + 2 * len(self.orders)
            order = Order(number, out_order_id, store, lines, self.clock.now(), country)
            self.orders[number] = order
            taken.append(order)
        return taken

    def find(self, order_id: str) -> Order | None:
        """As it is now: what was not paid in time is closed."""
        order = self.orders.get(int(order_id)) if order_id.isdecimal() else None
        if order and order.status == UNPAID and order.created + PAY_TIMEOUT <= self.clock.now():
            order.status, order.end_reason = CLOSED, "CANCELED"
        return order

    def ship(self, order: Order, parcels: int) -> None:
        for _ in range(parcels):
            self._parcels += 1
            order.parcels.append(f"6270{self._parcels:07d}")
        order.status = SHIPPED

    def reset(self) -> None:
        self.orders.clear()
        self._remembered.clear()
        self._parcels = 0
