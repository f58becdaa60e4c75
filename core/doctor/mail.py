"""Mail: whether alerts leave the house, and whether the mail server takes our name and password."""

from collections.abc import Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from core.doctor.examination import Finding, State, examiner
from core.notify import mail_is_configured
from core.redaction import redact_text

REMEDY = "Look at SMTP_SERVER, SMTP_PORT, SMTP_USERNAME and SMTP_PASSWORD."


@examiner("mail")
def examine_mail() -> Iterator[tuple[State, str, str]]:
    if mail_is_configured():
        off = f" Not mailed: {', '.join(settings.ALERTS_OFF)}." if settings.ALERTS_OFF else ""
        yield State.OK, f"Alerts go to {', '.join(settings.ALERT_EMAILS)} by {settings.SMTP_SERVER}.{off}", ""
    else:
        missing = " and ".join(name for name in ("SMTP_SERVER", "ALERT_EMAILS") if not getattr(settings, name))
        yield State.WARNING, "Alerts are shown on the dashboard only, nobody gets a mail.", f"Set {missing}."


@examiner("mail server", asks_others=True)
def examine_mail_server() -> Iterator[tuple[State, str, str]]:
    """Connects and logs in; no mail is sent."""
    if not settings.SMTP_SERVER:
        yield State.OK, "None is set.", ""
        return
    where = f"{settings.SMTP_SERVER} port {settings.SMTP_PORT}"
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        yield State.BROKEN, f"{where} does not let us in: {_words(error)}", REMEDY
        return
    connection.close()
    how = f"takes us as {settings.SMTP_USERNAME}" if settings.SMTP_USERNAME else "answers; no user name is set"
    yield State.OK, f"{where} {how}.", ""
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield (
            State.WARNING,
            f"Mail to {where} goes in clear.",
            "Set SMTP_PORT=587 or 465, unless the server is this machine.",
        )


def send_trial(address: str) -> Finding:
    """Sends one mail to `address` and says what became of it."""
    if not settings.SMTP_SERVER:
        return Finding("trial mail", State.BROKEN, "Not sent: there is no mail server.", "Set SMTP_SERVER.")
    text = "This mail was sent by 'manage.py doctor'. If you can read it, the hub's messages arrive."
    try:
        EmailMessage(subject="Entrepot: trial mail", body=text, to=[address]).send()
    except (OSError, SMTPException, ValueError) as error:
        return Finding("trial mail", State.BROKEN, f"Not sent to {address}: {_words(error)}", REMEDY)
    return Finding("trial mail", State.OK, f"{settings.SMTP_SERVER} took a mail to {address}; look whether it arrives.")


def _words(error: Exception) -> str:
    return redact_text(f"{type(error).__name__}: {error}")
