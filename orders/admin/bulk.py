"""From "do this with the chosen rows" to the job that does it: preview, confirm with numbers, then the page of the job.

What is previewed is what is done: the keys that the preview was about, each with the mark of what stood there, come back
with the second click, not the filter. One row, from its own page, is done at once.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.badges import grouped
from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.admin.reauth import needs_fresh_password
from core.errors import HubError
from core.jobs.rows import Doer
from orders.actions import bulk
from orders.actions.bulk import MOST, BulkAct
from orders.admin.standings import Reader
from orders.admin.why import refusal_words

EXAMPLES = 8
_CHUNK = 500
CHOSEN, ONCE = "chosen", "once"
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Preview:
    """What the page before the deed shows of the rows that it concerns."""

    numbers: Sequence[tuple[Any, Any]] = ()
    headers: Sequence[Any] = ()
    rows: Sequence[Sequence[Any]] = ()
    note: Any = ""


@dataclass(frozen=True)
class Bulk:
    """The console's side of an act: its words, its form, its preview, and how its rows are shown afterwards.

    `result` is the title of the page that shows how the workers go on with it, "" where they do not; `view` the permission to see it,
    `back` the list it leads to. `initial` fills the form for one row."""

    act: BulkAct
    action: str  # of the list
    title: Any
    text: Any
    preview: Callable[[Sequence[Any]], Preview]
    read: Reader
    view: str
    back: str
    submit: Any = ""
    result: Any = ""
    form: type[forms.Form] | None = None
    initial: Callable[[Any], dict[str, Any]] | None = None
    impossible: Any = ""
    dangerous: bool = False
    asks_password: bool = False


KNOWN: dict[str, Bulk] = {}


def known(made: Bulk) -> Bulk:
    """Remembers it under the name of its act, for the page of its jobs."""
    KNOWN[made.act.name] = made
    return made


@dataclass
class Choice:
    """What was chosen, and those of it that the act concerns."""

    number: int = 0
    rows: list[Any] = field(default_factory=list)
    is_too_many: bool = False


def choose(queryset: QuerySet[Any], act: BulkAct) -> Choice:
    """Reads the chosen rows in pieces, whether they were ticked or are all that a filter shows."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    choice = Choice(number=len(keys), is_too_many=len(keys) > MOST)
    if not choice.is_too_many:
        for start in range(0, len(keys), _CHUNK):
            rows = act.rows().filter(pk__in=keys[start : start + _CHUNK])
            choice.rows += [row for row in rows if act.concerns(row)]
    return choice


def many(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[Any],
    made: Bulk,
    *,
    action: str = "",
    back: str = "",
) -> HttpResponse:
    """Preview, then confirm, then the page of the job. `action` and `back` where it was not asked for in its own list."""
    require(request.user.has_perm(made.act.permission))
    form = made.form(request.POST if is_confirmed(request) else None) if made.form else None
    back = back or reverse(f"admin:{made.back}_changelist")
    is_ready = is_confirmed(request) and (form is None or form.is_valid())
    told = posted(request)
    if is_ready and told:
        return _guarded(request, made, told, form, back)
    choice = choose(queryset, made.act)
    if is_ready and choice.rows and CHOSEN not in request.POST:  # confirmed without a preview
        return _guarded(request, made, [(row.pk, made.act.mark(row)) for row in choice.rows], form, back)
    fields = _fields(request, made, choice, action or made.action)
    return ask(request, admin, _confirmation(made, choice, form, fields, back))


def posted(request: HttpRequest) -> list[tuple[int, str]]:
    """The choice that came back with the second click; nothing where it is not one of ours."""
    try:
        pairs = json.loads(request.POST.get(CHOSEN, "") or "[]")
        return [(int(key), str(mark)[:16]) for key, mark in pairs][: MOST + 1]
    except (ValueError, TypeError):
        return []


def _fields(request: HttpRequest, made: Bulk, choice: Choice, action: str) -> Fields:
    """What brings this very choice back with the second click: the list wants one ticked row to look at it at all."""
    ticked = request.POST.getlist("_selected_action")[:1]
    chosen = json.dumps([[row.pk, made.act.mark(row)] for row in choice.rows], separators=(",", ":"))
    return [
        ("action", action),
        *(("_selected_action", key) for key in ticked),
        (CHOSEN, chosen),
        (ONCE, uuid4().hex),
    ]


def _confirmation(made: Bulk, choice: Choice, form: forms.Form | None, fields: Fields, back: str) -> Confirmation:
    seen = made.preview(choice.rows)
    counted = [(_("Chosen"), grouped(choice.number)), (_("Concerned"), grouped(len(choice.rows)))]
    return Confirmation(
        title=made.title,
        text=made.text,
        submit=made.submit or made.title,
        back=back,
        numbers=[*(counted if choice.number > 1 else ()), *seen.numbers],
        headers=seen.headers,
        rows=seen.rows,
        fields=fields,
        form=form,
        dangerous=made.dangerous,
        note=seen.note or (_("The first %(n)d are shown.") % {"n": len(seen.rows)} if _cut(choice, seen) else ""),
        impossible=_why_not(made, choice),
    )


def _cut(choice: Choice, seen: Preview) -> bool:
    return len(choice.rows) > len(seen.rows) > 0


def _why_not(made: Bulk, choice: Choice) -> str:
    if choice.is_too_many:
        return _("More than %(most)s were chosen: narrow the filter, and do it in parts.") % {"most": grouped(MOST)}
    return "" if choice.rows else str(made.impossible or _("It concerns none of those chosen."))


def _guarded(request: HttpRequest, made: Bulk, chosen: bulk.Chosen, form: forms.Form | None, back: str) -> HttpResponse:
    file = needs_fresh_password(_file) if made.asks_password else _file
    answer: HttpResponse = file(request, made, chosen, form.cleaned_data if form else {}, back)
    return answer


def _file(request: HttpRequest, made: Bulk, chosen: bulk.Chosen, values: Mapping[str, Any], back: str) -> HttpResponse:
    try:
        job = bulk.file(made.act, chosen, values, person(request), once=request.POST.get(ONCE, "")[:32])
    except HubError as error:
        return refuse(request, ValueError(refusal_words(error)), back)
    return HttpResponseRedirect(reverse("admin:orders_bulk", args=[job.pk]))


def from_page(admin: ModelAdmin[Any], request: HttpRequest, row: Any, made: Bulk, back: str) -> HttpResponse:
    """For one row from its own page: preview, then done at once; or, where the workers go on with it, by a job of its
    own, whose page shows how it goes."""
    if made.result:
        return many(admin, request, made.act.rows().filter(pk=row.pk), made, back=back)
    require(request.user.has_perm(made.act.permission))
    is_fit = made.act.concerns(row)
    initial = made.initial(row) if made.initial else None
    form = made.form(request.POST if is_confirmed(request) else None, initial=initial) if made.form else None
    if is_confirmed(request) and is_fit and (form is None or form.is_valid()):
        return _do_one(request, row, made, form.cleaned_data if form else {}, back)
    choice = Choice(1, [row] if is_fit else [])
    return ask(request, admin, _confirmation(made, choice, form, [], back))


def _do_one(request: HttpRequest, row: Any, made: Bulk, values: Mapping[str, Any], back: str) -> HttpResponse:
    try:
        with transaction.atomic():
            made.act.run(row, values, Doer(username(request), person(request)))
    except (HubError, PermissionDenied, ValueError) as error:
        return refuse(request, ValueError(f"{row}: {refusal_words(error)}"), back)
    return report(request, _("%(title)s: done.") % {"title": made.title}, back)
