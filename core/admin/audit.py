"""The audit: who did what to what, when, why, and by which run; for those who look after the people of the hub."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core import audit
from core.admin.badges import when
from core.admin.confirm import require
from core.admin.event_words import actor_words, sentences
from core.admin.exports import format_of, table_answer
from core.models import Event

PERMISSION = "core.view_audit"
LINES_A_PAGE = 100
MOST_EXPORTED = 50_000
REASONS = ("why", "reason", "note")


class DayInput(UnfoldAdminTextInputWidget):  # type: ignore[misc]  # unfold has no types
    """As wide as the others beside it; the browser brings the calendar."""

    input_type = "date"


class AuditForm(forms.Form):
    """What is wanted; an empty form is all of it."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False, widget=UnfoldAdminSelectWidget)
    subject_type = forms.ChoiceField(
        label=gettext_lazy("Kind of object"), required=False, widget=UnfoldAdminSelectWidget
    )
    subject_id = forms.CharField(
        label=gettext_lazy("Its number or name"), required=False, max_length=64, widget=UnfoldAdminTextInputWidget
    )
    kind = forms.CharField(
        label=gettext_lazy("Code of the change"), required=False, max_length=60, widget=UnfoldAdminTextInputWidget
    )
    first_day = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput)
    run = forms.IntegerField(
        label=gettext_lazy("Run"), required=False, min_value=1, max_value=2**62, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = User.objects.order_by("username").values_list("username", flat=True)
        everybody = [("", _("everybody")), (audit.PEOPLE, _("people")), (audit.PROGRAM, _("rules and tasks"))]
        self.fields["who"].choices = [*everybody, *((name, name) for name in names)]  # type: ignore[attr-defined]  # a ChoiceField
        kinds = sorted(((name, type_words(name)) for name in audit.subject_types()), key=lambda kind: kind[1].lower())
        self.fields["subject_type"].choices = [("", _("all")), *kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> audit.Narrowed:
        return audit.Narrowed(**self.cleaned_data)


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def page(request: HttpRequest) -> Any:
        require(request.user.has_perm(PERMISSION))
        return _page(admin, request)

    return [path("audit/", admin.admin_site.admin_view(page), name="core_event_audit")]


def _page(admin: ModelAdmin[Any], request: HttpRequest) -> Any:
    form = AuditForm(request.GET)
    wanted = form.wanted() if form.is_valid() else None
    if wanted is not None and "format" in request.GET:
        return _file(request, wanted)
    before = request.GET.get("before", "")
    found, older = ([], None) if wanted is None else audit.page_of(wanted, _key(before), LINES_A_PAGE)
    query = request.GET.copy()
    query.pop("before", None)
    return _shown(admin, request, form, _lines(found), query.urlencode(), older)


def _shown(
    admin: ModelAdmin[Any], request: HttpRequest, form: AuditForm, lines: list[dict[str, Any]], query: str, older: Any
) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Audit"),
        "form": form,
        "lines": lines,
        "query": query,
        "older": older,
        "is_first": "before" not in request.GET,
        "here": reverse("admin:core_event_audit"),
        "most": MOST_EXPORTED,
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/core/audit.html", context)


def _file(request: HttpRequest, wanted: audit.Narrowed) -> Any:
    header = [_("When"), _("Who"), _("Object"), _("Number"), _("Code"), _("Change"), _("Why"), _("Run")]
    told = {name: str(value) for name, value in vars(wanted).items() if value}
    form = format_of(request)
    return table_answer(request, "audit", header, _cells(wanted), model=Event, form=form, told=told)


def _cells(wanted: audit.Narrowed) -> Iterator[list[Any]]:
    for chunk in audit.in_chunks(wanted, MOST_EXPORTED):
        said = sentences(chunk)
        for event in chunk:
            yield [
                event.created_at.isoformat(),
                who_words(event),
                type_words(event.subject_type),
                event.subject_id,
                event.kind,
                said[event.pk],
                why_words(event),
                event.run_id or "",
            ]


def _lines(events: list[Event]) -> list[dict[str, Any]]:
    said = sentences(events)
    return [
        {
            "when": when(event.created_at),
            "who": who_words(event),
            "object": f"{type_words(event.subject_type)} {event.subject_id}".strip(),
            "url": _address(event),
            "what": said[event.pk],
            "kind": event.kind,
            "why": why_words(event),
            "run": event.run_id,
        }
        for event in events
    ]


def who_words(event: Event) -> str:
    """Of a login that failed, nobody: whose name was typed stands under the object."""
    return actor_words(event) if event.actor or event.run_id else "–"


def why_words(event: Event) -> str:
    found = next((event.data[name] for name in REASONS if isinstance(event.data.get(name), str)), "")
    return str(found)[:300]


def type_words(subject_type: str) -> str:
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type


def _address(event: Event) -> str:
    if not event.subject_id.isdecimal():
        return ""
    try:
        return reverse(f"admin:{event.subject_type.replace('.', '_')}_change", args=[event.subject_id])
    except NoReverseMatch:
        return ""


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 - what a key holds
