"""What can be done to many orders, purchases, parcels and messages at once. The words for it are the console's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from core.jobs import enqueue
from core.jobs.rows import Doer
from orders.actions import approving, cancelling, holding, labelling, mailing, noting, resolving, tracking
from orders.actions.bulk import BulkAct
from orders.actions.errors import NotAllowedNow
from orders.models import Notification, Order, OrderStage, Shipment, SupplierOrder
from orders.models.mails import MailState
from orders.models.purchases import PurchaseState
from orders.planning.drafting import lock

Values = Mapping[str, Any]
OVER = (OrderStage.DELIVERED, OrderStage.CANCELLED)
_P = PurchaseState
TO_LOOK_UP = (_P.UNKNOWN, _P.NEEDS_OPERATOR, _P.PAY_UNKNOWN)
UNDER_WAY = (MailState.PENDING, MailState.SENDING)


def orders() -> QuerySet[Order]:
    return Order.objects.select_related("account", "customer").defer("decision", "money").order_by("pk")


def purchases() -> QuerySet[SupplierOrder]:
    rows = SupplierOrder.objects.select_related("order", "account").order_by("pk")
    return rows.defer("order__decision", "order__money")


def parcels() -> QuerySet[Shipment]:
    related = ("order__account", "order__customer", "supplier_order__account")
    return Shipment.objects.select_related(*related).defer("order__decision", "order__money").order_by("pk")


def mails() -> QuerySet[Notification]:
    rows = Notification.objects.select_related("order__account", "order__customer", "shipment").order_by("pk")
    return rows.defer("order__decision", "order__money")


# --- orders -------------------------------------------------------------------------------------------------------------


def _hold(order: Order, values: Values, doer: Doer) -> None:
    until = values.get("until")
    when = datetime.fromisoformat(until) if isinstance(until, str) else until
    holding.hold(order, values["reason"], when, by=doer.name, user=doer.user)


def send_mail_again(order: Order, event: str, reason: str, doer: Doer, parcel: Shipment | None = None) -> None:
    """The newest message of this kind, of one parcel where one is given; raises ValueError where there is none."""
    sent = order.notifications.filter(event=event, **({"shipment": parcel} if parcel else {}))
    message = sent.select_related("order__account", "order__customer").order_by("-pk").first()
    if message is None:
        raise ValueError("no_message")
    mailing.send_again(message, doer.user, reason)


def _assign(order: Order, values: Values, doer: Doer) -> None:
    to = User.objects.filter(pk=values["to"]).first() if values.get("to") else None
    if to is None and values.get("to"):
        raise NotAllowedNow("not_staff", "This person is not there any more.")
    labelling.assign(order, to, by=doer.name, user=doer.user)


def _is_open(order: Order) -> bool:
    return order.state not in OVER


ROUTE = BulkAct(
    "order.route",
    "orders.hold_order",
    orders,
    lambda order, _values, doer: holding.retry(order, by=doer.name, user=doer.user),
    _is_open,
)
HOLD = BulkAct(
    "order.hold", "orders.hold_order", orders, _hold, lambda order: _is_open(order) and not order.hold_reason
)
RELEASE = BulkAct(
    "order.release",
    "orders.hold_order",
    orders,
    lambda order, _values, doer: holding.release(order, by=doer.name, user=doer.user),
    lambda order: bool(order.hold_reason),
)
NOTE = BulkAct(
    "order.note",
    "orders.change_order",
    orders,
    lambda order, values, doer: noting.write_note(order, values["note"], by=doer.name, user=doer.user),
    is_private=True,
)
RESEND_MAIL = BulkAct(
    "order.mail",
    "orders.send_notification",
    orders,
    lambda order, values, doer: send_mail_again(order, values["event"], values["reason"], doer),
    lambda order: order.customer_id is not None,
)
CANCEL = BulkAct(
    "order.cancel",
    "orders.cancel_order",
    orders,
    lambda order, values, doer: cancelling.cancel_order(order, by=doer.name, reason=values["reason"], user=doer.user),
    _is_open,
)
ASSIGN = BulkAct("order.assign", labelling.CHANGE, orders, _assign)
TAG = BulkAct(
    "order.tag",
    labelling.CHANGE,
    orders,
    lambda order, values, doer: labelling.add_tags(order, values["tags"], by=doer.name, user=doer.user),
)
UNTAG = BulkAct(
    "order.untag",
    labelling.CHANGE,
    orders,
    lambda order, values, doer: labelling.remove_tags(order, values["tags"], by=doer.name, user=doer.user),
)
SET_TAGS = BulkAct(
    "order.set_tags",
    labelling.CHANGE,
    orders,
    lambda order, values, doer: labelling.set_tags(order, values["tags"], by=doer.name, user=doer.user),
)


# --- purchases ----------------------------------------------------------------------------------------------------------


def _approve(row: SupplierOrder, _values: Values, doer: Doer) -> None:
    """The order's lock first, as whoever sends or withdraws takes it: the row is then as it will be sent."""
    lock(row.order_id)
    if not approving.approve([row], doer.name, user=doer.user):
        raise NotAllowedNow("changed_meanwhile", "Somebody else was quicker.")


def _pay(row: SupplierOrder, _values: Values, doer: Doer) -> None:
    lock(row.order_id)
    if not approving.approve_payment([row], doer.name, user=doer.user):
        raise NotAllowedNow("changed_meanwhile", "Somebody else was quicker.")


def _as_proposed(row: SupplierOrder) -> str:
    """What is approved: where, what for, how it is sent, and whether it was held and why."""
    what = (row.state, row.reason, row.goods_cost, row.freight_cost, row.currency, row.service_code, row.country)
    return "|".join(map(str, what))


def _as_billed(row: SupplierOrder) -> str:
    what = (row.state, row.supplier_amount, row.approved_cost, row.currency, row.supplier_order_ids)
    return "|".join(map(str, what))


APPROVE = BulkAct(
    "purchase.approve",
    approving.APPROVE,
    purchases,
    _approve,
    lambda row: row.state in approving.TO_APPROVE,
    _as_proposed,
)
PAY = BulkAct("purchase.pay", approving.PAY, purchases, _pay, lambda row: row.state in approving.TO_PAY, _as_billed)
LOOK_UP = BulkAct(
    "purchase.look_up",
    resolving.LOOK_UP,
    purchases,
    lambda row, _values, doer: resolving.look_now(row, doer.name, user=doer.user),
    lambda row: row.state in TO_LOOK_UP,
)


# --- parcels and messages -----------------------------------------------------------------------------------------------


def _ask_carrier(parcel: Shipment, _values: Values, doer: Doer) -> None:
    enqueue(tracking.TRACK_JOB, {"shipments": [parcel.pk]}, priority=60, requested_by=doer.name)


PUSH = BulkAct(
    "parcel.push",
    tracking.PERMISSION,
    parcels,
    lambda parcel, _values, doer: tracking.write_again(parcel, doer.user),
    lambda parcel: parcel.order.account_id is not None,
)
REFRESH = BulkAct("parcel.refresh", tracking.PERMISSION, parcels, _ask_carrier)
TELL = BulkAct(
    "parcel.tell",
    mailing.PERMISSION,
    parcels,
    lambda parcel, values, doer: send_mail_again(parcel.order, values["event"], values["reason"], doer, parcel),
)
SEND = BulkAct(
    "mail.send",
    mailing.PERMISSION,
    mails,
    lambda mail, values, doer: mailing.send_again(mail, doer.user, values["why"]),
    lambda mail: mail.state not in UNDER_WAY,
)

ACTS: dict[str, BulkAct] = {
    act.name: act
    for act in (
        ROUTE, HOLD, RELEASE, NOTE, RESEND_MAIL, CANCEL, ASSIGN, TAG, UNTAG, SET_TAGS,
        APPROVE, PAY, LOOK_UP, PUSH, REFRESH, TELL, SEND,
    )
}  # fmt: skip
