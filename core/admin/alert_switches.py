"""Which alerts are mailed: each kind in plain words, with a switch."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.admin.badges import GOOD, QUIET, badge, when
from core.admin.base import username
from core.admin.confirm import refuse, report, require
from core.alerts.names import NAMES
from core.alerts.switches import is_on_by_settings, switch
from core.history import record
from core.models import AlertSwitch
from core.notify import mail_is_configured

SEE, CHANGE = "core.view_alert", "core.change_alertswitch"


@require_http_methods(["GET", "HEAD", "POST"])
def switches(request: HttpRequest) -> HttpResponse:
    """The list; a POST with `kind` and `turn` ("on" or "off") throws one switch."""
    require(request.user.has_perm(SEE))
    if request.method == "POST":
        require(request.user.has_perm(CHANGE))
        return _throw(request, request.POST.get("kind", ""), request.POST.get("turn") == "on")
    said = {row.kind: row for row in AlertSwitch.objects.all()}
    context = {
        **admin.site.each_context(request),
        "title": _("What is mailed"),
        "crumbs": [{"title": _("What is mailed")}],
        "may_change": request.user.has_perm(CHANGE),
        "can_mail": mail_is_configured(),
        "readers": ", ".join(settings.ALERT_EMAILS),
        "lines": [
            _line(kind, name, said.get(kind)) for kind, name in sorted(NAMES.items(), key=lambda each: str(each[1]))
        ],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "console/alert_switches.html", context)


def _line(kind: str, name: Any, row: AlertSwitch | None) -> dict[str, Any]:
    is_on = row.is_on if row is not None else is_on_by_settings(kind)
    word = (
        badge(_("mailed"), icon="mail", tone=GOOD) if is_on else badge(_("not mailed"), icon="unsubscribe", tone=QUIET)
    )
    return {
        "kind": kind,
        "name": name,
        "is_on": is_on,
        "state": word,
        "by": row.changed_by if row is not None else _("the settings"),
        "when": when(row.changed_at, empty="") if row is not None else "",
    }


def _throw(request: HttpRequest, kind: str, is_on: bool) -> HttpResponse:
    back = reverse("admin:alert_switches")
    try:
        row = switch(kind, is_on, username(request))
    except ValueError as error:
        return refuse(request, error, back)
    record(row, "alert_switch.on" if is_on else "alert_switch.off", by=username(request), data={"kind": kind})
    words = (
        _("“%(name)s” is mailed from now on.") if is_on else _("“%(name)s” is no longer mailed; it still stands here.")
    )
    return report(request, words % {"name": NAMES[kind]}, back)
