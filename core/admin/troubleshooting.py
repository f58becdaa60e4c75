"""Every error that the hub has words for, on one page: cause, remedy, and the way to where it is mended."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.troubles import anchor_of, areas
from core.troubles.registry import Area


def troubleshooting(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Troubleshooting"),
        "areas": [_shown(area) for area in areas()],
    }
    return TemplateResponse(request, "console/troubleshooting.html", context)


def _shown(area: Area) -> dict[str, Any]:
    errors = [{"anchor": anchor_of(area.name, code), "words": words} for code, words in area.errors.items()]
    return {
        "name": area.name,
        "title": area.title,
        "url": reverse(area.page) if area.page else "",
        "errors": errors,
    }
