"""From an answer's status to the error it means, through the partner's own table first."""

from collections.abc import Callable, Mapping

from core.errors import (
    AuthFailed,
    BadPayload,
    NotFound,
    OutcomeUnknown,
    PartnerDown,
    PartnerError,
    RateLimited,
    Rejected,
)
from core.http.answer import Answer
from core.http.retry import UNSAID_SECONDS, retry_after

# The partner's table: by status, or a function of the whole answer that gives None where it has nothing to say.
StatusErrors = Mapping[int, type[PartnerError]] | Callable[[Answer], type[PartnerError] | None]

_DEFAULT: dict[int, type[PartnerError]] = {401: AuthFailed, 403: AuthFailed, 404: NotFound, 429: RateLimited}
REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid")


def error_of(
    answer: Answer, partner: str, operation: str, *, table: StatusErrors | None, idempotent: bool
) -> PartnerError | None:
    """The error this answer means, None for one that is fine (2xx).

    A request that must not be sent twice and got a 5xx may have been carried out: OutcomeUnknown.
    """
    kind = _from_table(answer, table) or _by_status(answer, idempotent=idempotent)
    if kind is None:
        return None
    if issubclass(kind, RateLimited):
        wait = retry_after(answer.header("retry-after"))
        return kind(
            partner,
            operation,
            retry_after=UNSAID_SECONDS if wait is None else wait,
            status=answer.status,
            body=answer.body,
            request_id=request_id(answer),
        )
    message = "redirect refused" if 300 <= answer.status < 400 else ""  # noqa: PLR2004 - HTTP's own borders
    return kind(
        partner, operation, status=answer.status, body=answer.body, request_id=request_id(answer), message=message
    )


def request_id(answer: Answer) -> str:
    return next((value for name in REQUEST_ID_HEADERS if (value := answer.header(name))), "")


def _from_table(answer: Answer, table: StatusErrors | None) -> type[PartnerError] | None:
    if table is None:
        return None
    return table(answer) if callable(table) else table.get(answer.status)


def _by_status(answer: Answer, *, idempotent: bool) -> type[PartnerError] | None:  # noqa: PLR0911 - one line a class
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own borders
        return None
    if status in _DEFAULT:
        return _DEFAULT[status]
    if status < 400:  # noqa: PLR2004
        return BadPayload
    if status < 500:  # noqa: PLR2004
        return Rejected
    if not idempotent:
        return OutcomeUnknown
    if status == 503 and answer.header("retry-after"):  # noqa: PLR2004 - "come back later" in so many words
        return RateLimited
    return PartnerDown
