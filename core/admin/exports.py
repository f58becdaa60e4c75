"""Lists as files: CSV and XLSX of the chosen rows, read in pieces, and a line in the history of who took what.

What a list shows of people is in its file only for those who may see it there; each admin class answers for its columns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from core.admin.badges import grouped
from core.admin.base import username
from core.models import Event
from core.spreadsheet import csv_lines, workbook_file

CSV, WORKBOOK = "csv", "xlsx"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_WORKBOOK_ROWS = 50_000  # a workbook is packed before the first byte leaves; CSV is not
EXPORTED = "table.exported"
_CHUNK = 500


def format_of(request: HttpRequest) -> str:
    """Which of the two an address asks for."""
    return WORKBOOK if request.GET.get("format") == WORKBOOK else CSV


def table_answer(
    request: HttpRequest,
    name: str,
    header: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    model: type[Model],
    form: str = CSV,
    told: Mapping[str, Any] | None = None,
) -> StreamingHttpResponse:
    """The table as a file called `name`; `model` is whose history keeps that it was taken, with what `told` says."""
    Event.objects.create(
        subject_type=model._meta.label_lower,
        subject_id="",
        kind=EXPORTED,
        actor=username(request),
        data={"file": f"{name}.{form}", **(told or {})},
    )
    if form == WORKBOOK:
        file = workbook_file(name, header, rows)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK_TYPE)
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


class ExportsRows:
    """For an admin class, before `ConsoleAdmin`, with both actions among its `actions`."""

    export_name: str  # of the file

    def export_header(self, request: HttpRequest) -> list[Any]:
        raise NotImplementedError

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        """The rows of these keys, in their order; called for a few hundred at a time."""
        raise NotImplementedError

    def shows_people(self, request: HttpRequest) -> bool:
        """Whether the file has columns about people in it."""
        return False

    @action(description=gettext_lazy("Export as CSV"), permissions=["view"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return self._export(request, queryset, CSV)

    @action(description=gettext_lazy("Export as Excel (XLSX)"), permissions=["view"])
    def export_workbook_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return self._export(request, queryset, WORKBOOK)

    def _export(self, request: HttpRequest, queryset: QuerySet[Any], form: str) -> Any:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True).distinct())
        if form == WORKBOOK and len(keys) > MOST_WORKBOOK_ROWS:
            words = _("A workbook of more than %(most)s rows takes too long: take CSV, or narrow the filter.")
            messages.error(request, words % {"most": grouped(MOST_WORKBOOK_ROWS)})
            return None
        chunks = (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
        rows = (row for chunk in chunks for row in self.export_rows(request, chunk))
        told = {"rows": len(keys), **({"people": True} if self.shows_people(request) else {})}
        answer: Any = table_answer(
            request, self.export_name, self.export_header(request), rows, model=queryset.model, form=form, told=told
        )
        return answer


BOTH = ("export_selected", "export_workbook_selected")
