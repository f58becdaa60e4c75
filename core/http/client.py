"""The client that every partner's room builds on."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, Self

from core import breaker as breakers
from core.calllog import CallLog, CallRecord
from core.errors import BadPayload, HeldBack, RateLimited
from core.http.answer import Answer
from core.http.deadline import wire_call
from core.http.faults import WireFault
from core.http.judging import Failure, judge_answer, judge_fault
from core.http.origin import BaseAddress, LeadsElsewhere, Origin, Params
from core.http.outgoing import AnswerCheck, Form, Header, Outgoing, encoded, revealed
from core.http.retry import MAX_SLEEP_SECONDS, backoff
from core.http.statuses import StatusErrors, request_id
from core.http.transport import Transport, WireRequest
from core.http.transport_keepalive import KeepAliveTransport
from core.ratelimit import RateLimit, limiter

MAX_BODY_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 3
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


def _requests_transport(origin: Origin) -> Transport:
    from core.http.transport_requests import RequestsTransport  # noqa: PLC0415 - heavy, and not for the page loop

    return RequestsTransport(origin)


_TRANSPORTS: dict[str, Callable[[Origin], Transport]] = {
    "requests": _requests_transport,
    "keepalive": KeepAliveTransport,
}

sleep = time.sleep  # under a name of its own, so that tests can watch this module wait


class PartnerClient:
    """Calls one partner at one base address, for one account. Safe to use from several threads.

    `timeout` is the most one attempt may take in seconds, from the name's resolution to the last byte. `max_body` is in
    bytes after decompression. `headers` go with every call; a `Secret` is revealed only while the request is written.
    `status_errors` is the partner's table of statuses (see `StatusErrors`). `transport="keepalive"` is for page loops.
    `rate`: with several, the account's own first; that one is reserved last, so that its calls keep their distance on the
    wire, and it is the one that a 429 stops. `breaker` is the key of the account's circuit breaker, "" for none.
    Plain http is accepted for loopback addresses only. Errors are those of `core.errors`.
    """

    def __init__(  # noqa: PLR0913 - all but two by keyword only, most left out
        self,
        partner: str,
        base_url: str,
        *,
        account_id: str = "",
        headers: Mapping[str, Header] | None = None,
        timeout: float = 30.0,
        max_body: int = MAX_BODY_BYTES,
        rate: RateLimit | Sequence[RateLimit] | None = None,
        breaker: str = "",
        status_errors: StatusErrors | None = None,
        log: CallLog | None = None,
        transport: Literal["requests", "keepalive"] = "requests",
    ) -> None:
        self.partner = partner
        self.account_id = account_id
        self._base = BaseAddress(base_url)
        self._headers = dict(headers or {})
        self._timeout = timeout
        self._max_body = max_body
        self._rates = [rate] if isinstance(rate, RateLimit) else list(rate or ())
        self._breaker = breaker
        self._status_errors = status_errors
        self._log = log if log is not None else CallLog()
        self._transport = _TRANSPORTS[transport](self._base.origin)
        self._resume_at = 0.0  # monotonic; used where no shared limiter keeps the partner's "not before"

    def __repr__(self) -> str:
        return f"<PartnerClient {self.partner} {self._base.origin.url}{self._base.prefix}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes idle connections and writes what the call log still holds."""
        self._transport.close()
        self._log.flush()

    def get(
        self,
        path_or_url: str,
        params: Params | None = None,
        *,
        operation: str,
        attempts: int = 3,
        headers: Mapping[str, Header] | None = None,
        check: AnswerCheck | None = None,
        status_errors: StatusErrors | None = None,
    ) -> Answer:
        """GET below the base address, tried up to `attempts` times. `check` may raise BadPayload on a 2xx answer that
        cannot be understood; that is tried again like a lost answer. `status_errors` stands in for the client's own."""
        target = self._target(path_or_url, params, operation)
        request = Outgoing(
            "GET", target, operation, revealed(self._headers, headers or {}), None, True, check, status_errors
        )
        return self._call(request, attempts)

    def send(  # noqa: PLR0913 - all but two by keyword only, most left out
        self,
        method: str,
        path: str,
        *,
        operation: str,
        idempotent: bool,
        params: Params | None = None,
        json: Any = None,
        form: Form | None = None,
        body: bytes | None = None,
        headers: Mapping[str, Header] | None = None,
        attempts: int = 3,
        check: AnswerCheck | None = None,
        status_errors: StatusErrors | None = None,
    ) -> Answer:
        """Any other method, with one of `json`, `form` or `body`. Redirects are never followed.

        With `idempotent=False` the request goes out exactly once, on a fresh connection; when it may have been carried
        out although no usable answer came, OutcomeUnknown is raised.
        """
        all_headers = revealed(self._headers, headers or {})
        payload = encoded(all_headers, json, form, body)
        target = self._target(path, params, operation)
        request = Outgoing(method.upper(), target, operation, all_headers, payload, idempotent, check, status_errors)
        return self._call(request, attempts if idempotent else 1)

    def pin(self, url: str, *, operation: str = "follow an address") -> str:
        """An address the partner gave, as a path for `get`; BadPayload when scheme, host, port or prefix differ."""
        try:
            return self._base.pin(url)
        except LeadsElsewhere as error:
            raise BadPayload(self.partner, operation, message=f"address refused: {error}") from None

    def _target(self, path_or_url: str, params: Params | None, operation: str) -> str:
        try:
            return self._base.target(path_or_url, params)
        except LeadsElsewhere as error:
            raise BadPayload(self.partner, operation, message=f"address refused: {error}") from None

    def _call(self, request: Outgoing, attempts: int) -> Answer:
        attempt = 1
        while True:
            outcome = self._attempt(request, attempt)
            if isinstance(outcome, Answer):
                return outcome
            wait = self._wait_before_next(outcome, attempt)
            if attempt >= attempts or wait is None:
                raise outcome.error
            sleep(wait)
            attempt += 1

    def _wait_before_next(self, failure: Failure, attempt: int) -> float | None:
        if not failure.retry:
            return None
        if isinstance(failure.error, RateLimited):
            return failure.error.retry_after if failure.error.retry_after <= MAX_SLEEP_SECONDS else None
        return backoff(attempt)

    def _attempt(self, request: Outgoing, attempt: int) -> Answer | Failure:
        leave = breakers.ask(self._breaker, self.partner, request.operation)
        try:
            self._wait_for_slot(request)
        except HeldBack:
            breakers.hand_back(leave)
            raise
        outcome = self._sent(request, attempt)
        breakers.note(leave, outcome.error if isinstance(outcome, Failure) else None)
        return outcome

    def _sent(self, request: Outgoing, attempt: int) -> Answer | Failure:
        started = time.monotonic()
        answer: Answer | None = None
        failure: Failure | None
        try:
            answer = self._exchange(request, started, attempt)
            failure = judge_answer(self.partner, request, answer, request.status_errors or self._status_errors)
        except WireFault as fault:
            failure = judge_fault(self.partner, request, fault)
        self._record(request, answer, failure, started, attempt)
        if failure is None:
            assert answer is not None  # noqa: S101 - no failure means an answer; for the type checker
            return answer
        if isinstance(failure.error, RateLimited):
            self._block(failure.error.retry_after)
        return failure

    def _exchange(self, request: Outgoing, started: float, attempt: int) -> Answer:
        """One attempt: the request and, for GET, up to three redirects on the same host, all under one deadline."""
        wire = WireRequest(request.method, request.target, request.headers, request.body, self._max_body)
        with wire_call(self._timeout) as call:
            for _ in range(MAX_REDIRECTS + 1):
                status, headers, body = self._transport.fetch(wire, call, fresh=not request.idempotent)
                target = self._redirect(request, wire.target, status, headers)
                if target is None:
                    break
                wire = replace(wire, target=target)
        return Answer(status, headers, body, _milliseconds_since(started), attempt)

    def _redirect(self, request: Outgoing, target: str, status: int, headers: Mapping[str, str]) -> str | None:
        location = headers.get("location")
        if status not in REDIRECT_STATUSES or not location or request.method != "GET":
            return None
        try:
            return self._base.redirect_target(target, location)
        except LeadsElsewhere:
            return None  # the status itself then means "redirect refused"

    def _wait_for_slot(self, request: Outgoing) -> None:
        """Waits for the limiter; a long wait is raised, so that the job is rescheduled and the worker freed."""
        for rate in reversed(self._rates):
            self._wait(limiter.reserve(rate, max_wait=MAX_SLEEP_SECONDS), request)
        if not self._rates:
            self._wait(self._resume_at - time.monotonic(), request)

    def _wait(self, seconds: float, request: Outgoing) -> None:
        if seconds > MAX_SLEEP_SECONDS:
            message = "waiting, as the partner's limit asks"
            raise HeldBack(self.partner, request.operation, retry_after=seconds, message=message)
        if seconds > 0:
            sleep(seconds)

    def _block(self, seconds: float) -> None:
        if self._rates:
            limiter.block(self._rates[0], seconds)
        else:
            self._resume_at = max(self._resume_at, time.monotonic() + seconds)

    def _record(
        self, request: Outgoing, answer: Answer | None, failure: Failure | None, started: float, attempt: int
    ) -> None:
        if failure is None and not self._log.keeps_successes:
            self._log.count_success()
            return
        error = failure.error if failure else None
        self._log.record(
            CallRecord(
                partner=self.partner,
                account_id=self.account_id,
                operation=request.operation,
                method=request.method,
                path=request.target,
                status=answer.status if answer else None,
                attempt=attempt,
                duration_ms=answer.elapsed_ms if answer else _milliseconds_since(started),
                request_id=request_id(answer) if answer else "",
                error=error,
                body=answer.body if answer else b"",
            )
        )


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
