"""The failures that the API adds to those of DRF, and the same error body outside of DRF's reach."""

import json
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, ValidationError


class Conflict(APIException):
    """The request is understood and does not fit the present state of things."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This cannot be done in the present state."
    default_code = "conflict"

    def __init__(
        self, detail: str, code: str, *, context: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail, code)
        self.context = context or {}
        self.headers = headers or {}


class Unprocessable(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "The request cannot be processed."
    default_code = "unprocessable"


class UnfitValue(ValidationError):  # noqa: N818 - says what it is about
    """A value of the right form that cannot be used; says which field, as 400 does."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class Unavailable(APIException):
    """The database is away or too busy; the same request works in a moment."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The database does not answer. Try again in a moment."
    default_code = "unavailable"
    wait = 5  # seconds, shown as Retry-After


def is_database_away(error: object) -> bool:
    """Whether the database cannot be asked now. (SQLite calls a mistake in a statement an operational error too.)"""
    mistakes = ("no such", "near ")
    return isinstance(error, InterfaceError) or (
        isinstance(error, OperationalError) and not str(error).startswith(mistakes)
    )


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."
    default_code = "body_too_large"


class BodyError(ParseError):
    """A body that is not the JSON we take; says in words what is wrong with it."""


def error_response(code: str, detail: str, http_status: int) -> HttpResponse:
    """The same body for failures outside of DRF's reach: middleware, Django's own 400, 404 and 500."""
    kind = "server_error" if http_status >= status.HTTP_500_INTERNAL_SERVER_ERROR else "client_error"
    body = {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}
    return HttpResponse(json.dumps(body), status=http_status, content_type="application/json")


def is_api(request: HttpRequest) -> bool:
    return request.path_info == "/api" or request.path_info.startswith("/api/")
