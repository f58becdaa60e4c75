"""What became of one attempt: the error it means, and whether another attempt may follow."""

from typing import NamedTuple

from core.errors import BadPayload, OutcomeUnknown, PartnerDown, PartnerError, Retryable, TimedOut
from core.http.answer import Answer
from core.http.faults import NotReadable, TookTooLong, TooLarge, WireFault
from core.http.outgoing import Outgoing
from core.http.statuses import StatusErrors, error_of, request_id


class Failure(NamedTuple):
    error: PartnerError
    retry: bool


def judge_answer(partner: str, request: Outgoing, answer: Answer, table: StatusErrors | None) -> Failure | None:
    """None for an answer that is what was asked for."""
    error = error_of(answer, partner, request.operation, table=table, idempotent=request.idempotent)
    if error is not None:
        return Failure(error, request.idempotent and isinstance(error, Retryable))
    if request.check is None:
        return None
    try:
        request.check(answer)
    except BadPayload as bad:
        if request.idempotent:
            return Failure(bad, retry=True)
        words = f"answer not understood: {bad.message}" if bad.message else "answer not understood"
        return Failure(_unknown(partner, request, words, answer), retry=False)
    return None


def judge_fault(partner: str, request: Outgoing, fault: WireFault) -> Failure:
    """Without an answer: only what was certainly not sent, or may be done twice, is a plain failure."""
    if fault.sent and not request.idempotent:
        return Failure(_unknown(partner, request, fault.words), retry=False)
    error = error_of_fault(partner, request.operation, fault)
    return Failure(error, request.idempotent and fault.worth_retrying)


def error_of_fault(partner: str, operation: str, fault: WireFault) -> PartnerError:
    kind: type[PartnerError] = PartnerDown
    if isinstance(fault, TookTooLong):
        kind = TimedOut
    elif isinstance(fault, TooLarge | NotReadable):
        kind = BadPayload
    return kind(partner, operation, message=fault.words)


def _unknown(partner: str, request: Outgoing, words: str, answer: Answer | None = None) -> OutcomeUnknown:
    return OutcomeUnknown(
        partner,
        request.operation,
        message=words,
        status=answer.status if answer else None,
        body=answer.body if answer else "",
        request_id=request_id(answer) if answer else "",
    )
