"""What staff do with messages to customers: send one again, look at one before it goes out."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.history import record
from core.jobs import without_job
from core.states import move
from orders.mails.notifications import BY_STAFF, file_sending, sending_key, why_impossible
from orders.mails.texts import Mail, language_of, render
from orders.models import Notification, Order, Shipment
from orders.models.mails import MailState

PERMISSION = "orders.send_notification"
_LEFT_ALONE = timedelta(minutes=10)


class NotPossible(ValueError):  # noqa: N818 - says what happened
    """The message cannot be sent; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def send_again(message: Notification, user: User, why: str) -> Notification:
    """Has a message sent that failed or was kept back, or one more of one that went out: a new row, so that each mail is
    seen for itself. Gives the row that is sent. Raises PermissionDenied, NotPossible ("no_reason", "under_way",
    "changed_meanwhile", or why it cannot be sent at all)."""
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    why = why.strip()[:200]
    if not why:
        raise NotPossible("no_reason")
    impossible = why_impossible(message.order)
    if impossible:
        raise NotPossible(impossible)
    by = user.get_username()
    with transaction.atomic():
        if message.state == MailState.SENT:
            message = _another(message, by, why)
        elif message.state not in (MailState.FAILED, MailState.SUPPRESSED):
            raise NotPossible("under_way")
        elif not move(message, MailState.PENDING, by=by, why=why, reason=BY_STAFF, error="", message_id=""):
            raise NotPossible("changed_meanwhile")
        file_sending(message, by)
    return message


def preview(order: Order, event: str, language: str = "", shipment: Shipment | None = None) -> Mail:
    """As the customer would get it now; sends and writes nothing."""
    return render(order, event, language or language_of(order), shipment)


def file_lost(by: str = "watch") -> int:
    """Messages that wait although their job has ended: their number. The rows decide what is sent."""
    waiting = Notification.objects.filter(
        state__in=(MailState.PENDING, MailState.SENDING), updated_at__lt=timezone.now() - _LEFT_ALONE
    )
    lost = list(without_job(waiting, sending_key))
    for message in lost:
        file_sending(message, by)
    return len(lost)


def _another(message: Notification, by: str, why: str) -> Notification:
    first = message.dedupe_key.partition("#")[0]
    number = Notification.objects.filter(dedupe_key__startswith=f"{first}#").count() + 2
    again, is_new = Notification.objects.get_or_create(
        dedupe_key=f"{first}#{number}",
        defaults={
            "order": message.order,
            "shipment": message.shipment,
            "event": message.event,
            "reason": BY_STAFF,
        },
    )
    if not is_new:
        raise NotPossible("changed_meanwhile")
    record(again, "notification.asked_again", by=by, data={"why": why, "first": message.pk})
    return again
