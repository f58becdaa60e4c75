"""What the page of an import says: its numbers, its tabs, its buttons and its rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, badge, grouped
from core.imports import ImportKind
from core.imports.filing import TO_DO, UNDER_WAY, outcomes
from core.imports.reasons import row_words
from core.models import ImportRow, RowState, TableImport
from core.models.imports import Outcome

OUTCOMES: dict[str, tuple[str, str]] = {
    Outcome.CREATED: ("add_circle", BUSY),
    Outcome.CHANGED: ("edit", WAITING),
    Outcome.SAME: ("check", QUIET),
    Outcome.REFUSED: ("block", BAD),
}
STATES: dict[str, tuple[str, str]] = {
    RowState.WAITING: ("hourglass_empty", WAITING),
    RowState.DONE: ("check_circle", GOOD),
    RowState.FAILED: ("error", BAD),
}


def summary(table: TableImport, kind: ImportKind, user: User) -> dict[str, Any]:
    """Numbers, tabs, and which buttons make sense."""
    number = outcomes(table)
    found = ImportRow.objects.filter(table=table, outcome__in=TO_DO).order_by().values("state")
    states = {each["state"]: each["n"] for each in found.annotate(n=Count("pk"))}
    failed = states.get(RowState.FAILED, 0)
    is_over = table.expires_at <= timezone.now()
    to_do = sum(number[outcome] for outcome in TO_DO)
    is_idle = table.job is None or table.job.state not in UNDER_WAY
    return {
        "tabs": _tabs(number, failed),
        "to_do": to_do,
        "refused": number[Outcome.REFUSED],
        "states": [
            (_("Done"), grouped(states.get(RowState.DONE, 0))),
            (_("Waits"), grouped(states.get(RowState.WAITING, 0))),
            (_("Failed"), grouped(failed)),
        ],
        "may_confirm": table.confirmed_at is None and to_do and not is_over and table.user_id == user.pk,
        "why_not": _why_not(table, to_do, is_over=is_over),
        "again": failed if is_idle and not (kind.is_private and is_over) else 0,
    }


def _tabs(number: dict[str, int], failed: int) -> list[dict[str, Any]]:
    words = dict(Outcome.choices)
    tabs: list[dict[str, Any]] = [{"show": "all", "title": _("All rows"), "number": grouped(sum(number.values()))}]
    tabs += [
        {"show": outcome, "title": words[Outcome(outcome)], "number": grouped(number[outcome])}
        for outcome in Outcome.values
    ]
    if failed:
        tabs.append({"show": "failed", "title": _("Failed"), "number": grouped(failed)})
    return tabs


def _why_not(table: TableImport, to_do: int, *, is_over: bool) -> str:
    if table.confirmed_at is not None:
        return ""
    if is_over:
        return _("The preview is too old: bring the file again.")
    return "" if to_do else _("The file changes nothing.")


def shown_lines(rows: Iterable[ImportRow]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


def _line(row: ImportRow) -> dict[str, Any]:
    icon, tone = OUTCOMES[row.outcome]
    is_done_for = row.outcome in TO_DO
    state_icon, state_tone = STATES[row.state]
    return {
        "number": row.number,
        "name": row.name,
        "outcome": badge(row.get_outcome_display(), icon=icon, tone=tone),
        "changes": [(name, old or "–", new or "–") for name, (old, new) in row.changes.items()],
        "problems": row.problems,
        "state": badge(row.get_state_display(), icon=state_icon, tone=state_tone) if is_done_for else "",
        "failed": row_words(row.code, row.text) if row.state == RowState.FAILED else "",
    }
