"""Messages to customers: which are sent, once each, and by whom.

A message is a row that is there once for each order, event and parcel; who gets it and what it says is worked out when
it is sent. Only one party ever tells the customer: the hub, the shop, or nobody.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from core.jobs import enqueue
from core.models import Job
from marketplaces.models import MarketplaceAccount
from marketplaces.models.account import MailSender
from orders.models import Notification, Order, Shipment
from orders.models.mails import MailEvent

SEND_MAIL_JOB = "orders.send_mail"
PRIORITY = 80

SWITCHED_OFF = "switched_off"
NO_MAIL_SERVER = "no_mail_server"
NO_RECIPIENT = "no_recipient"
ERASED = "erased"
QUIET = "quiet"
TEST_ORDER = "test_order"
CANCELLED = "cancelled"
BY_STAFF = "by_staff"


def tell(order: Order, event: str, shipment: Shipment | None = None, *, mark: str = "") -> Notification | None:
    """Files the message, in the caller's transaction, unless it was filed before; None where the shop's settings have
    the hub say nothing of this event. `mark` tells a second message about one parcel from the first: its new number.

    A message that is not to be sent for another reason is kept as suppressed, with that reason.
    """
    if not hub_tells(order.account, event):
        return None
    why = why_not(order, event)
    with transaction.atomic():
        message, is_new = Notification.objects.get_or_create(
            dedupe_key=dedupe_key(order, event, shipment, mark),
            defaults={
                "order": order,
                "shipment": shipment,
                "event": event,
                "state": Notification.State.SUPPRESSED if why else Notification.State.PENDING,
                "reason": why,
            },
        )
        if is_new and not why:
            file_sending(message, by="notifications")
    return message


def sending_key(message: Notification) -> str:
    """The dedupe key of the job that sends this message."""
    return f"send_mail:{message.pk}"


def file_sending(message: Notification, by: str) -> Job:
    return enqueue(
        SEND_MAIL_JOB,
        {"notification": message.pk},
        dedupe_key=sending_key(message),
        priority=PRIORITY,
        requested_by=by,
        rearm=True,
    )


def dedupe_key(order: Order, event: str, shipment: Shipment | None, mark: str = "") -> str:
    """A text, since of two NULLs a database says that they differ."""
    parcel = str(shipment.pk) if shipment else "-"
    return ":".join(filter(None, (str(order.pk), event, parcel, mark)))[:110]


def event_is_on(account: MarketplaceAccount | None, event: str) -> bool:
    said = account.mail_events.get(event) if account else None
    return event in settings.MAIL_EVENTS if said is None else bool(said)


def hub_tells(account: MarketplaceAccount | None, event: str) -> bool:
    """Orders of programs have no shop that could tell their customers."""
    return (account is None or account.mail_sender == MailSender.HUB) and event_is_on(account, event)


def shop_tells(order: Order, event: str) -> bool:
    """Whether the shop is to mail the customer when we tell it of this."""
    account = order.account
    if account is None or account.mail_sender != MailSender.SHOP or not event_is_on(account, event):
        return False
    return settings.MAILS_TO_CUSTOMERS and not (order.is_quiet or order.is_test)


def why_not(order: Order, event: str) -> str:
    """Why this message is not sent although the shop's settings ask for it; "" where it is."""
    if order.is_test:
        return TEST_ORDER
    if order.is_quiet:
        return QUIET
    if event == MailEvent.CONFIRMED and order.cancelled_at is not None:
        return CANCELLED
    return why_impossible(order)


def why_impossible(order: Order) -> str:
    """What keeps even a message from going out that staff ask for."""
    if not settings.MAILS_TO_CUSTOMERS:
        return SWITCHED_OFF
    if not (settings.SMTP_SERVER or settings.MAIL_FOLDER):
        return NO_MAIL_SERVER
    if order.customer is not None and order.customer.erased_at is not None:
        return ERASED
    return "" if recipient(order) else NO_RECIPIENT


def recipient(order: Order) -> str:
    """The customer's address, "" where there is none that a mail server could take."""
    address = order.customer.email.strip() if order.customer else ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address
