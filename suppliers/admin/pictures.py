"""Suppliers' pictures, through our own copy: the browser of staff asks no foreign host, and ours fetches no address that
a page of ours has not signed.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inventory.picture_view import picture_response
from inventory.pictures import get_picture

_signer = signing.Signer(salt="suppliers.picture")


def remote_picture(url: str, *, size: str = "small") -> str:
    """The picture at a supplier's address as an element; a neutral mark where there is none."""
    if not url.startswith(("https://", "http://")):
        return format_html(
            '<span class="console-picture console-picture--{} console-picture--none material-symbols-outlined" '
            'title="{}">image</span>',
            size,
            _("No picture"),
        )
    return format_html(
        '<img class="console-picture console-picture--{}" loading="lazy" src="{}" alt="">', size, picture_url(url)
    )


def picture_url(url: str) -> str:
    return reverse("admin:suppliers_picture", query={"of": _signer.sign(url)})


@require_safe
def picture_view(request: HttpRequest) -> HttpResponse:
    """The picture that a page of ours named; 404 for an address that none did."""
    try:
        url = _signer.unsign(request.GET.get("of", ""))
    except signing.BadSignature:
        return HttpResponse(status=404, content_type="text/plain")
    return picture_response(request, get_picture(url))
