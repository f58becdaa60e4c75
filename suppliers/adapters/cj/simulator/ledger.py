"""Orders and payments as CJ keeps them, and how they are shown."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.simulator.account import Account
from suppliers.adapters.cj.simulator.catalogue import Variant
from suppliers.adapters.cj.simulator.clock import order_date
from suppliers.adapters.cj.simulator.envelopes import Refused

TRACKING_PAGE = "https://track.example.test/"


@dataclass
class Line:
    line_id: str
    store_line_id: str
    variant: Variant
    pid: str
    quantity: int
    price: Decimal

    def shown(self) -> dict[str, Any]:
        return {
            "vid": self.variant.vid,
            "quantity": self.quantity,
            "sellPrice": self.price,
            "lineItemId": self.line_id,
            "storeLineItemId": self.store_line_id or None,
        }


@dataclass
class Order:
    """`number` is the caller's own, `order_id` CJ's; `store` the fields of the create as they came."""

    order_id: str
    number: str
    store: dict[str, str]
    lines: list[Line]
    postage: Decimal
    created: datetime
    reasons: list[dict[str, Any]] = field(default_factory=list)
    status: str = "CREATED"
    sub_status: str | None = None
    batch: str = ""
    paid: datetime | None = None
    shipped: datetime | None = None
    delivered: datetime | None = None
    track_number: str | None = None
    dispute_id: str | None = None
    is_sandbox: bool = False
    sandbox_step: int = 0

    @property
    def code(self) -> str:
        return f"SD{self.order_id}"

    @property
    def goods(self) -> Decimal:
        return sum((line.price * line.quantity for line in self.lines), Decimal("0.00"))

    @property
    def amount(self) -> Decimal:
        return self.goods + self.postage

    @property
    def tracking_url(self) -> str | None:
        return TRACKING_PAGE + self.track_number if self.track_number else None

    def detail(self) -> dict[str, Any]:
        """As detail, batch and list show it: `orderId` is the caller's number, `cjOrderId` CJ's."""
        return {
            "orderId": self.number,
            "orderNum": self.number,
            "platformOrderId": None,
            "cjOrderId": self.order_id,
            "cjOrderCode": self.code,
            "fromCountryCode": self.store["fromCountryCode"],
            "shippingCountryCode": self.store["shippingCountryCode"],
            "shippingProvince": self.store["shippingProvince"],
            "shippingCity": self.store["shippingCity"],
            "shippingPhone": self.store["shippingPhone"],
            "shippingAddress": self.store["shippingAddress"],
            "shippingCustomerName": self.store["shippingCustomerName"],
            "remark": self.store["remark"] or None,
            "orderWeight": sum(line.quantity * line.variant.weight_g for line in self.lines),
            "orderStatus": self.status,
            "subStatus": self.sub_status,
            "orderAmount": self.amount,
            "productAmount": self.goods,
            "postageAmount": self.postage,
            "logisticName": self.store["logisticName"],
            "trackNumber": self.track_number,
            "trackingUrl": self.tracking_url,
            "createDate": order_date(self.created),
            "paymentDate": order_date(self.paid),
            "outWarehouseTime": order_date(self.shipped),
            "storeCreateDate": order_date(self.created),
            "isComplete": 1,
            "disputeId": self.dispute_id,
            "isSandbox": int(self.is_sandbox),
            "shopId": "3000001",
            "shopName": "Hub API",
            "productList": [line.shown() | {"podPropertiesInfo": None} for line in self.lines],
        }


@dataclass
class Payment:
    """A parent order: one payment for the orders of a batch."""

    payment_id: str
    batch: str
    orders: list[Order]
    expires: datetime
    paid_at: datetime | None = None

    @property
    def amount(self) -> Decimal:
        return sum((order.amount for order in self.orders), Decimal("0.00"))


def find_order(account: Account, name: str) -> Order:
    """By CJ's id, the caller's number or the SD code. Raises Refused with the code that CJ uses for it."""
    order = account.orders.get(name.removeprefix("SD"))
    if order is None:
        order = next((order for order in account.orders.values() if order.number == name), None)
    if order is None:
        raise Refused(1600300, "order not found")
    return order
