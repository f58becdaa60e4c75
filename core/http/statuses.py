"""From an answer's status to the error it means, through the partner's own table first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a partner's own words make of an answer: the error it means, with their code and their text.

    `retry_after` is in seconds and read for RateLimited only; a Retry-After header that asks for longer wins.
    """

    kind: type[PartnerError]
    message: str = ""
    code: str = ""
    request_id: str = ""
    retry_after: float | None = None


# The partner's table: by status, or a function of the whole answer that gives None where it has nothing to say (the
# status then decides). Partners that say "no" with HTTP 200 need the function.
StatusErrors = Mapping[int, type[PartnerError]] | Callable[[Answer], type[PartnerError] | Verdict | None]

_DEFAULT: dict[int, type[PartnerError]] = {401: AuthFailed, 403: AuthFailed, 404: NotFound, 429: RateLimited}
REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid")


def error_of(
    answer: Answer, partner: str, operation: str, *, table: StatusErrors | None, idempotent: bool
) -> PartnerError | None:
    """The error this answer means, None for one that is fine (2xx).

    A request that must not be sent twice and got a 5xx may have been carried out: OutcomeUnknown.
    """
    verdict = _from_table(answer, table) or _by_status(answer, idempotent=idempotent)
    if verdict is None:
        return None
    message = verdict.message or ("redirect refused" if 300 <= answer.status < 400 else "")  # noqa: PLR2004 - HTTP's own borders
    if issubclass(verdict.kind, RateLimited):
        return verdict.kind(
            partner,
            operation,
            retry_after=_wait(answer, verdict),
            status=answer.status,
            body=answer.body,
            request_id=verdict.request_id or request_id(answer),
            message=message,
            code=verdict.code,
        )
    return verdict.kind(
        partner,
        operation,
        status=answer.status,
        body=answer.body,
        request_id=verdict.request_id or request_id(answer),
        message=message,
        code=verdict.code,
    )


def request_id(answer: Answer) -> str:
    return next((value for name in REQUEST_ID_HEADERS if (value := answer.header(name))), "")


def _wait(answer: Answer, verdict: Verdict) -> float:
    asked = [wait for wait in (verdict.retry_after, retry_after(answer.header("retry-after"))) if wait is not None]
    return max(asked, default=UNSAID_SECONDS)


def _from_table(answer: Answer, table: StatusErrors | None) -> Verdict | None:
    if table is None:
        return None
    found = table(answer) if callable(table) else table.get(answer.status)
    return Verdict(found) if isinstance(found, type) else found


def _by_status(answer: Answer, *, idempotent: bool) -> Verdict | None:
    kind = _kind_by_status(answer, idempotent=idempotent)
    return Verdict(kind) if kind else None


def _kind_by_status(answer: Answer, *, idempotent: bool) -> type[PartnerError] | None:  # noqa: PLR0911 - one line a class
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
