"""What the history of a supplier account says, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.admin.event_words import own_words
from core.console import register_event_reader
from core.models import Event
from suppliers.models import SupplierAccount
from suppliers.reasons import error_words

SENTENCES: dict[str, Any] = {
    "ok": _("Connected"),
    "new": _("Not connected yet"),
    "needs_reconnect": _("Must be authorised again"),
    "paused": _("Paused"),
    "authorised": _("Authorised"),
    "tested": _("Connection tested"),
    "tried_again": _("Tried again at once, before its rest was over"),
    "tokens_forgotten": _("Tokens forgotten"),
    "webhooks_set": _("Webhooks configured"),
    "credentials_set": _("Credentials set: %(details)s"),
    "changed": _("Changed: %(details)s"),
    "deleted": _("Account “%(details)s” deleted"),
}


def read_accounts(events: Sequence[Event]) -> Mapping[int, str]:
    """Sentences by the event's key."""
    return {event.pk: _sentence(event) for event in events}


def _sentence(event: Event) -> str:
    words = SENTENCES.get(event.kind.split(".", 1)[-1])
    if words is None:
        return own_words(event)
    fields = event.data.get("fields")
    details = ", ".join(map(_field, fields)) if isinstance(fields, list) else str(event.data.get("name", "–"))
    failed = event.data.get("code") if event.data.get("ok") is False else ""
    why = error_words(failed).title if failed else event.data.get("why")
    said = str(words) % {"details": details}
    return f"{said}: {why}" if why else said


def _field(name: str) -> str:
    words = {field.name: field.verbose_name for field in SupplierAccount._meta.fields}
    return str(words.get(name, name))


register_event_reader("suppliers.supplieraccount", read_accounts)
