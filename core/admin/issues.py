"""Items that a sync could not take, with the cause in words and the item as it came."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core import attention
from core.admin.badges import BAD, GOOD, WARNING, badge, clock, grouped, small_button, when
from core.admin.base import ReadOnlyAdmin
from core.admin.filters import RadioFilter
from core.admin.run_state import kind_name
from core.console import desk_of
from core.models import SyncIssue, SyncRun
from core.redaction import redact_text

ALL = "all"
PLACE_ON_THE_LIST = {"p", "o", "e"}  # page, order and "invalid" narrow nothing
CAUSES_SHOWN = 10
RETRIABLE = {SyncRun.State.DONE, SyncRun.State.FAILED, SyncRun.State.HELD, SyncRun.State.DISCARDED}


class OpenFilter(RadioFilter):
    title = _("open")
    parameter_name = "open"
    choices_by_code = {
        "yes": (_("Open: not taken since"), attention.open_issues),
        "no": (_("Resolved"), lambda issues: issues.exclude(resolved_at=None)),
        ALL: (_("All"), lambda issues: issues),
    }

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.is_first_view = not set(request.GET) - PLACE_ON_THE_LIST

    def value(self) -> str | None:
        """What is open, unless somebody asks for something in particular."""
        return super().value() or ("yes" if self.is_first_view else None)

    def choices(self, changelist: Any) -> Any:
        """Without the choice "All" that Django adds: here it would lead back to what is open."""
        return list(super().choices(changelist))[1:]


@admin.register(SyncIssue)
class SyncIssueAdmin(ReadOnlyAdmin):
    list_display = ["cause", "how_bad", "item", "field", "run_link", "seen", "resolved"]
    list_before_template = "console/issue_causes.html"
    list_filter = [OpenFilter, "severity", "code", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["run"]
    search_fields = ["external_id__startswith"]
    search_help_text = _("Search by the partner's id")
    ordering = ["-pk"]
    sortable_by = ["seen"]
    empty_title = _("No issue")
    empty_text = _("Every item of every run was taken. Items that a run could not take stand here, with the reason.")
    empty_icon = "task_alt"
    fields = [
        "cause",
        "how_bad",
        "external_id",
        "field",
        "code",
        "run_link",
        "created_at",
        "resolved_at",
        "item_as_received",
    ]
    readonly_fields = ["cause", "how_bad", "run_link", "item_as_received"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "run__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncIssue]:
        rows: QuerySet[SyncIssue] = super().get_queryset(request)
        return rows.defer("raw")  # read by the one page that shows it

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("core.change_syncrun"))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = [*self.list_display]
        return [*shown, "retry_button"] if self.has_operate_permission(request) else shown

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        is_overview = not set(request.GET) - PLACE_ON_THE_LIST - {"open"}
        groups = causes() if is_overview and request.GET.get("open", "yes") == "yes" else []
        return super().changelist_view(request, {**(extra_context or {}), "issue_causes": groups})

    @display(description="")
    def retry_button(self, issue: SyncIssue) -> str:
        is_error = issue.severity == SyncIssue.Severity.ERROR and issue.resolved_at is None
        if not is_error or issue.run.state not in RETRIABLE or desk_of(issue.run.partner) is None:
            return ""
        url = reverse("admin:core_syncrun_act", args=[issue.run_id, "retry-issues"])
        return small_button(url, gettext("Retry"), icon="replay")

    @display(description=_("In words"))
    def cause(self, issue: SyncIssue) -> str:
        desk = desk_of(issue.run.partner)
        return desk.issue_words(issue.code, issue.values) if desk else issue.code

    @display(description=_("Severity"), ordering="severity")
    def how_bad(self, issue: SyncIssue) -> str:
        if issue.resolved_at:
            return badge(_("resolved"), icon="check_circle", tone=GOOD, tooltip=clock(issue.resolved_at))
        is_error = issue.severity == SyncIssue.Severity.ERROR
        return badge(
            issue.get_severity_display(),
            icon="error" if is_error else "warning",
            tone=BAD if is_error else WARNING,
            tooltip=_("The item was not taken. Mend it at the partner, or retry the run's errors.")
            if is_error
            else _("The item was taken, with this remark."),
        )

    @display(description=_("Partner's id"), ordering="external_id")
    def item(self, issue: SyncIssue) -> Any:
        desk = desk_of(issue.run.partner)
        model = desk.item_changelist.get(issue.run.kind, "") if desk else ""
        if not model or not issue.external_id:
            return issue.external_id or "–"
        app, name = model.split(".")
        url = reverse(f"admin:{app}_{name}_changelist", query={"q": issue.external_id})
        return format_html('<a class="console-link console-mono" href="{}">{}</a>', url, issue.external_id)

    @display(description=_("Run"), ordering="run")
    def run_link(self, issue: SyncIssue) -> str:
        url = reverse("admin:core_syncrun_change", args=[issue.run_id])
        return format_html('<a class="console-link" href="{}">#{} {}</a>', url, issue.run_id, kind_name(issue.run))

    @display(description=_("Seen"), ordering="pk")
    def seen(self, issue: SyncIssue) -> str:
        return when(issue.created_at)

    @display(description=_("Resolved"), ordering="resolved_at")
    def resolved(self, issue: SyncIssue) -> str:
        return when(issue.resolved_at)

    @display(description=_("Item as received"))
    def item_as_received(self, issue: SyncIssue) -> str:
        return payload(issue.raw)


def causes() -> list[dict[str, Any]]:
    """Open issues by cause, most frequent first: how many, in words, an example, what to do. Two queries."""
    rows = (
        attention.open_issues(SyncIssue.objects.all())
        .values("run__partner", "code")
        .annotate(number=Count("pk"), first=Min("pk"), since=Min("created_at"))
        .order_by("-number", "code")[:CAUSES_SHOWN]
    )
    groups: list[dict[str, Any]] = [{**row} for row in rows]
    examples = SyncIssue.objects.defer("raw").in_bulk([group["first"] for group in groups]) if groups else {}
    for group in groups:
        desk, example = desk_of(group["run__partner"]), examples.get(group["first"])
        group["example"] = example.external_id if example else ""
        group["words"] = desk.issue_words(group["code"], example.values) if desk and example else group["code"]
        group["remedy"] = desk.issue_remedy(group["code"]) if desk else ""
        group["number"], group["since"] = grouped(group["number"]), when(group["since"])
        group["url"] = reverse("admin:core_syncissue_changelist", query={"open": "yes", "code": group["code"]})
    return groups


def payload(raw: str) -> str:
    """A partner's JSON for reading: indented where it is JSON, without secrets it may echo, escaped always."""
    try:
        text = json.dumps(json.loads(raw), ensure_ascii=False, indent=2)
    except ValueError:
        text = raw
    return format_html('<pre class="console-payload">{}</pre>', redact_text(text)) if text else "–"
