"""Backups, as the hub's history knows them; a button for one more; and what housekeeping last deleted."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.admin.badges import BAD, GOOD, QUIET, WARNING, badge, duration, grouped, when
from core.admin.base import username
from core.admin.confirm import refuse, report, require
from core.admin.housekeeping_counts import last_housekeeping
from core.backup import standing
from core.backup.job import file_backup
from core.models import Event

PERMISSION = "core.make_backup"
SHOWN = 40


def overview(request: HttpRequest) -> HttpResponse:
    """Where backups go, how old the newest is, and each one with whether its folder can be seen from here."""
    require(request.user.has_perm(PERMISSION))
    newest = standing.newest()
    context = {
        **admin.site.each_context(request),
        "title": _("Backups"),
        "crumbs": [{"title": _("Backups")}],
        "folder": settings.BACKUP_FOLDER,
        "newest": when(newest.made_at) if newest else "",
        "is_late": standing.is_late(),
        "failure": standing.last_failure(),
        "backups": [_line(event) for event in standing.backups()[:SHOWN]],
        "housekeeping": last_housekeeping(),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "console/backups.html", context)


@require_POST
def make_now(request: HttpRequest) -> HttpResponse:
    require(request.user.has_perm(PERMISSION))
    back = reverse("admin:backups")
    if not settings.BACKUP_FOLDER:
        return refuse(request, ValueError(_("No folder is set: name one in BACKUP_FOLDER, then restart.")), back)
    job = file_backup(username(request))
    return report(request, _("The backup is filed as job #%(job)s; a worker makes it next.") % {"job": job.pk}, back)


def _line(event: Event) -> dict[str, Any]:
    data = event.data
    if event.kind == standing.FAILED:
        state = badge(_("failed"), icon="error", tone=BAD)
        return {"when": when(event.created_at), "state": state, "name": data.get("error", ""), "by": event.actor or "–"}
    return {
        "when": when(event.created_at),
        "state": _place(Path(str(data.get("path", "")))),
        "name": event.subject_id,
        "size": filesizeformat(data.get("bytes", 0)),
        "rows": grouped(data.get("rows", 0)),
        "keys": ", ".join(data.get("keys", [])) or "–",
        "took": duration(float(data.get("seconds", 0))),
        "by": event.actor or "–",
    }


def _place(path: Path) -> str:
    """Whether the backup is still where it was put, as far as this machine can see."""
    try:
        if path.is_dir():
            return badge(_("there"), icon="check_circle", tone=GOOD, tooltip=str(path))
        seen = path.parent.is_dir()
    except OSError:
        seen = False
    if seen:
        return badge(_("removed"), icon="delete", tone=QUIET, tooltip=str(path))
    return badge(_("not seen from here"), icon="visibility_off", tone=WARNING, tooltip=str(path))
