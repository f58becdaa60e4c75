"""Sync runs: what needs a hand first, live bars, and the buttons that decide on a held run."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core import attention
from core.admin import run_actions
from core.admin.badges import duration, grouped, small_button, when
from core.admin.base import ReadOnlyAdmin
from core.admin.filters import RadioFilter
from core.admin.run_changes import staged_changes, waiting_by_field
from core.admin.run_state import (
    COUNTS,
    as_progress,
    elapsed,
    error_page,
    kind_name,
    look_of,
    progress_bar,
    progress_or_summary,
    state_badge,
    why_lines,
    word_of,
)
from core.console import desk_of, desks
from core.models import SyncIssue, SyncRun

POLLED_AT_ONCE = 50


class AttentionFilter(RadioFilter):
    title = gettext_lazy("needs a hand")
    parameter_name = "attention"
    choices_by_code = {
        "mine": (gettext_lazy("Needs me"), attention.runs_in_need),
        "ended": (gettext_lazy("Done"), attention.ended_runs),
        "held": (gettext_lazy("Held for approval"), attention.held_runs),
        "broken": (gettext_lazy("Broken and not made good since"), attention.broken_runs),
        "under_way": (gettext_lazy("Under way"), attention.runs_under_way),
        "errors": (gettext_lazy("With item errors"), lambda runs: runs.filter(errors__gt=0)),
    }


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, name) for _partner, desk in desks() for kind, name in desk.kinds.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def run_title(run: SyncRun) -> str:
    return f"#{run.pk} {kind_name(run)}" + (f" · {run.scope}" if run.scope else "")


def urgency() -> Case:
    """0 for what waits for a decision, then what broke, then what runs, then the rest by age."""
    return Case(
        When(state=SyncRun.State.HELD, then=Value(0)),
        When(state__in=attention.UNDER_WAY, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = [
        "run",
        "state_now",
        "review",
        "progress",
        "errors_link",
        "started_by_whom",
        "started",
        "took",
    ]
    list_filter = [AttentionFilter, KindFilter, "state", "trigger", ("started_at", admin.DateFieldListFilter)]
    list_before_template = "console/run_list_before.html"
    change_form_outer_before_template = "console/run_detail.html"
    empty_title = gettext_lazy("No run yet")
    empty_text = gettext_lazy("Start one with the buttons above: categories first, so that products find their place.")
    empty_icon = "sync"
    fieldsets = [
        (
            gettext_lazy("Details"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("partner", "kind", "scope"),
                    ("trigger", "started_by", "is_full"),
                    ("queued_at", "started_at", "finished_at"),
                    ("pages_expected", "items_expected", "is_complete"),
                    ("holder", "heartbeat_at"),
                    ("error_code", "error"),
                ],
            },
        )
    ]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [urgency().asc(), "-pk"]

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """May start, stop and decide on runs, not only look."""
        return bool(request.user.has_perm("core.change_syncrun"))

    @display(description=gettext_lazy("Run"), ordering="pk")
    def run(self, run: SyncRun) -> str:
        return format_html('<span class="console-nowrap">{}</span>', run_title(run))

    @display(description=gettext_lazy("State"))
    def state_now(self, run: SyncRun) -> str:
        return state_badge(run)

    def load_page(self, rows: Sequence[SyncRun]) -> None:
        waiting = waiting_by_field([run.pk for run in rows if run.state == SyncRun.State.HELD])
        for run in rows:
            run.waiting = waiting.get(run.pk, {})  # type: ignore[attr-defined]  # read by `progress`

    @display(description="")
    def review(self, run: SyncRun) -> str:
        if run.state not in {SyncRun.State.HELD, *attention.BROKEN}:
            return ""
        return small_button(run_actions.run_url(run), _("Review"), icon="rate_review")

    @display(description=gettext_lazy("Progress"))
    def progress(self, run: Any) -> str:
        desk = desk_of(run.partner)
        lines = [(desk.staged_words(field, number),) for field, number in run.waiting.items()] if desk else []
        would = format_html_join("", '<span class="console-nowrap console-sub">{}</span>', lines)
        return format_html('<div class="console-progress">{}{}</div>', progress_or_summary(run), would)

    @display(description=gettext_lazy("Issues"))
    def errors_link(self, run: SyncRun) -> Any:
        return run_actions.issues_link(run)

    @display(description=gettext_lazy("Started by"))
    def started_by_whom(self, run: SyncRun) -> str:
        return run.started_by or run.trigger

    @display(description=gettext_lazy("Started"), ordering="started_at")
    def started(self, run: SyncRun) -> str:
        return when(run.started_at or run.queued_at)

    @display(description=gettext_lazy("Took"))
    def took(self, run: SyncRun) -> str:
        seconds = elapsed(run)
        return format_html('<span class="console-nowrap">{}</span>', duration(seconds) if seconds is not None else "–")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        starts = run_actions.start_buttons() if self.has_operate_permission(request) else []
        return super().changelist_view(
            request, {**(extra_context or {}), "start_buttons": starts, "tabs": run_tabs(request)}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        run = self.get_object(request, object_id)
        if run is None or not self.has_view_permission(request, run):
            return super().change_view(request, object_id, form_url, extra_context)
        page = {
            "run": run,
            "run_badge": state_badge(run),
            "run_look": look_of(run),
            "run_word": word_of(run),
            "run_why": why_lines(run),
            "run_error_page": error_page(run),
            "run_bar": progress_bar(run),
            "run_counts": [(name, label, grouped(getattr(run, name))) for name, label in COUNTS.items()],
            "run_issues": issue_groups(run),
            "run_changes": staged_changes(run, request.GET),
            "run_buttons": run_actions.buttons(run) if self.has_operate_permission(request) else [],
            "may_operate": self.has_operate_permission(request),
            "title": run_title(run),
            "subtitle": None,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def progress_view(self, request: HttpRequest) -> JsonResponse:
        """The runs asked for by `?ids=1,2`, for the bars; as much as one page can hold."""
        if not self.has_view_permission(request):
            return JsonResponse({"runs": []}, status=403)
        ids = [int(text) for text in request.GET.get("ids", "").split(",") if text.isdecimal()][:POLLED_AT_ONCE]
        runs = SyncRun.objects.filter(pk__in=[number for number in ids if number < 2**63])
        return JsonResponse({"runs": [as_progress(run) for run in runs]})

    def get_urls(self) -> list[Any]:
        own = [
            path("progress/", self.admin_site.admin_view(self.progress_view), name="core_syncrun_progress"),
            *run_actions.urls(self),
        ]
        return [*own, *super().get_urls()]


def run_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of states with their counts; every run is in exactly one. Two queries."""
    by_state = dict(SyncRun.objects.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n"))
    everything = sum(by_state.values())
    mine = attention.runs_in_need(SyncRun.objects.all()).count()
    busy = sum(by_state.get(state, 0) for state in attention.UNDER_WAY)
    chosen = request.GET.get("attention", "")
    tabs = [
        ("mine", _("Needs me"), mine, "warning" if mine else "quiet"),
        ("under_way", _("Running"), busy, "quiet"),
        ("ended", _("Done"), everything - mine - busy, "quiet"),
        ("", _("All"), everything, "quiet"),
    ]
    return [
        {
            "title": title,
            "number": grouped(number),
            "query": f"attention={code}" if code else "",
            "active": chosen == code,
            "tone": tone,
        }
        for code, title, number, tone in tabs
    ]


def issue_groups(run: SyncRun) -> list[dict[str, Any]]:
    """The run's issues by cause, most frequent first: how many, in words, with one example. Two queries."""
    rows = (
        SyncIssue.objects.filter(run=run)
        .values("code", "severity")
        .annotate(number=Count("pk"), open=Count("pk", filter=Q(resolved_at=None)), example=Min("pk"))
        .order_by("severity", "-number")
    )
    grouped: list[dict[str, Any]] = [{**row} for row in rows]
    examples = SyncIssue.objects.in_bulk([group["example"] for group in grouped])
    desk = desk_of(run.partner)
    for group in grouped:
        issue = examples[group["example"]]
        group["issue"] = issue
        group["words"] = desk.issue_words(issue.code, issue.values) if desk else issue.code
        group["remedy"] = desk.issue_remedy(issue.code) if desk else ""
        group["url"] = run_actions.issues_url(run, code=group["code"])
    return grouped
