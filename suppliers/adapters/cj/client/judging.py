"""What an answer of CJ's means, whatever its HTTP status: CJ says "no" with HTTP 200, and "later" in its texts."""

from core.errors import BadPayload, OutcomeUnknown, PartnerDown, PartnerError, RateLimited
from core.http import Answer, Verdict
from suppliers.adapters.cj.client.routes import Route
from suppliers.adapters.cj.envelope import Envelope, open_envelope
from suppliers.adapters.cj.errors import CODES, NO_POINTS, PARTNER, AllowanceSpent, error_for, window_seconds
from suppliers.adapters.cj.values import Misread

_TOO_MANY = 429


def judge(route: Route, answer: Answer) -> Verdict | None:
    """The verdict of CJ's own words; None where the answer is good, or is left to its status or to `check`."""
    try:
        envelope = open_envelope(answer.body)
    except Misread as problem:
        return _without_envelope(route, answer, str(problem))
    if envelope.is_success:
        return None if _is_good(answer) else _without_envelope(route, answer, "the status contradicts the answer")
    kind, meaning = _kind(route, answer, envelope)
    said = envelope.message
    return Verdict(
        kind,
        message=f"{meaning}: {said}" if meaning and said else meaning or said or "refused without a reason",
        code=envelope.code,
        request_id=envelope.request_id,
        retry_after=window_seconds(said) if kind is RateLimited else None,
    )


def check(route: Route, answer: Answer) -> None:
    """Raises BadPayload for a 2xx answer that is not CJ's envelope (a page of a proxy, nothing): a lost answer."""
    try:
        open_envelope(answer.body)
    except Misread as problem:
        raise BadPayload(
            PARTNER, route.operation, status=answer.status, body=answer.body, message=str(problem)
        ) from problem


def _is_good(answer: Answer) -> bool:
    return 200 <= answer.status < 300  # noqa: PLR2004 - HTTP's own borders


def _without_envelope(route: Route, answer: Answer, problem: str) -> Verdict | None:
    """Somebody between CJ and us has answered. A 404 of theirs must not look like a product that is gone."""
    if _is_good(answer) or answer.status == _TOO_MANY:
        return None
    return Verdict(OutcomeUnknown if route.once else PartnerDown, message=problem)


def _kind(route: Route, answer: Answer, envelope: Envelope) -> tuple[type[PartnerError], str]:
    if _is_out_of_points(route, answer, envelope):
        return AllowanceSpent, CODES[NO_POINTS].meaning
    if envelope.code in CODES:
        return error_for(envelope.code, once=route.once)
    if answer.status == _TOO_MANY:
        return RateLimited, ""
    if answer.status >= 500 or (route.once and envelope.code in {"0", "200"}):  # noqa: PLR2004 - a "no" that says "yes"
        return (OutcomeUnknown if route.once else PartnerDown), ""
    return error_for(envelope.code, once=route.once)


def _is_out_of_points(route: Route, answer: Answer, envelope: Envelope) -> bool:
    """The code for it is not settled: what counts is 429 together with points that do not cover the call."""
    points = envelope.points
    return answer.status == _TOO_MANY and points is not None and points.remaining < route.points
