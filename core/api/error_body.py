"""One error body for every failure of the API: `{"type", "errors": [{"code", "detail", "attr"}]}`.

`context` stands beside them where a program needs values and not only words, as in "already running since".
"""

from typing import Any

from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException

from core.api.errors import Unavailable, is_database_away


class Formatter(ExceptionFormatter):
    def format_error_response(self, error_response: ErrorResponse) -> Any:
        body = super().format_error_response(error_response)
        context = getattr(self.exc, "context", None)
        return {**body, "context": context} if context else body


class Handler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if is_database_away(exc):
            return Unavailable()
        return super().convert_known_exceptions(exc)

    def get_headers(self, exc: APIException) -> dict[str, str]:
        return {**super().get_headers(exc), **getattr(exc, "headers", {})}
