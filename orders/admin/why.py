"""Why a row is as it is, and why a button did nothing, in words."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import reasons
from orders.models import Notification, Order, Shipment, SupplierOrder


def order_why(order: Order) -> str:
    """With what staff said when they held it."""
    words = reasons.order_words(order.reason, order.reason_values)
    if order.reason == "held_by_staff" and order.hold_reason:
        return f"{words} {order.hold_reason}"
    if order.reason == "purchase_held" and order.reason_values.get("code"):
        return reasons.purchase_words(order.reason_values["code"]) if _tells_alone(order) else words
    return words


def _tells_alone(order: Order) -> bool:
    """Whether the words of the purchase's reason say enough without the figures, which the order does not keep."""
    return "%(" not in str(reasons.PURCHASES.get(order.reason_values["code"], "%("))


def purchase_why(purchase: SupplierOrder) -> str:
    return reasons.purchase_words(purchase.reason, purchase.reason_values)


def parcel_why(parcel: Shipment) -> str:
    return reasons.parcel_words(parcel.reason)


def mail_why(mail: Notification) -> str:
    return reasons.mail_words(mail.reason)


def refusal_words(error: Exception) -> str:
    """An error's own sentence, or the words for the code that it brings."""
    code = getattr(error, "code", "") or str(error)
    if isinstance(error, PermissionDenied):
        return _("You are not among those who may do this.")
    known: Any = reasons.REFUSALS.get(code) or reasons.MAILS.get(code)
    return str(known) if known is not None else str(error)
