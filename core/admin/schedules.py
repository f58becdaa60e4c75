"""Schedules: when the recurring work is due, how it went last, and a button that does not wait for it.

The rows are django-celery-beat's `PeriodicTask`, read by beat and by the embedded worker alike. Which ones exist is
written in `config.schedule`; how often they run is for staff to say.
"""

from collections.abc import Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any

import django_celery_beat.admin  # noqa: F401 - registers its own pages, which ours then replace
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core import dashboard as hub
from core import schedules
from core.admin.badges import BAD, GOOD, QUIET, WAITING, badge, clock, small_button, when
from core.admin.base import ConsoleAdmin, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.admin.rhythm import UNITS, rhythm_words
from core.history import record
from core.models import Job, ScheduleTick
from core.schedules.filing import read_work
from core.schedules.names import TICK_KEY

CRONTAB_PARTS = 5
LATE = timedelta(minutes=5)

admin.site.unregister([PeriodicTask, IntervalSchedule, CrontabSchedule, SolarSchedule, ClockedSchedule])


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Asks "every how much" in words, and finds or makes the row that beat wants for it."""

    every = forms.IntegerField(
        label=gettext_lazy("Every"), min_value=1, required=False, widget=UnfoldAdminIntegerFieldWidget
    )
    period = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=list(UNITS.items()),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    crontab_text = forms.CharField(
        label=gettext_lazy("Or by the clock (crontab)"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy(
            'Minute, hour, day of month, month, day of week: "30 3 * * *" is every day at 3:30. Empty where an interval is given.'
        ),
    )

    class Meta:
        model = PeriodicTask
        fields = ["enabled", "description"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task = self.instance
        if task.interval:
            self.fields["every"].initial = task.interval.every
            self.fields["period"].initial = task.interval.period
        if task.crontab:
            row = task.crontab
            parts = [row.minute, row.hour, row.day_of_month, row.month_of_year, row.day_of_week]
            self.fields["crontab_text"].initial = " ".join(parts)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        every, text = given.get("every"), (given.get("crontab_text") or "").split()
        if bool(every) == bool(text):
            raise ValidationError(_("Give an interval or a time by the clock, one of the two."))
        if every and given.get("period"):
            interval, _made = IntervalSchedule.objects.get_or_create(every=every, period=given["period"])
            self.instance.interval, self.instance.crontab = interval, None
        elif text:
            self.instance.interval, self.instance.crontab = None, self._crontab(text)
        return given

    def _crontab(self, parts: list[str]) -> CrontabSchedule:
        if len(parts) != CRONTAB_PARTS:
            raise ValidationError({"crontab_text": _("A crontab has five parts.")})
        names = ["minute", "hour", "day_of_month", "month_of_year", "day_of_week"]
        wanted = {**dict(zip(names, parts, strict=True)), "timezone": timezone.get_default_timezone()}
        row = CrontabSchedule(**wanted)
        try:
            row.full_clean(validate_unique=False)
        except ValidationError as error:
            raise ValidationError({"crontab_text": error.messages}) from error
        return CrontabSchedule.objects.filter(**wanted).first() or self._saved(row)

    def _saved(self, row: CrontabSchedule) -> CrontabSchedule:
        row.save()
        return row


def stream_successes() -> dict[str, datetime]:
    """When each kind of sync last came to a good end, through whichever door it was started."""
    return {kind: moment for (_partner, kind), moment in hub.last_success().items()}


def kind_of(task: PeriodicTask) -> str:
    """The kind of sync that the schedule starts, "" where it does other work."""
    work = read_work(task)
    return str(work[1].get("kind", "")) if work else ""


@admin.register(PeriodicTask)
class ScheduleAdmin(ConsoleAdmin):
    writes_own_history = True
    form = ScheduleForm
    list_display = ["title", "state_now", "rhythm", "last_success_shown", "last_tick", "next_due_shown"]
    list_filter = ["enabled"]
    list_select_related = ["interval", "crontab"]
    ordering = ["name"]
    actions_detail = ["run_now"]
    fields = ["enabled", ("every", "period"), "crontab_text", "description"]
    empty_title = gettext_lazy("No schedule")
    empty_text = gettext_lazy("The schedules of the program are made by “manage.py migrate”.")
    empty_icon = "schedule"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("django_celery_beat.change_periodictask"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[PeriodicTask]:
        rows: QuerySet[PeriodicTask] = super().get_queryset(request)
        return rows.filter(task=schedules.TICK_TASK)

    def load_page(self, rows: Sequence[PeriodicTask]) -> None:
        streams = stream_successes()
        keys = {TICK_KEY + task.name: task for task in rows}
        found = Job.objects.filter(dedupe_key__in=keys, state=Job.State.DONE).values_list("dedupe_key", "finished_at")
        finished = dict(found)
        ticks = dict(
            ScheduleTick.objects.filter(name__in=[task.name for task in rows]).values_list("name", "succeeded_at")
        )
        for key, task in keys.items():
            moments = [finished.get(key) or ticks.get(task.name), streams.get(kind_of(task))]
            task.succeeded_at = max((moment for moment in moments if moment), default=None)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = [*self.list_display]
        return [*shown, "run_now_button"] if self.has_operate_permission(request) else shown

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        page.opts = copy(page.opts)
        page.opts.verbose_name, page.opts.verbose_name_plural = _("schedule"), _("schedules")
        return page

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        page = {"title": _("Schedules"), "crumbs": [{"title": _("Schedules")}]}
        return super().changelist_view(request, {**(extra_context or {}), **page})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        task = self.get_object(request, object_id) if object_id else None
        page: dict[str, Any] = {}
        if task is not None:
            here = reverse("admin:django_celery_beat_periodictask_changelist")
            name = _(task.name)
            page = {"title": name, "crumbs": [{"title": _("Schedules"), "link": here}, {"title": name}]}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def save_model(self, request: HttpRequest, obj: PeriodicTask, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            obj, "schedule.changed", by=username(request), data={"rhythm": str(obj.schedule), "enabled": obj.enabled}
        )

    @display(description=gettext_lazy("Schedule"), ordering="name")
    def title(self, task: PeriodicTask) -> str:
        # Our own schedules are stored in English and translated here; what staff wrote has no translation and stays.
        if not task.description:
            return _(task.name)
        return format_html(
            '<span class="console-strong">{}</span><br><span class="console-muted">{}</span>',
            _(task.name),
            _(task.description),
        )

    @display(description=gettext_lazy("State"), ordering="enabled")
    def state_now(self, task: PeriodicTask) -> str:
        due = schedules.next_due(task)
        if not task.enabled:
            return badge(
                _("paused"), icon="pause_circle", tone=QUIET, tooltip=_("It does not run until you switch it on.")
            )
        if due < timezone.now() - LATE:
            tooltip = _("Due since %(time)s: is a worker or beat running?") % {"time": clock(due)}
            return badge(_("overdue"), icon="alarm", tone=BAD, tooltip=tooltip)
        last = task.last_run_at or task.succeeded_at
        if last is None:
            return badge(_("not run yet"), icon="schedule", tone=WAITING)
        return badge(
            _("on time"), icon="check_circle", tone=GOOD, tooltip=_("Last run %(time)s.") % {"time": clock(last)}
        )

    @display(description=gettext_lazy("How often"))
    def rhythm(self, task: PeriodicTask) -> str:
        return rhythm_words(task)

    @display(description=gettext_lazy("Last success"))
    def last_success_shown(self, task: PeriodicTask) -> str:
        return when(task.succeeded_at, empty=_("never"))

    @display(description=gettext_lazy("Last started"), ordering="last_run_at")
    def last_tick(self, task: PeriodicTask) -> str:
        return when(task.last_run_at, empty=_("never"))

    @display(description=gettext_lazy("Next due"))
    def next_due_shown(self, task: PeriodicTask) -> str:
        return when(schedules.next_due(task)) if task.enabled else "–"

    @display(description="")
    def run_now_button(self, task: PeriodicTask) -> str:
        url = reverse("admin:django_celery_beat_periodictask_changelist") + f"{task.pk}/run-now/"
        return small_button(url, _("Run now"), icon="play_arrow")

    @action(description=gettext_lazy("Run now"), icon="play_arrow", permissions=["operate"], url_path="run-now")
    def run_now(self, request: HttpRequest, object_id: int) -> HttpResponse:
        require(self.has_operate_permission(request))
        task = get_object_or_404(PeriodicTask, pk=object_id)
        back = reverse("admin:django_celery_beat_periodictask_changelist")
        if is_confirmed(request):
            try:
                schedules.run_now(task, username(request))
            except ValueError as error:
                return refuse(request, error, back)
            return report(request, _("“%(name)s” is filed; a worker takes it next.") % {"name": _(task.name)}, back)
        return ask(
            request,
            self,
            Confirmation(
                title=_("Run now: %(name)s") % {"name": _(task.name)},
                text=_("It runs once, now. Its schedule stays as it is."),
                submit=_("Run now"),
                back=back,
                numbers=[
                    (_("Last started"), clock(task.last_run_at) or _("never")),
                    (_("Next due"), clock(schedules.next_due(task))),
                ],
            ),
        )
