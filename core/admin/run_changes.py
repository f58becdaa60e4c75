"""The staged changes of one run as staff decide on them: old → new, the biggest first, a page at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet

from core.console import desk_of
from core.models import SyncChange, SyncRun

CHANGES_A_PAGE = 100


def in_order(run: SyncRun) -> QuerySet[SyncChange]:
    return SyncChange.objects.filter(run=run).order_by("-weight", "pk")


def field_words(run: SyncRun, field: str) -> str:
    desk = desk_of(run.partner)
    return str(desk.field_names.get(field, field)) if desk else field


def waiting_by_field(runs: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many changes of each field wait, by run. One query, none without runs."""
    found: dict[int, dict[str, int]] = {}
    if runs:
        rows = (
            SyncChange.objects.filter(run__in=runs, state=SyncChange.State.STAGED)
            .values_list("run", "field")
            .annotate(number=Count("pk"))
            .order_by("-number")
        )
        for run, field, number in rows:
            found.setdefault(run, {})[field] = number
    return found


def values_of(run: SyncRun, changes: Sequence[SyncChange]) -> Mapping[int, tuple[str, str]]:
    """Old and new value of each change as people write them, by the change's key."""
    desk = desk_of(run.partner)
    plain = {change.pk: (change.old, change.new) for change in changes}
    return {**plain, **desk.change_values(changes)} if desk and changes else plain


def staged_changes(run: SyncRun, wanted: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows of the run's changes: counts by field, and one page of rows of the field that was chosen.

    `wanted` is the query string: `changes` names the field, `page` the page. Two queries and the desk's own.
    """
    tally = list(
        SyncChange.objects.filter(run=run)
        .values("field", "state")
        .annotate(number=Count("pk"))
        .order_by("field", "state")
    )
    fields = sorted({row["field"] for row in tally})
    chosen = wanted.get("changes", "")
    rows = in_order(run).filter(field=chosen) if chosen in fields else in_order(run)
    total = sum(row["number"] for row in tally if chosen not in fields or row["field"] == chosen)
    pages = Paginator(rows, CHANGES_A_PAGE)
    vars(pages)["count"] = total  # known from the tally: the paginator need not ask again
    page = pages.get_page(wanted.get("page", "1"))
    shown = list(page.object_list)
    values = values_of(run, shown)
    return {
        "waiting": sum(row["number"] for row in tally if row["state"] == SyncChange.State.STAGED),
        "total": sum(row["number"] for row in tally),
        "tabs": [
            (field, field_words(run, field), sum(row["number"] for row in tally if row["field"] == field))
            for field in fields
        ],
        "chosen": chosen,
        "page": page,
        "rows": [(change, field_words(run, change.field), *values[change.pk]) for change in shown],
    }
