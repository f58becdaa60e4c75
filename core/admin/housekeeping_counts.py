"""What housekeeping deleted when it last ran, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.admin.badges import grouped, when
from core.models import Job

KIND = "core.housekeeping"


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """`counts` are (words, number) of what went, most first; empty where nothing was old enough."""

    ended: str
    total: str
    counts: list[tuple[Any, str]]


def last_housekeeping() -> Housekeeping | None:
    """None while it has never run to its end."""
    job = Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-finished_at").first()
    if job is None:
        return None
    counts = _numbers(job.result)
    return Housekeeping(
        ended=when(job.finished_at),
        total=grouped(sum(number for _name, number in counts)),
        counts=[(WORDS.get(name, name.replace("_", " ")), grouped(number)) for name, number in counts],
    )


def _numbers(result: Mapping[str, Any]) -> list[tuple[str, int]]:
    said = {**result.get("deleted", {}), "webhook_bodies": result.get("bodies", 0)}
    numbers = [(name, int(number)) for name, number in said.items() if number]
    return sorted(numbers, key=lambda pair: pair[1], reverse=True)


WORDS: dict[str, Any] = {
    "api_calls": _("calls to partners"),
    "jobs": _("finished jobs"),
    "sync_chunks": _("pages of old runs"),
    "sync_issues": _("issues of old runs"),
    "sync_changes": _("changes of old runs"),
    "alerts": _("alerts that are over"),
    "events": _("lines of history"),
    "idempotent_answers": _("kept answers of the API"),
    "webhooks": _("webhooks"),
    "webhook_bodies": _("bodies of webhooks"),
    "sessions": _("ended sessions"),
    "oauth_states": _("connections that were begun and not finished"),
    "logins": _("logins"),
    "failed_logins": _("failed logins"),
    "login_attempts": _("attempts to log in"),
    "console_log": _("lines of the console's own log"),
    "bulk_rows": _("rows of bulk actions"),
    "freight_quotes": _("freight quotes"),
    "stock_alerts": _("stock alerts that are over"),
    "import_rows": _("rows of imports"),
    "previews": _("imports that were not confirmed"),
    "imports": _("imports"),
}
