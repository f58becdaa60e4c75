"""Rhythm: everything that has to come again and again, how old its last good end is, and from when on it is late."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin.badges import BAD, GOOD, QUIET, WAITING, badge, duration, when
from core.admin.confirm import require
from core.admin.rhythm import period_words
from core.streams import Stream, all_streams

PERMISSION = "core.view_alert"


def rhythm(request: HttpRequest) -> HttpResponse:
    """Late ones first within each group."""
    require(request.user.has_perm(PERMISSION))
    now = timezone.now()
    found = sorted(all_streams(now), key=lambda stream: (str(stream.group), not stream.is_late(now), str(stream.title)))
    context = {
        **admin.site.each_context(request),
        "title": _("Rhythm"),
        "crumbs": [{"title": _("Rhythm")}],
        "late": sum(stream.is_late(now) for stream in found),
        "groups": [
            (group, [_line(stream, now) for stream in members])
            for group, members in groupby(found, key=lambda stream: str(stream.group))
        ],
        "switches": reverse("admin:alert_switches"),
        "alerts": reverse("admin:core_alert_changelist", query={"open": "yes"}),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "console/rhythm.html", context)


def _line(stream: Stream, now: datetime) -> dict[str, Any]:
    lag = stream.lag(now)
    return {
        "title": stream.title,
        "state": _state(stream, now),
        "period": period_words(stream.period) if stream.period is not None else _("as it comes"),
        "last": when(stream.last_success, empty=_("never")),
        "lag": duration(max(0.0, lag.total_seconds())) if lag is not None else "–",
        "late_at": when(stream.late_at),
    }


def _state(stream: Stream, now: datetime) -> str:
    if stream.is_late(now):
        return badge(_("late"), icon="alarm", tone=BAD, tooltip=_("Staff are told of it."))
    if stream.late_at is None and stream.period is not None and stream.last_success is not None:
        return badge(_("not expected now"), icon="pause_circle", tone=QUIET)
    if stream.last_success is None:
        return badge(_("not yet"), icon="hourglass_empty", tone=WAITING)
    return badge(_("on time"), icon="check_circle", tone=GOOD)
