"""Sentences for the codes that the history keeps. A code without a sentence is shown as it is, readable.

What a kind of object has to say for itself (a product's price with its currency) its app registers with
`core.console.register_event_reader`; here are the hub's own events.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.console import event_reader
from core.models import Event

VALUES_SHOWN = 6
CHARACTERS_SHOWN = 80
OLD_AND_NEW = 2

SENTENCES: dict[str, Any] = {
    "sync_run.queued": gettext_lazy("Queued, started from: %(trigger)s"),
    "sync_run.running": gettext_lazy("Began"),
    "sync_run.done": gettext_lazy("Done"),
    "sync_run.held": gettext_lazy("Held for approval"),
    "sync_run.failed": gettext_lazy("Failed"),
    "sync_run.interrupted": gettext_lazy("Interrupted"),
    "sync_run.cancelled": gettext_lazy("Cancelled"),
    "sync_run.discarded": gettext_lazy("Discarded"),
    "sync_run.approved": gettext_lazy("Approved: %(applied)s changes took effect, %(stale)s were out of date"),
    "sync_run.changes_discarded": gettext_lazy("%(changes)s changes discarded"),
    "sync_run.superseded": gettext_lazy("%(changes)s waiting changes were overtaken by run #%(by_run)s"),
    "sync_run.issues_retried": gettext_lazy("%(issues)s items asked for again, by run #%(run)s"),
    "sync_run.resume_asked": gettext_lazy("Asked to resume"),
    "sync_run.cancel_asked": gettext_lazy("Asked to cancel"),
    "sync_run.taken_over": gettext_lazy("Taken over from a process that is gone (%(holder)s)"),
    "job.retried": gettext_lazy("Retried"),
    "job.cancelled": gettext_lazy("Given up"),
    "inbound_event.replayed": gettext_lazy("Replayed"),
    "row.added": gettext_lazy("Made: %(name)s"),
    "row.changed": gettext_lazy("Changed: %(fields)s"),
    "row.deleted": gettext_lazy("Deleted: %(name)s"),
    "table.exported": gettext_lazy("Taken as a file: %(file)s"),
    "table_import.read": gettext_lazy("File looked at: %(created)s new, %(changed)s changed, %(refused)s refused"),
    "table_import.confirmed": gettext_lazy("File confirmed: %(created)s new, %(changed)s changed, %(refused)s refused"),
    "login.done": gettext_lazy("Logged in"),
    "login.failed": gettext_lazy("Login failed"),
    "login.code_failed": gettext_lazy("Login failed: the second factor's code was wrong"),
    "login.confirmed": gettext_lazy("Gave the password again"),
    "two_factor.set_up": gettext_lazy("Two-factor login set up"),
    "two_factor.moved": gettext_lazy("Two-factor login moved to another phone"),
    "two_factor.codes_renewed": gettext_lazy("New recovery codes made"),
    "two_factor.recovery_code_used": gettext_lazy("Logged in with a recovery code, %(left)s left"),
    "two_factor.switched_off": gettext_lazy("Two-factor login switched off"),
    "two_factor.reset": gettext_lazy("Two-factor login reset by somebody else"),
    "alert_switch.on": gettext_lazy("Alerts of this kind switched on: %(kind)s"),
    "alert_switch.off": gettext_lazy("Alerts of this kind switched off: %(kind)s"),
    "login.unlocked": gettext_lazy("Let in again after a lock-out"),
    "login.locked": gettext_lazy("Locked out after too many failed logins"),
    "circuit_breaker.opened": gettext_lazy("Left alone for %(seconds)s seconds after many failures"),
    "circuit_breaker.closed": gettext_lazy("Tried again at once"),
    "product.imported": gettext_lazy("Imported from %(supplier)s, account “%(account)s”"),
    "product.unlinked": gettext_lazy("Link to %(supplier)s taken away: variant %(variant)s"),
    "api_client.created": gettext_lazy("API client “%(name)s” made"),
    "schedule.changed": gettext_lazy("Schedule changed: %(rhythm)s"),
    "backup.made": gettext_lazy("Backup made: %(path)s"),
    "backup.failed": gettext_lazy("Backup failed: %(error)s"),
    "api_key.set": gettext_lazy("Key set, ending in %(last4)s"),
    "api_key.activated": gettext_lazy("Key switched on"),
    "api_key.retired": gettext_lazy("Key retired by “%(by_key)s”"),
    "api_key.changed": gettext_lazy("Key's entry changed"),
    "api_key.deleted": gettext_lazy("Key “%(name)s” deleted"),
    "api_key.tested": gettext_lazy("Connection tested"),
}


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def sentences(events: Sequence[Event]) -> dict[int, str]:
    """What each event says, by its key; each kind of object is read once for all its events."""
    said: dict[int, str] = {event.pk: own_words(event) for event in events}
    by_type: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_type[event.subject_type].append(event)
    for subject_type, about in by_type.items():
        read = event_reader(subject_type)
        if read is not None:
            said |= read(about)
    return said


def own_words(event: Event) -> str:
    if event.kind in SENTENCES:
        return str(SENTENCES[event.kind]) % _Values(event.data)
    words = event.kind.split(".", 1)[-1].replace("_", " ").capitalize()
    values = values_in_words(event.data)
    return f"{words}: {values}" if values else words


def short(value: Any) -> str:
    text = "–" if value in ("", None) else str(value)
    return text[:CHARACTERS_SHOWN] + "…" if len(text) > CHARACTERS_SHOWN else text


def pairs_in_words(parts: Sequence[str]) -> str:
    """ "price 10 → 12, stock 5 → 0", and how many more there are."""
    shown = list(parts[:VALUES_SHOWN])
    if len(parts) > VALUES_SHOWN:
        shown.append(_("and %(n)d more") % {"n": len(parts) - VALUES_SHOWN})
    return ", ".join(shown)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == OLD_AND_NEW


def values_in_words(data: Mapping[str, Any]) -> str:
    """ "price 10 → 12, stock 5 → 0" for pairs of old and new; other values as "name: value"."""
    parts = [
        f"{name} {short(value[0])} → {short(value[1])}" if is_pair(value) else f"{name}: {short(value)}"
        for name, value in data.items()
    ]
    return pairs_in_words(parts)


def actor_words(event: Event) -> str:
    """Who did it: a person, or the sync run by its number."""
    if event.actor in {"", "sync"} and event.run_id:
        return _("sync run #%(n)d") % {"n": event.run_id}
    return event.actor or "–"
