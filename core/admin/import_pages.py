"""The two pages of an import: the one that takes the file, and the one that shows it before, while and after it is done."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminFileFieldWidget

from core.admin.base import person
from core.admin.confirm import refuse, report, require
from core.admin.exports import format_of, table_answer
from core.admin.import_words import shown_lines, summary
from core.admin.job_bar import UNDER_WAY, as_progress, job_bar
from core.imports import ImportKind, NotNow, confirm, kind_of, retry_failed, take_in
from core.imports.reasons import file_words, not_now_words, row_words
from core.models import ImportRow, RowState, TableImport
from core.models.imports import Outcome
from core.spreadsheet import UnreadableSheet
from core.spreadsheet.limits import MOST_BYTES, MOST_ROWS

ROWS_A_PAGE = 100
SHOWS = ("all", *Outcome.values, "failed")


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(function: Callable[..., Any]) -> Any:
        return admin.admin_site.admin_view(partial(function, admin))

    one = "<int:import_id>"
    return [
        path("new/<slug:slug>/", view(new_view), name="core_tableimport_new"),
        path("new/<slug:slug>/template/", view(template_view), name="core_tableimport_template"),
        path(f"{one}/look/", view(look_view), name="core_tableimport_look"),
        path(f"{one}/progress/", view(progress_view), name="core_tableimport_progress"),
        path(f"{one}/confirm/", view(_posted(confirm_view)), name="core_tableimport_confirm"),
        path(f"{one}/again/", view(_posted(again_view)), name="core_tableimport_again"),
        path(f"{one}/forget/", view(_posted(forget_view)), name="core_tableimport_forget"),
        path(f"{one}/rows/", view(rows_view), name="core_tableimport_rows"),
    ]


def _posted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The view for POST alone."""

    def view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> Any:
        return require_POST(lambda asked: function(admin, asked, import_id))(request)

    return view


def new_view(admin: ModelAdmin[Any], request: HttpRequest, slug: str) -> HttpResponse:
    kind = _kind(request, slug)
    params = {name: str(request.GET.get(name, ""))[:100] for name in kind.params}
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            form.add_error("file", file_words(UnreadableSheet("too_large", most=MOST_BYTES // 1_000_000)))
        else:
            try:
                table = take_in(kind, file.read(), file.name, params, person(request))
            except UnreadableSheet as error:
                form.add_error("file", file_words(error))
            else:
                return HttpResponseRedirect(reverse("admin:core_tableimport_look", args=[table.pk]))
    context = {
        "title": kind.title,
        "kind": kind,
        "place": kind.place(params),
        "form": form,
        "most_rows": MOST_ROWS,
        "back": reverse(kind.back),
        "template_url": reverse("admin:core_tableimport_template", args=[slug]),
    }
    return _page(admin, request, "admin/core/import_new.html", context)


def template_view(admin: ModelAdmin[Any], request: HttpRequest, slug: str) -> Any:
    """A file to begin with: the first line, and one row as an example."""
    kind = _kind(request, slug)
    names = [column.name for column in kind.columns]
    example = [[column.example for column in kind.columns]]
    form = format_of(request)
    return table_answer(request, f"{slug}-template", names, example, model=TableImport, form=form)


def look_view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> HttpResponse:
    table, kind = _asked(request, import_id)
    show = str(request.GET.get("show", "all"))
    rows = _chosen(table, show)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
    here = reverse("admin:core_tableimport_look", args=[table.pk])
    context = {
        "title": kind.title,
        "kind": kind,
        "table": table,
        "place": kind.place(table.params),
        "lines": shown_lines(page.object_list),
        "page": page,
        "show": show,
        "here": here,
        "back": reverse(kind.back),
        **summary(table, kind, person(request)),
    }
    if table.job is not None:
        bar = job_bar(table.job, reverse("admin:core_tableimport_progress", args=[table.pk]))
        context |= {"bar": bar, "under_way": table.job.state in UNDER_WAY, "job": table.job}
    return _page(admin, request, "admin/core/import_look.html", context)


def progress_view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> HttpResponse:
    table, _kind_of_it = _asked(request, import_id)
    if table.job is None:
        raise Http404
    return JsonResponse(as_progress(table.job))


def confirm_view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> HttpResponse:
    table, kind = _asked(request, import_id)
    return _done(request, table, lambda: confirm(table, kind, person(request)))


def again_view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> HttpResponse:
    table, kind = _asked(request, import_id)
    return _done(request, table, lambda: retry_failed(table, kind, person(request)))


def forget_view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> HttpResponse:
    """Only what was never confirmed: what was done keeps its results."""
    table, kind = _asked(request, import_id)
    TableImport.objects.filter(pk=table.pk, confirmed_at=None).delete()
    return report(request, _("The preview is gone; nothing was changed."), reverse(kind.back))


def rows_view(admin: ModelAdmin[Any], request: HttpRequest, import_id: int) -> Any:
    """The rows that the page shows, with their reasons, to be mended in the spreadsheet they came from."""
    table, kind = _asked(request, import_id)
    header = [_("Line"), _("About"), _("What it does"), _("State"), _("Reason")]
    rows = _chosen(table, str(request.GET.get("show", "all"))).iterator(chunk_size=500)
    form = format_of(request)
    name = f"import-{table.pk}"
    return table_answer(request, name, header, _cells(rows), model=TableImport, form=form, told={"kind": kind.slug})


def _cells(rows: Iterator[ImportRow]) -> Iterator[list[Any]]:
    for row in rows:
        problems = "; ".join(": ".join(filter(None, problem)) for problem in row.problems)
        failed = row_words(row.code, row.text) if row.state == RowState.FAILED else ""
        yield [row.number, row.name, row.get_outcome_display(), row.get_state_display(), problems or failed]


def _chosen(table: TableImport, show: str) -> Any:
    rows = ImportRow.objects.filter(table=table).order_by("number")
    if show == "failed":
        return rows.filter(state=RowState.FAILED)
    return rows.filter(outcome=show) if show in Outcome.values else rows


def _kind(request: HttpRequest, slug: str) -> ImportKind:
    kind = kind_of(slug)
    if kind is None:
        raise Http404
    require(request.user.has_perm(kind.permission))
    return kind


def _asked(request: HttpRequest, import_id: int) -> tuple[TableImport, ImportKind]:
    """A preview is shown to whoever brought it; what was confirmed to all who might have."""
    table = get_object_or_404(TableImport.objects.select_related("job", "user"), pk=import_id)
    kind = _kind(request, table.kind)
    if table.confirmed_at is None and table.user_id != person(request).pk:
        raise Http404
    return table, kind


def _done(request: HttpRequest, table: TableImport, act: Callable[[], object]) -> HttpResponse:
    here = reverse("admin:core_tableimport_look", args=[table.pk])
    try:
        act()
    except NotNow as error:
        return refuse(request, ValueError(not_now_words(error)), here)
    return HttpResponseRedirect(here)


def _page(admin: ModelAdmin[Any], request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = admin.admin_site.name
    return TemplateResponse(
        request, template, {**admin.admin_site.each_context(request), "opts": admin.opts, **context}
    )
