"""The buttons of a run: each asks with numbers first, then hands over to the partner's desk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.badges import clock, grouped
from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.admin.exports import format_of, table_answer
from core.admin.run_changes import field_words, in_order, values_of
from core.admin.run_state import kind_name, percent, why
from core.console import RunDesk, desk_of, desks
from core.errors import HubError
from core.models import SyncChange, SyncIssue, SyncRun

State = SyncRun.State
Numbers = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Act:
    """One button: in which states it makes sense, what the page before it says, what it does."""

    name: str
    title: Any
    icon: str
    text: Any
    done: Any
    states: frozenset[str]
    run: Callable[[RunDesk, SyncRun, str], Any]
    numbers: Callable[[SyncRun], Numbers]
    is_possible: Callable[[SyncRun], bool] = bool
    dangerous: bool = False
    primary: bool = False


def waiting_changes(run: SyncRun) -> int:
    return SyncChange.objects.filter(run=run, state=SyncChange.State.STAGED).count()


def open_issues(run: SyncRun) -> int:
    return SyncIssue.objects.filter(run=run, resolved_at=None, severity=SyncIssue.Severity.ERROR).count()


def _change_numbers(run: SyncRun) -> Numbers:
    numbers: Numbers = [(_("Changes that wait"), grouped(waiting_changes(run)))]
    staged = SyncChange.objects.filter(run=run, state=SyncChange.State.STAGED).order_by()
    for field in staged.values_list("field", flat=True).distinct():
        numbers.append((field_words(run, field), grouped(staged.filter(field=field).count())))
    return numbers


def _progress_numbers(run: SyncRun) -> Numbers:
    done = percent(run)
    return [
        (_("Pages read"), grouped(run.pages) + (f" / {grouped(run.pages_expected)}" if run.pages_expected else "")),
        (_("Items read"), grouped(run.total)),
        (_("Progress"), f"{done} %" if done is not None else "–"),
    ]


def _issue_numbers(run: SyncRun) -> Numbers:
    return [(_("Items to ask for again"), grouped(open_issues(run)))]


ACTS = [
    Act(
        "approve",
        gettext_lazy("Approve all"),
        "done_all",
        gettext_lazy(
            "Every waiting change of this run takes effect at once: prices, stocks and deactivations as listed."
        ),
        gettext_lazy("The changes are approved."),
        frozenset({State.HELD}),
        lambda desk, run, by: desk.approve(run, None, by),
        _change_numbers,
        primary=True,
    ),
    Act(
        "discard",
        gettext_lazy("Discard"),
        "delete",
        gettext_lazy(
            "None of the waiting changes takes effect. The next run reads the same items again and may be held again."
        ),
        gettext_lazy("The changes are discarded."),
        frozenset({State.HELD}),
        lambda desk, run, by: desk.discard(run, by),
        _change_numbers,
        dangerous=True,
    ),
    Act(
        "resume",
        gettext_lazy("Resume"),
        "resume",
        gettext_lazy("The run goes on after its last finished pages; what it has written stays."),
        gettext_lazy("The run goes on."),
        frozenset({State.INTERRUPTED, State.FAILED}),
        lambda desk, run, by: desk.resume(run, by),
        _progress_numbers,
        primary=True,
    ),
    Act(
        "cancel",
        gettext_lazy("Cancel"),
        "cancel",
        gettext_lazy(
            "The run stops after the pages it is writing now. What it has written stays; a new run reads everything again."
        ),
        gettext_lazy("The run stops after its present pages."),
        frozenset({State.QUEUED, State.RUNNING, State.INTERRUPTED}),
        lambda desk, run, by: desk.cancel(run, by),
        _progress_numbers,
        dangerous=True,
    ),
    Act(
        "retry-issues",
        gettext_lazy("Retry errors"),
        "replay",
        gettext_lazy("The items that could not be taken are asked for again; the good ones are left alone."),
        gettext_lazy("The items are asked for again."),
        frozenset({State.DONE, State.FAILED, State.HELD, State.DISCARDED}),
        lambda desk, run, by: desk.retry_issues(run, by),
        _issue_numbers,
        is_possible=lambda run: run.errors > 0 and open_issues(run) > 0,
    ),
]
ACT_BY_NAME = {act.name: act for act in ACTS}


def run_url(run: SyncRun) -> str:
    return reverse("admin:core_syncrun_change", args=[run.pk])


def issues_url(run: SyncRun, **more: str) -> str:
    return reverse("admin:core_syncissue_changelist") + "?" + urlencode({"run__id__exact": run.pk, **more})


def issues_link(run: SyncRun) -> Any:
    """ "3 errors, 26 warnings": each number leads to its issues."""
    kinds = [
        (SyncIssue.Severity.ERROR, run.errors, "bad", ngettext("%(n)s error", "%(n)s errors", run.errors)),
        (SyncIssue.Severity.WARNING, run.warnings, "quiet", ngettext("%(n)s warning", "%(n)s warnings", run.warnings)),
    ]
    links = [
        (tone, issues_url(run, severity__exact=severity), words % {"n": grouped(number)})
        for severity, number, tone, words in kinds
        if number
    ]
    cell = '<a class="console-link console-nowrap console-link--{}" href="{}">{}</a>'
    return format_html_join(mark_safe("<br>"), cell, links) or "–"


def start_buttons() -> list[dict[str, Any]]:
    """One "Start" a partner and kind."""
    return [
        {"title": name, "url": reverse("admin:core_syncrun_start", args=[partner, kind])}
        for partner, desk in desks()
        for kind, name in desk.kinds.items()
    ]


def buttons(run: SyncRun) -> list[dict[str, Any]]:
    if desk_of(run.partner) is None:
        return []
    return [
        {
            "name": act.name,
            "title": f"{act.title} ({open_issues(run)})" if act.name == "retry-issues" else act.title,
            "icon": act.icon,
            "dangerous": act.dangerous,
            "primary": act.primary,
            "url": reverse("admin:core_syncrun_act", args=[run.pk, act.name]),
        }
        for act in ACTS
        if run.state in act.states and act.is_possible(run)
    ]


def act_view(admin: Any, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
    require(admin.has_operate_permission(request))
    run, act = get_object_or_404(SyncRun, pk=object_id), ACT_BY_NAME.get(name)
    desk = desk_of(run.partner)
    if act is None or desk is None:
        raise Http404
    if run.state not in act.states:
        return refuse(request, ValueError(_("The run has moved on: this is no longer possible.")), run_url(run))
    if is_confirmed(request):
        try:
            act.run(desk, run, username(request))
        except (HubError, ValueError) as error:
            return refuse(request, error, run_url(run))
        return report(request, act.done, run_url(run))
    return ask(
        request,
        admin,
        Confirmation(
            title=f"{act.title}: #{run.pk} {kind_name(run)}",
            text=act.text,
            submit=act.title,
            back=run_url(run),
            numbers=act.numbers(run),
            note=why(run),
            dangerous=act.dangerous,
        ),
    )


def approve_selected_view(admin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """Approve the ticked changes only: shows them once more, then applies them; the others keep waiting."""
    require(admin.has_operate_permission(request))
    run = get_object_or_404(SyncRun, pk=object_id)
    desk = desk_of(run.partner)
    wanted = [int(text) for text in request.POST.getlist("change") if text.isdecimal()]
    changes = list(in_order(run).filter(pk__in=wanted, state=SyncChange.State.STAGED))
    if desk is None or run.state != State.HELD or not changes:
        return refuse(request, ValueError(_("Tick at least one waiting change first.")), run_url(run))
    if is_confirmed(request):
        try:
            desk.approve(run, [change.pk for change in changes], username(request))
        except (HubError, ValueError) as error:
            return refuse(request, error, run_url(run))
        return report(request, _("%(n)d changes are approved.") % {"n": len(changes)}, run_url(run))
    values = values_of(run, changes)
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Approve %(n)d changes of #%(run)d %(kind)s")
            % {"n": len(changes), "run": run.pk, "kind": kind_name(run)},
            text=_("These changes take effect at once, the others keep waiting."),
            submit=_("Approve these"),
            back=run_url(run),
            numbers=[(_("Selected"), len(changes)), (_("Keep waiting"), grouped(waiting_changes(run) - len(changes)))],
            headers=[_("Item"), _("Field"), _("Now"), _("Would become")],
            rows=[
                [change.label or change.external_id, field_words(run, change.field), *values[change.pk]]
                for change in changes
            ],
            fields=[("change", str(change.pk)) for change in changes],
        ),
    )


def start_view(admin: Any, request: HttpRequest, partner: str, kind: str) -> HttpResponse:
    require(admin.has_operate_permission(request))
    desk = desk_of(partner)
    if desk is None or kind not in desk.kinds:
        raise Http404
    runs = reverse("admin:core_syncrun_changelist")
    if is_confirmed(request):
        try:
            run = desk.start(kind, username(request))
        except (HubError, ValueError) as error:
            return refuse(request, error, runs)
        return report(request, _("Run #%(n)d is queued.") % {"n": run.pk}, run_url(run))
    return ask(request, admin, _start_confirmation(desk, partner, kind, runs))


def _start_confirmation(desk: RunDesk, partner: str, kind: str, back: str) -> Confirmation:
    last = SyncRun.objects.filter(partner=partner, kind=kind, state=State.DONE).order_by("-pk").first()
    running = SyncRun.objects.filter(partner=partner, kind=kind, state=State.RUNNING).first()
    numbers: Numbers = [(_("Last good run"), clock(last.finished_at) if last else _("never"))]
    if last:
        numbers += [(_("It read"), grouped(last.total)), (_("It changed"), grouped(last.created + last.updated))]
    busy = ""
    if running:
        busy = _("Run #%(n)d has been at it since %(time)s.") % {"n": running.pk, "time": clock(running.started_at)}
    return Confirmation(
        title=_("Start a sync: %(kind)s") % {"kind": desk.kinds[kind]},
        text=_(
            "Everything is read from the service; only what differs is written. Big drops are held for your approval."
        ),
        submit=_("Start"),
        back=back,
        numbers=numbers,
        impossible=busy,
    )


def changes_csv_view(admin: Any, request: HttpRequest, object_id: int) -> StreamingHttpResponse:
    run = get_object_or_404(SyncRun, pk=object_id)
    require(admin.has_view_permission(request, run))
    header = [_("Partner's id"), _("Item"), _("Field"), _("Now"), _("Would become"), _("State")]
    rows = (
        [change.external_id, change.label, change.field, change.old, change.new, change.get_state_display()]
        for change in in_order(run).iterator(chunk_size=1000)
    )
    return table_answer(request, f"run-{run.pk}-changes", header, rows, model=SyncRun, form=format_of(request))


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(function: Callable[..., HttpResponse | StreamingHttpResponse]) -> Any:
        return admin.admin_site.admin_view(partial(function, admin))

    return [
        path("start/<slug:partner>/<slug:kind>/", view(start_view), name="core_syncrun_start"),
        path("<int:object_id>/approve-selected/", view(approve_selected_view), name="core_syncrun_approve_selected"),
        path("<int:object_id>/changes.csv", view(changes_csv_view), name="core_syncrun_changes_csv"),
        path("<int:object_id>/do/<slug:name>/", view(act_view), name="core_syncrun_act"),
    ]
