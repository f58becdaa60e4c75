"""How orders, purchases, parcels and messages look on every page: icon, word, colour, and the reason on hover."""

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, WARNING, badge, clock, distance, grouped
from inventory.admin.badges import places_of
from orders import dashboard
from orders.models import Notification, Order, OrderStage, Shipment, SupplierOrder
from orders.models.mails import MailState
from orders.models.order import Payment
from orders.models.parcels import ParcelStatus, WriteBackState
from orders.models.purchases import PurchaseState

_P = PurchaseState
_W = WriteBackState

STAGE_LOOKS: dict[str, tuple[str, str, Any]] = {
    OrderStage.NEEDS_ATTENTION: ("priority_high", BAD, gettext_lazy("Something must be mended by hand.")),
    OrderStage.AWAITING_MAPPING: ("link_off", WARNING, gettext_lazy("Say which products its lines are.")),
    OrderStage.ON_HOLD: ("pause_circle", QUIET, gettext_lazy("Nothing is bought until it is released.")),
    OrderStage.UNDER_WAY: ("sync", BUSY, gettext_lazy("The hub is at work on it. Nothing to do.")),
    OrderStage.TO_APPROVE: ("approval", WARNING, gettext_lazy("Look at the purchases, then approve them.")),
    OrderStage.TO_PAY: ("payments", WARNING, gettext_lazy("Placed at the supplier: pay it.")),
    OrderStage.PLACED: ("shopping_cart_checkout", GOOD, gettext_lazy("Bought. The parcel is waited for.")),
    OrderStage.PARTLY_SHIPPED: ("package_2", BUSY, gettext_lazy("Some of it is on its way.")),
    OrderStage.SHIPPED: ("local_shipping", GOOD, gettext_lazy("All of it is on its way.")),
    OrderStage.DELIVERED: ("check_circle", GOOD, gettext_lazy("Done.")),
    OrderStage.CANCELLED: ("cancel", QUIET, gettext_lazy("Nothing is bought for it any more.")),
}
PURCHASE_LOOKS: dict[str, tuple[str, str]] = {
    _P.DRAFT: ("approval", WARNING),
    _P.HELD: ("front_hand", WARNING),
    _P.READY: ("hourglass_empty", WAITING),
    _P.SENDING: ("sync", BUSY),
    _P.UNKNOWN: ("help", BAD),
    _P.NEEDS_OPERATOR: ("person_alert", BAD),
    _P.REJECTED: ("block", BAD),
    _P.PLACED: ("shopping_cart_checkout", GOOD),
    _P.PAY_READY: ("hourglass_empty", WAITING),
    _P.PAY_SENDING: ("sync", BUSY),
    _P.PAY_UNKNOWN: ("help", BAD),
    _P.PAY_REJECTED: ("block", BAD),
    _P.PAID: ("paid", GOOD),
    _P.PARTLY_SHIPPED: ("package_2", BUSY),
    _P.SHIPPED: ("local_shipping", GOOD),
    _P.DELIVERED: ("check_circle", GOOD),
    _P.CANCELLED: ("cancel", QUIET),
}
NOT_PLACED = (_P.DRAFT, _P.HELD, _P.READY, _P.SENDING, _P.UNKNOWN, _P.NEEDS_OPERATOR, _P.REJECTED)
PAYING = (_P.PAY_READY, _P.PAY_SENDING, _P.PAY_UNKNOWN, _P.PAY_REJECTED)
MOVING = (_P.PARTLY_SHIPPED, _P.SHIPPED, _P.DELIVERED)
TOLD_LOOKS: dict[str, tuple[str, str]] = {
    _W.NONE: ("remove", QUIET),
    _W.PENDING: ("hourglass_empty", WAITING),
    _W.SENDING: ("sync", BUSY),
    _W.WRITTEN: ("check", GOOD),
    _W.CONFIRMED: ("done_all", GOOD),
    _W.UNKNOWN: ("help", WARNING),
    _W.REFUSED: ("block", BAD),
}
MAIL_LOOKS: dict[str, tuple[str, str]] = {
    MailState.PENDING: ("hourglass_empty", WAITING),
    MailState.SENDING: ("sync", BUSY),
    MailState.SENT: ("mark_email_read", GOOD),
    MailState.FAILED: ("unsubscribe", BAD),
    MailState.SUPPRESSED: ("do_not_disturb_on", QUIET),
}
PARCEL_TONES: dict[str, tuple[str, str]] = {
    ParcelStatus.DELIVERED: ("check_circle", GOOD),
    ParcelStatus.FAILED: ("error", BAD),
    ParcelStatus.RETURNED: ("undo", BAD),
    ParcelStatus.UNKNOWN: ("help", WARNING),
    ParcelStatus.NONE: ("hourglass_empty", WAITING),
}


def stage_badge(order: Order, why: str = "") -> str:
    icon, tone, remedy = STAGE_LOOKS[order.state]
    since = _("Since %(time)s.") % {"time": clock(order.stage_since)} if order.stage_since else ""
    return _badge(order.get_state_display(), icon, tone, since, why, str(remedy))


def payment_words(order: Order) -> str:
    """How the buyer's money is, marked where it is not there."""
    if order.payment == Payment.PAID:
        return badge(order.get_payment_display(), icon="check", tone=GOOD)
    tone = WARNING if order.payment in (Payment.PENDING, Payment.AUTHORIZED, Payment.PARTLY_PAID) else QUIET
    return badge(order.get_payment_display(), icon="account_balance_wallet", tone=tone)


def purchase_badge(purchase: SupplierOrder, why: str = "") -> str:
    icon, tone = PURCHASE_LOOKS[purchase.state]
    return _badge(purchase.get_state_display(), icon, tone, why, purchase.message)


def placement_badge(purchase: SupplierOrder, why: str = "") -> str:
    """Whether the supplier has the order."""
    if purchase.state in NOT_PLACED:
        return purchase_badge(purchase, why)
    if purchase.state == _P.CANCELLED:
        words = _("cancelled") if purchase.placed_at else _("withdrawn")
        return badge(words, icon="cancel", tone=QUIET, tooltip=why)
    since = _("Since %(time)s.") % {"time": clock(purchase.placed_at)} if purchase.placed_at else ""
    return badge(_("placed"), icon="check", tone=GOOD, tooltip=since)


def payment_badge(purchase: SupplierOrder) -> str:
    """Whether the supplier has the money."""
    if purchase.state in NOT_PLACED:
        return _nothing()
    if purchase.state in PAYING:
        return purchase_badge(purchase)
    if purchase.state == _P.PLACED:
        return badge(_("to pay"), icon="payments", tone=WARNING, tooltip=_("Nothing was paid yet."))
    if purchase.state == _P.PAID or purchase.paid_at is not None:
        return badge(_("paid"), icon="check", tone=GOOD, tooltip=clock(purchase.paid_at))
    if purchase.state == _P.CANCELLED:
        return _nothing()
    return badge(_("not seen"), icon="help", tone=QUIET, tooltip=_("The goods left, and no payment was seen."))


def shipment_badge(purchase: SupplierOrder) -> str:
    """Whether the goods have left."""
    if purchase.state == _P.PAID:
        return badge(_("waited for"), icon="hourglass_empty", tone=WAITING, tooltip=_("Paid; no parcel yet."))
    return purchase_badge(purchase) if purchase.state in MOVING else _nothing()


def told_badge(parcel: Shipment, why: str = "") -> str:
    """Whether the shop knows of the parcel."""
    icon, tone = TOLD_LOOKS[parcel.state]
    written = _("Written %(time)s.") % {"time": clock(parcel.written_at)} if parcel.written_at else ""
    back = _("Read back %(time)s.") % {"time": clock(parcel.read_back_at)} if parcel.read_back_at else ""
    return _badge(parcel.get_state_display(), icon, tone, why, parcel.message, written, back)


def parcel_badge(parcel: Shipment) -> str:
    icon, tone = PARCEL_TONES.get(parcel.status, ("local_shipping", BUSY))
    return badge(parcel.get_status_display(), icon=icon, tone=tone, tooltip=parcel.raw_status)


def mail_badge(mail: Notification, why: str = "") -> str:
    icon, tone = MAIL_LOOKS[mail.state]
    return _badge(mail.get_state_display(), icon, tone, why, mail.error)


def ship_by_badge(order: Order) -> str:
    """Red when late, amber for today, with words; quiet where nothing is to be sent any more."""
    if order.ship_by is None:
        return _nothing()
    if order.state not in dashboard.TO_SEND:
        return format_html('<span class="console-muted" title="{}">{}</span>', clock(order.ship_by), _("sent or over"))
    today, tomorrow, after = (dashboard.day_start(days) for days in (0, 1, 2))
    words = distance(order.ship_by)
    if order.ship_by < dashboard.to_the_minute():
        words = _("late") if order.ship_by >= today else _("late: %(when)s") % {"when": words}
        return badge(words, icon="alarm", tone=BAD, tooltip=clock(order.ship_by))
    if order.ship_by < tomorrow:
        return badge(_("today"), icon="today", tone=WARNING, tooltip=clock(order.ship_by))
    if order.ship_by < after:
        return badge(_("tomorrow"), icon="event", tone=WAITING, tooltip=clock(order.ship_by))
    return badge(words, icon="event", tone=GOOD, tooltip=clock(order.ship_by))


def money_text(value: Decimal | None, currency: str) -> str:
    """ "1,234.50 EUR"; "–" for none."""
    return "–" if value is None else f"{grouped(value, places_of(value, 2))} {currency}"


def profit_badge(order: Order) -> str:
    if order.profit is None:
        return format_html('<span class="console-muted">{}</span>', _("profit not known"))
    text = money_text(order.profit, order.currency)
    if order.profit < 0 or order.reason == "below_floor":
        return badge(text, icon="trending_down", tone=BAD, tooltip=_("Below the floor of what it should earn."))
    return format_html('<span class="console-price">{}</span>', text)


def _badge(word: Any, icon: str, tone: str, *lines: str) -> str:
    return badge(word, icon=icon, tone=tone, tooltip="\n".join(line for line in lines if line))


def _nothing() -> str:
    return format_html('<span class="console-muted">{}</span>', "–")
