"""What a program is told when a partner did not give what the hub asked of it. The words are the app's."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException

from core.errors import AuthFailed, NotFound, PartnerDown, PartnerError, RateLimited, Rejected, TimedOut, Unsupported
from core.troubles import ErrorWords, page_of

LONGEST_WAIT = 6 * 3600

# core's error -> status and code of our answer; closed: whatever is not here is "partner_failed".
_ANSWERS: tuple[tuple[type[PartnerError], int, str], ...] = (
    (NotFound, status.HTTP_404_NOT_FOUND, "not_found_at_partner"),
    (RateLimited, status.HTTP_503_SERVICE_UNAVAILABLE, "partner_rate_limit"),
    (TimedOut, status.HTTP_504_GATEWAY_TIMEOUT, "partner_timeout"),
    (PartnerDown, status.HTTP_502_BAD_GATEWAY, "partner_down"),
    (AuthFailed, status.HTTP_502_BAD_GATEWAY, "partner_authentication_failed"),
    (Unsupported, status.HTTP_409_CONFLICT, "unsupported"),
    (Rejected, status.HTTP_409_CONFLICT, "partner_refused"),
)


class PartnerFailure(APIException):
    """The hub understood the request; the partner did not, or does not answer.

    `words` are those of `code` in `area`. `context` has them, the console's page of it, the partner and the partner's code.
    """

    def __init__(self, error: PartnerError, words: ErrorWords, *, area: str, code: str) -> None:
        known = next(((code, name) for kind, code, name in _ANSWERS if isinstance(error, kind)), None)
        self.status_code, name = known or (status.HTTP_502_BAD_GATEWAY, "partner_failed")
        super().__init__(f"{words.title}. {words.remedy}".strip(), name)
        self.context: dict[str, Any] = {
            "partner": error.partner,
            "operation": error.operation,
            "cause": str(words.cause),
            "remedy": str(words.remedy),
            "help": page_of(area, code),
        }
        if error.code:
            self.context["partner_code"] = error.code
        if error.message:
            self.context["partner_message"] = error.message
        self.headers: dict[str, str] = {}
        if isinstance(error, RateLimited):
            self.headers["Retry-After"] = str(min(max(1, round(error.retry_after)), LONGEST_WAIT))
