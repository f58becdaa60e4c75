"""API calls as staff may read them: redacted, the newest first."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin.badges import BAD, GOOD, WARNING, badge, grouped, when
from core.admin.base import ReadOnlyAdmin
from core.admin.filters import RadioFilter
from core.admin.values_filter import IndexedValuesFilter
from core.models import ApiCall

CLIENT_ERROR, SERVER_ERROR = 400, 500


class OutcomeFilter(RadioFilter):
    title = _("outcome")
    parameter_name = "outcome"
    choices_by_code = {
        "failed": (_("Failed"), lambda calls: calls.filter(Q(status=None) | Q(status__gte=CLIENT_ERROR))),
        "good": (_("Good"), lambda calls: calls.filter(status__lt=CLIENT_ERROR)),
    }


@admin.register(ApiCall)
class ApiCallAdmin(ReadOnlyAdmin):
    list_display = ["time", "partner", "operation", "address", "outcome", "took", "attempt", "run_id"]
    list_filter = [OutcomeFilter, ("partner", IndexedValuesFilter), ("created_at", admin.DateFieldListFilter)]
    search_fields = ["request_id__exact", "operation__startswith"]
    search_help_text = _("Search by operation or request id")
    ordering = ["-created_at", "-pk"]
    sortable_by = ["time"]
    empty_title = _("No call yet")
    empty_text = _(
        "Calls to partners are written down here when they fail or stand alone; page calls of a run are counted on the run."
    )
    empty_icon = "swap_horiz"

    @display(description=_("Time"), ordering="created_at")
    def time(self, call: ApiCall) -> str:
        return when(call.created_at)

    @display(description=_("Method and path"))
    def address(self, call: ApiCall) -> str:
        return f"{call.method} {call.path}"

    @display(description=_("Outcome"))
    def outcome(self, call: ApiCall) -> str:
        words = str(call.status) if call.status else call.error_class or _("no answer")
        if call.status and call.status < CLIENT_ERROR:
            return badge(words, icon="check_circle", tone=GOOD)
        tone = WARNING if call.status and call.status < SERVER_ERROR else BAD
        return badge(words, icon="error", tone=tone, tooltip=call.error_class or call.excerpt[:200])

    @display(description=_("Took"))
    def took(self, call: ApiCall) -> str:
        return f"{grouped(call.duration_ms)} ms"
