"""Mappings taken along as a file, and brought back after a look at what it would change."""

import json
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report
from marketplaces.actions.categories import CategoryBook
from marketplaces.admin import mapping_csv
from marketplaces.admin.mapping_places import board_url, place_title
from marketplaces.admin.mapping_rows import STATES, chosen, rows_of

EXAMPLES = 20


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file"))


def export(_admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str) -> HttpResponse:
    show = str(request.GET.get("show", "all"))
    rows = chosen(rows_of(CategoryBook(marketplace, site)), show if show in STATES else "all")
    answer = StreamingHttpResponse(mapping_csv.export(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="categories-{marketplace}-{site or "all"}.csv"'
    return answer  # type: ignore[return-value]  # a response like any other


def take_in(admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str) -> HttpResponse:
    """The file is read and shown first; what was shown is what is done."""
    back, book = board_url(marketplace, site), CategoryBook(marketplace, site)
    if is_confirmed(request) and request.POST.get("changes"):
        try:
            changes = [
                mapping_csv.Change(int(key), *map(str, rest)) for key, *rest in json.loads(request.POST["changes"])
            ]
        except (ValueError, TypeError):
            return refuse(request, ValueError(_("The page was changed on its way.")), back)
        done = mapping_csv.apply(changes, book, username(request))
        return report(request, _("%(n)d category(ies) changed.") % {"n": done}, back)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            reading = mapping_csv.read(form.cleaned_data["file"].read(), book)
        except mapping_csv.UnreadableFile as error:
            return refuse(request, error, back)
        return ask(request, admin, _preview(reading, marketplace, site, back))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Import mappings"),
        "form": form,
        "marketplace": marketplace,
        "site": site,
        "place": place_title(marketplace, site),
        "back": back,
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/marketplaces/mapping_import.html", context)


def _preview(reading: mapping_csv.Reading, marketplace: str, site: str, back: str) -> Confirmation:
    written = json.dumps(
        [[each.category_id, each.name, each.before, each.theirs, each.path] for each in reading.changes]
    )
    return Confirmation(
        title=_("Import mappings"),
        text=_("What stands in the file is mapped; a line with nothing in “theirs” clears the mapping."),
        submit=_("Import"),
        back=back,
        numbers=[
            (_("Changes"), len(reading.changes)),
            (_("As it is already"), reading.same),
            (_("Lines that cannot be taken"), len(reading.problems)),
        ],
        headers=[_("Category"), _("Before"), _("After")],
        rows=[[each.name, each.before or "–", each.path or each.theirs or "–"] for each in reading.changes[:EXAMPLES]],
        fields=[("marketplace", marketplace), ("site", site), ("changes", written)],
        note=" ".join(reading.problems[:5]),
        impossible="" if reading.changes else _("The file changes nothing."),
    )
