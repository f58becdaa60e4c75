"""Telling staff: an alert is a row that opens once for each cause and closes when the cause is gone.

`raise_alert` and `clear_alert` only write rows, so they may be called inside any transaction and cost no network. The
mails are sent by the health job (`send_mails`), minutes later at most and again until the mail server takes them.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone, translation

from core.alerts.switches import kinds_off
from core.alerts.words import WORDS, all_clear_of, text_of, title_of
from core.models import Alert
from core.redaction import redact_mapping

logger = logging.getLogger(__name__)
MAILS_AT_ONCE = 20
MAILS_FAILING = "alert_mails_failing"
PATIENCE = timedelta(minutes=15)  # a mail that waits longer means that none goes out


def raise_alert(kind: str, cause: str, **values: Any) -> Alert:
    """Open the alert of this cause, or bring the values of the open one up to date. `values` must be JSON."""
    return raise_or_find(kind, cause, values)[0]


def raise_or_find(kind: str, cause: str, values: Mapping[str, Any]) -> tuple[Alert, bool]:
    """As `raise_alert`, and whether it was opened by this very call."""
    if kind not in WORDS:
        raise ValueError(f"There are no words for an alert of the kind {kind!r}: add them to core/alerts/words.py.")
    data = redact_mapping(values)
    alert, is_new = Alert.objects.get_or_create(kind=kind, cause=cause, closed_at=None, defaults={"data": data})
    if not is_new and alert.data != data:
        alert.data = data
        alert.save(update_fields=["data"])
    return alert, is_new


def clear_alert(kind: str, cause: str) -> bool:
    """Close the open alert of this cause; False where none was open."""
    return Alert.objects.filter(kind=kind, cause=cause, closed_at=None).update(closed_at=timezone.now()) > 0


def settle_alerts(kind: str, causes: Mapping[str, Mapping[str, Any]]) -> None:
    """Make the open alerts of one kind those of `causes` (cause -> values): open what is new, close what is gone."""
    for cause, values in causes.items():
        raise_or_find(kind, cause, values)
    for alert in Alert.objects.filter(kind=kind, closed_at=None).exclude(cause__in=causes):
        clear_alert(kind, alert.cause)


def mail_is_configured() -> bool:
    return bool(settings.SMTP_SERVER and settings.ALERT_EMAILS)


def send_mails() -> int:
    """Mail what opened and what closed since. Returns how many mails went out; a failure is logged and tried again later.

    A kind that is switched off is not mailed, nor is an alert that was over before its mail went out.
    """
    if not mail_is_configured():
        return 0
    sent = 0
    for alert in _unmailed()[:MAILS_AT_ONCE]:
        if not send_mail_of(alert):
            break
        sent += 1
    return sent


def _unmailed() -> Any:
    opened = Q(closed_at=None, notified_at=None)
    closed = Q(closed_at__isnull=False, notified_at__isnull=False, all_clear_at=None)
    return Alert.objects.filter(opened | closed).exclude(kind__in=kinds_off()).order_by("pk")


def is_waiting() -> Q:
    """Open alerts whose mail has not gone out, but for the one that says so."""
    return Q(closed_at=None, notified_at=None) & ~Q(kind__in=[*kinds_off(), MAILS_FAILING])


def send_mail_of(alert: Alert) -> bool:
    """This alert's mail alone, now; False where it could not be sent, or is not to be."""
    if not mail_is_configured() or alert.kind in kinds_off():
        return False
    try:
        _send(alert)
    except (OSError, SMTPException) as error:
        logger.warning("The mail of alert %s could not be sent: %s", alert.pk, error)
        return False
    return True


def _send(alert: Alert) -> None:
    """One mail; its Message-ID is the alert's own, so that a repeated mail is known for one."""
    mark = "notified_at" if alert.is_open else "all_clear_at"
    with translation.override(settings.LANGUAGE_CODE):
        title, text = title_of(alert), text_of(alert) if alert.is_open else all_clear_of(alert)
        subject = title if alert.is_open else translation.gettext("Over: %(title)s") % {"title": title}
    domain = settings.EMAIL_FROM.rpartition("@")[2].rstrip(">") or "localhost"
    EmailMessage(
        subject=" ".join(subject.split()),
        body="\n\n".join(part for part in (text, settings.CONSOLE_URL) if part),
        to=settings.ALERT_EMAILS,
        headers={"Message-ID": f"<alert-{alert.pk}-{mark}@{domain}>"},
    ).send()
    Alert.objects.filter(pk=alert.pk).update(**{mark: timezone.now()})
