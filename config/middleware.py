"""What every request passes through: its id, the limits of the API's bodies and paths, the console's looser policy."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from core.api.errors import error_response, is_api
from core.logs import logged_with
from core.webhooks import is_webhook

GetResponse = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestId:
    """`X-Request-ID`: taken over from a caller or proxy when it is plain, else made; on the answer and in every log line."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        with logged_with(request_id=request_id):
            response = self._get_response(request)
        response["X-Request-ID"] = request_id
        return response


class ApiBounds:
    """Refuses bodies beyond the limit by their declared length, and lets `/api/x/` be `/api/x` without a redirect.

    A redirect would lose the body of a POST. A body without a declared length is empty to a WSGI application.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            length = str(request.META.get("CONTENT_LENGTH") or "0")
            if not length.isdecimal():
                return error_response("bad_request", "Content-Length is not a number.", 400)
            if int(length[:20]) > limit and not is_webhook(request):  # those have a limit of their own
                return error_response("body_too_large", f"The body is larger than {limit} bytes.", 413)
            if request.path_info != "/api/":
                request.path_info = request.path_info.removesuffix("/")
                request.path = request.path.removesuffix("/")
        response = self._get_response(request)
        if is_api(request):
            response.setdefault("Cache-Control", "private, no-store")  # what one key may read is no other caller's
        return response


class Language(LocaleMiddleware):
    """The reader's language for pages; plain English for the API, whose words end in other programs' logs."""

    def process_request(self, request: HttpRequest) -> None:
        if is_api(request):
            translation.activate("en")
            request.LANGUAGE_CODE = "en"
        else:
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if is_api(request) else super().process_response(request, response)


class ConsolePolicy:
    """Lets the console's pages, and no others, evaluate the expressions of its script library (Alpine)."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: Any = self._get_response(request)
        if request.path_info.startswith(f"/{settings.ADMIN_URL}"):
            response._csp_update = {"script-src": [SELF, UNSAFE_EVAL]}  # noqa: SLF001  (django-csp's documented door)
        return response  # type: ignore[no-any-return]  # django-csp's attribute needs the Any above
