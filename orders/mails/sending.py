"""Sending one message to a customer.

Its row is SENDING before the mail server hears of it. A worker that dies then, or an answer that is lost, leaves it
unknown whether the mail went out: it is sent once more, with the same Message-ID, since a mail that comes twice does
less harm than one that never comes. After that a person decides.
"""

import re
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from core.crash import crash_point
from core.jobs import Reschedule
from core.redaction import redact_text
from core.states import move
from orders.mails.notifications import recipient, why_impossible, why_not
from orders.mails.texts import language_of, plain, render, shop_name
from orders.models import Notification
from orders.models.mails import MailState

AGAIN = "outcome_unknown"  # the reason of a message that is sent a second time because nobody knows of the first
WAIT_SECONDS = 300.0
PERMANENT = 500  # SMTP codes from here on are final
ERROR_CHARACTERS = 500

_M = MailState
_ADDRESS = re.compile(r"[^\s<>@,;:]+@[^\s<>,;:]+")


def send(message: Notification, since: datetime, by: str) -> dict[str, Any]:
    """Sends it, or says in its state why not. `since` is when it was first tried: a mail server that does not work is
    waited for (Reschedule) until MAIL_GIVE_UP_HOURS later."""
    if message.state == _M.SENDING:
        _lost(message, by)
    if message.state == _M.PENDING:
        why = _why_not(message)
        if why:
            move(message, _M.SUPPRESSED, by=by, why=why, reason=why)
        else:
            _deliver(message, since, by)
    return {"notification": message.pk, "state": str(message.state), "reason": message.reason}


def compose(message: Notification, language: str) -> EmailMultiAlternatives:
    order = message.order
    mail = render(order, message.event, language, message.shipment)
    composed = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=sender(message),
        to=[recipient(order)],
        reply_to=[order.account.mail_reply_to] if order.account and order.account.mail_reply_to else None,
        headers={
            "Message-ID": message_id(message),
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
        },
    )
    composed.attach_alternative(mail.html, "text/html")
    return composed


def sender(message: Notification) -> str:
    """The hub's own address under the shop's name."""
    name, address = parseaddr(settings.EMAIL_FROM)
    return formataddr((shop_name(message.order) or plain(name), address))


def message_id(message: Notification) -> str:
    """The same at every try: mail programs show one of two mails that have the same."""
    domain = parseaddr(settings.EMAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return message.message_id or f"<{settings.INSTALLATION_MARK.lower()}.{message.pk}.{message.event}@{domain}>"


def _why_not(message: Notification) -> str:
    """Asked anew when it is sent; what staff asked for, or was on its way already, only what makes it impossible."""
    return why_impossible(message.order) if message.reason else why_not(message.order, message.event)


def _deliver(message: Notification, since: datetime, by: str) -> None:
    language = language_of(message.order)
    mail = compose(message, language)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        _wait(message, error, since, by)
        return
    now, mark = timezone.now(), message_id(message)
    values: dict[str, Any] = {"sending_at": now, "tries": message.tries + 1, "message_id": mark, "language": language}
    if not move(message, _M.SENDING, by=by, **values):
        connection.close()
        return  # another worker is at it
    crash_point("mail.before_send")
    try:
        connection.send_messages([mail])
    except SMTPRecipientsRefused as error:
        code = min((code for code, _ in error.recipients.values()), default=PERMANENT)
        _refused(message, error, code, "recipient_refused", since, by)
    except SMTPResponseException as error:
        _refused(message, error, error.smtp_code, "server_refused", since, by)
    except (OSError, SMTPException) as error:
        _lost(message, by, error)
        if message.state == _M.PENDING:
            raise Reschedule(WAIT_SECONDS, _text(error)) from None
    except ValueError as error:  # a header or an address that no mail can have
        move(message, _M.FAILED, by=by, why="not_sendable", reason="not_sendable", error=_text(error))
    else:
        crash_point("mail.sent")
        move(message, _M.SENT, by=by, sent_at=timezone.now(), error="", reason="")
    finally:
        _close(connection)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        return  # the mail was taken or refused before


def _lost(message: Notification, by: str, error: Exception | None = None) -> None:
    """Nobody knows whether it went out: once more, and then never again by itself."""
    text = _text(error) if error else "the worker died while it was being sent"
    if message.reason == AGAIN:
        move(message, _M.FAILED, by=by, why=AGAIN, error=text)
    else:
        move(message, _M.PENDING, by=by, why=AGAIN, reason=AGAIN, error=text)


def _refused(message: Notification, error: Exception, code: int, reason: str, since: datetime, by: str) -> None:
    if code >= PERMANENT:
        move(message, _M.FAILED, by=by, why=reason, reason=reason, error=_text(error))
        return
    move(message, _M.PENDING, by=by)
    _wait(message, error, since, by)


def _wait(message: Notification, error: Exception, since: datetime, by: str) -> None:
    """The mail server does not work or says "later": nothing was sent."""
    text = _text(error)
    if timezone.now() - since > timedelta(hours=settings.MAIL_GIVE_UP_HOURS):
        move(message, _M.FAILED, by=by, why="no_mail_server", reason="mail_server_down", error=text)
        return
    Notification.objects.filter(pk=message.pk).update(error=text)
    raise Reschedule(WAIT_SECONDS, text) from None


def _text(error: Exception) -> str:
    """What the server said, without the customer's address."""
    return _ADDRESS.sub("[address]", redact_text(f"{type(error).__name__}: {error}"))[:ERROR_CHARACTERS]
