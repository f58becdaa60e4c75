"""The address under which the console shows a product's picture."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from inventory.models import Product
from inventory.pictures import Picture, get_picture

PICTURE_SECONDS = 86400
PLACEHOLDER_SECONDS = 10
PLACEHOLDER_FILE = Path("static") / "console" / "no-picture.svg"


@require_safe
def product_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The product's first picture from our own copy; a neutral placeholder while there is none. For staff only."""
    if not _may_look(request.user):
        return HttpResponseForbidden(content_type="text/plain")
    images = Product.objects.filter(pk=pk).values_list("images", flat=True).first()
    if images is None:
        return HttpResponse(status=404, content_type="text/plain")
    return picture_response(request, get_picture(str(images[0])) if isinstance(images, list) and images else None)


def picture_response(request: HttpRequest, picture: Picture | None) -> HttpResponse:
    """The picture, or a neutral placeholder for None."""
    if picture is None:
        return _guarded(HttpResponse(_placeholder(), content_type="image/svg+xml"), PLACEHOLDER_SECONDS)
    response = HttpResponse(picture.body, content_type=picture.media_type, headers={"ETag": picture.etag})
    return (
        get_conditional_response(request, etag=picture.etag, response=_guarded(response, PICTURE_SECONDS)) or response
    )


def _may_look(user: User | AnonymousUser) -> bool:
    return user.is_active and user.is_staff and user.has_perm("inventory.view_product")


def _guarded(response: HttpResponse, seconds: int) -> HttpResponse:
    """Kept by this browser only, and never taken for anything but a picture."""
    response["Cache-Control"] = f"private, max-age={seconds}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@lru_cache(maxsize=1)
def _placeholder() -> bytes:
    return (settings.BASE_DIR / PLACEHOLDER_FILE).read_bytes()
