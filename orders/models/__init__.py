"""The rows of the story: who bought what, what was bought for it where, which parcels came of it, who was told."""

from orders.models.limits import BuyingLimit, BuyingSwitch
from orders.models.mails import Notification
from orders.models.mapping import RememberedMapping
from orders.models.order import Order, OrderLine, OrderStage, Payment
from orders.models.parcels import Shipment, ShipmentLine
from orders.models.people import Address, Customer
from orders.models.purchases import PurchaseAttempt, SupplierOrder, SupplierOrderLine

__all__ = [
    "Address",
    "BuyingLimit",
    "BuyingSwitch",
    "Customer",
    "Notification",
    "Order",
    "OrderLine",
    "OrderStage",
    "Payment",
    "PurchaseAttempt",
    "RememberedMapping",
    "Shipment",
    "ShipmentLine",
    "SupplierOrder",
    "SupplierOrderLine",
]
