"""What Django shows when a request fails outside of any view: the API's error body under /api/, a plain page elsewhere."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from core.api.errors import Unavailable, error_response, is_api, is_database_away


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return error_response("bad_request", "The request cannot be understood.", 400)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return error_response("permission_denied", "You may not do this.", 403)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return error_response("not_found", "There is nothing at this address.", 404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
    """500, or 503 where the cause is a database that is away: that passes without our doing."""
    if is_database_away(sys.exc_info()[1]):
        return _unavailable(request)
    if is_api(request):
        return error_response("error", "The hub failed.", 500)
    return defaults.server_error(request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        response = error_response("unavailable", str(Unavailable.default_detail), Unavailable.status_code)
    else:
        response = defaults.server_error(request)
        response.status_code = Unavailable.status_code
    response["Retry-After"] = str(Unavailable.wait)
    return response
