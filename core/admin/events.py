"""History: what happened to which object, when, by whom."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import audit
from core.admin.badges import when
from core.admin.base import ReadOnlyAdmin
from core.admin.event_words import actor_words, sentences
from core.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["time", "object_link", "what", "who"]
    list_filter = [("created_at", admin.DateFieldListFilter)]
    search_fields = ["subject_id__exact", "kind__startswith", "actor__exact"]
    search_help_text = _("Search by object number, event or name")
    ordering = ["-pk"]
    sortable_by = ["time"]
    empty_title = _("No history yet")
    empty_text = _("Edits by staff, states that moved and decisions on runs are written down here and never changed.")
    empty_icon = "history"

    def get_urls(self) -> list[Any]:
        return [*audit.urls(self), *super().get_urls()]

    def load_page(self, rows: Sequence[Any]) -> None:
        said = sentences(rows)
        for event in rows:
            event.sentence = said[event.pk]

    @display(description=_("Time"), ordering="pk")
    def time(self, event: Event) -> str:
        return when(event.created_at)

    @display(description=_("What happened"))
    def what(self, event: Any) -> str:
        return event.sentence if hasattr(event, "sentence") else sentences([event])[event.pk]

    @display(description=_("Object"))
    def object_link(self, event: Event) -> Any:
        label = subject_words(event)
        try:
            url = reverse(f"admin:{event.subject_type.replace('.', '_')}_change", args=[event.subject_id])
        except NoReverseMatch:
            return label
        return format_html('<a class="console-link" href="{}">{}</a>', url, label)

    @display(description=_("By"))
    def who(self, event: Event) -> Any:
        words = actor_words(event)
        if not event.run_id:
            return words
        url = reverse("admin:core_syncrun_change", args=[event.run_id])
        return format_html('<a class="console-link" href="{}">{}</a>', url, words)


def subject_words(event: Event) -> str:
    try:
        name = str(apps.get_model(event.subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        name = event.subject_type
    return f"{name} {event.subject_id}"
