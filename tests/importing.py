"""Bringing a file through the console, as staff do: upload, look, confirm, let the worker do it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.jobs import run_due
from core.models import ImportRow, TableImport


def bring(page, slug, text, **query):
    """Uploads the file; gives the import, or the answer's form where it was refused."""
    raw = text if isinstance(text, bytes) else text.encode()
    url = reverse("admin:core_tableimport_new", args=[slug], query=query)
    answer = page.post(url, {"file": SimpleUploadedFile("rows.csv", raw)})
    if answer.status_code != 302:
        return answer
    return TableImport.objects.latest("pk")


def look(page, table):
    return page.get(reverse("admin:core_tableimport_look", args=[table.pk])).content.decode()


def confirm(page, table):
    """Presses the button; gives the page that follows."""
    return page.post(reverse("admin:core_tableimport_confirm", args=[table.pk]), follow=True).content.decode()


def carry_out(page, table):
    confirm(page, table)
    run_due(5)
    return outcomes(table)


def outcomes(table):
    rows = ImportRow.objects.filter(table=table).order_by("number")
    return [(row.number, row.outcome, row.state, row.text or row.code) for row in rows]


def problems(table):
    rows = ImportRow.objects.filter(table=table).order_by("number")
    return {row.number: [": ".join(filter(None, problem)) for problem in row.problems] for row in rows if row.problems}
