"""The rows of the story: who bought what, what was bought for it where, which parcels came of it, who was told."""

from orders.models.bulk import BulkRow
from orders.models.disputes import PaymentDispute
from orders.models.limits import BuyingLimit, BuyingSwitch
from orders.models.mails import Notification
from orders.models.mapping import RememberedMapping
from orders.models.order import Order, OrderLine, OrderStage, Payment
from orders.models.parcels import Shipment, ShipmentLine
from orders.models.people import Address, Customer
from orders.models.purchases import PurchaseAttempt, SupplierOrder, SupplierOrderLine
from orders.models.refunds import OrderRefund
from orders.models.tags import OrderTag

__all__ = [
    "Address",
    "BulkRow",
    "BuyingLimit",
    "BuyingSwitch",
    "Customer",
    "Notification",
    "Order",
    "OrderLine",
    "OrderRefund",
    "OrderStage",
    "OrderTag",
    "Payment",
    "PaymentDispute",
    "PurchaseAttempt",
    "RememberedMapping",
    "Shipment",
    "ShipmentLine",
    "SupplierOrder",
    "SupplierOrderLine",
]
