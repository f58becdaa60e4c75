"""Why listings are not on sale, or not fully: one line a cause, the most frequent first."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from core.admin.badges import when
from core.admin.confirm import require
from marketplaces.models import Listing
from marketplaces.reasons import problem_words


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(request: HttpRequest) -> HttpResponse:
        require(request.user.has_perm("marketplaces.view_listing"))
        number = Listing.objects.count()
        context = {
            **admin.admin_site.each_context(request),
            "opts": admin.opts,
            "title": _("Listings by cause"),
            "lines": [_line(*row, of=number) for row in _rows()],
            "number": number,
            "back": reverse("admin:marketplaces_listing_changelist"),
        }
        request.current_app = admin.admin_site.name
        return TemplateResponse(request, "admin/marketplaces/listing_issues.html", context)

    return [path("issues/", admin.admin_site.admin_view(view), name="marketplaces_listing_issues")]


def _rows() -> list[Any]:
    found = Listing.objects.exclude(reason="").order_by().values_list("reason", "state")
    return list(found.annotate(number=Count("pk"), since=Min("updated_at")).order_by("-number", "reason"))


def _line(reason: str, state: str, number: int, since: Any, *, of: int) -> dict[str, Any]:
    example = Listing.objects.filter(reason=reason, state=state).values_list("reason_values", flat=True).first()
    query = {"issue": reason, "need": {"active": "held"}.get(state, state)}
    return {
        "words": problem_words(reason, example or {}),
        "state": str(dict(Listing.State.choices).get(state, state)),
        "number": number,
        "share": f"{100 * number / of:.1f} %" if of else "–",
        "since": when(since),
        "url": reverse("admin:marketplaces_listing_changelist", query=query),
    }
