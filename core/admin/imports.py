"""Bringing a file of rows: what it must look like, what it would do, and what came of it row by row."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin import import_pages
from core.admin.badges import WAITING, badge, when
from core.admin.base import ReadOnlyAdmin
from core.admin.jobs import LOOKS
from core.imports import kind_of, known_kinds
from core.models import Job, TableImport


@admin.register(TableImport)
class TableImportAdmin(ReadOnlyAdmin):
    list_display = ["what", "file_name", "state_now", "brought"]
    list_display_links = None
    list_select_related = ["job", "user"]
    list_before_template = "admin/core/import_list_before.html"
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    empty_title = gettext_lazy("Nothing was brought yet")
    empty_text = gettext_lazy("Choose above what the file is about; nothing is changed before you have seen what.")
    empty_icon = "upload_file"

    @display(description=gettext_lazy("Import"))
    def what(self, table: TableImport) -> Any:
        kind = kind_of(table.kind)
        if kind is None:
            return str(table)
        url = reverse("admin:core_tableimport_look", args=[table.pk])
        return format_html('<a class="console-link" href="{}">{} #{}</a>', url, kind.title, table.pk)

    @display(description=gettext_lazy("State"))
    def state_now(self, table: TableImport) -> Any:
        if table.job is None:
            words = _("waits to be confirmed") if table.confirmed_at is None else _("done")
            return badge(words, icon="preview", tone=WAITING)
        icon, tone = LOOKS[Job.State(table.job.state)]
        return badge(table.job.get_state_display(), icon=icon, tone=tone)

    @display(description=gettext_lazy("Brought"))
    def brought(self, table: TableImport) -> Any:
        who = table.user.get_username() if table.user else "–"
        return format_html('{}<span class="console-sub">{}</span>', when(table.created_at), who)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        kinds = [
            {"title": kind.title, "lead": kind.lead, "url": reverse("admin:core_tableimport_new", args=[kind.slug])}
            for kind in known_kinds()
            if request.user.has_perm(kind.permission)
        ]
        return super().changelist_view(request, {**(extra_context or {}), "kinds": kinds})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        return HttpResponseRedirect(reverse("admin:core_tableimport_look", args=[object_id]))

    def get_urls(self) -> list[Any]:
        return [*import_pages.urls(self), *super().get_urls()]
