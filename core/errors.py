"""What can go wrong with a partner, cut by what the caller does next: try again later, give up, or find out first.

Pure. No error text ever holds a secret: bodies and messages are redacted when the error is made.
"""

# ruff: noqa: N818 - these names say what happened; "Error" on each would say nothing more

from core.redaction import excerpt, redact_text

SHOWN_BODY_CHARACTERS = 200


class HubError(Exception):
    """The base of every error the hub raises on purpose. Its text may be shown to staff."""


class PartnerError(HubError):
    """A call to a partner did not give what was asked.

    `status` is the HTTP status or None without one, `body` a redacted excerpt (2,048 characters at most), `message` the
    cause in words, `request_id` the partner's own name for the call, `code` the partner's own error code ("" for none).
    """

    meaning = "the call failed"

    def __init__(
        self,
        partner: str,
        operation: str,
        *,
        status: int | None = None,
        body: bytes | str = "",
        request_id: str = "",
        message: str = "",
        code: str = "",
    ) -> None:
        super().__init__(partner, operation)
        self.partner = partner
        self.operation = operation
        self.status = status
        self.body = excerpt(body)
        self.request_id = excerpt(request_id, 120)
        self.message = redact_text(message)
        self.code = excerpt(code, 60)  # a partner may repeat a credential in it, as in any word of its own

    def __str__(self) -> str:
        text = f"{self.partner}, {self.operation}: {self.message or self.meaning}"
        if self.status is not None:
            text += f" (HTTP {self.status})"
        shown = " ".join(self.body[:SHOWN_BODY_CHARACTERS].split())
        return f"{text}: {shown}" if shown else text


class Retryable(PartnerError):
    """Nothing was done; the same call may work later."""


class RateLimited(Retryable):
    """The partner, or our own limiter for it, asks to wait `retry_after` seconds."""

    meaning = "too many calls"

    def __init__(
        self,
        partner: str,
        operation: str,
        *,
        retry_after: float = 60.0,
        status: int | None = None,
        body: bytes | str = "",
        request_id: str = "",
        message: str = "",
        code: str = "",
    ) -> None:
        super().__init__(
            partner, operation, status=status, body=body, request_id=request_id, message=message, code=code
        )
        self.retry_after = retry_after


class HeldBack(RateLimited):
    """Our own limits do not let the call out yet: nothing was sent, and a job that waits for it loses no attempt."""

    meaning = "held back by our own limits"


class PartnerDown(Retryable):
    """No connection, no complete answer, or an answer that says the fault is the partner's (5xx)."""

    meaning = "the partner does not work"


class TimedOut(Retryable):
    """No complete answer within the time allowed."""

    meaning = "no answer in time"


class Terminal(PartnerError):
    """The same call would fail again; somebody has to change something."""


class Rejected(Terminal):
    """The partner understood and said no."""

    meaning = "the partner refused"


class NotFound(Terminal):
    meaning = "not found"


class AuthFailed(Terminal):
    """The partner does not accept our key or token."""

    meaning = "the key was not accepted"


class Unsupported(Terminal):
    """The partner has no such operation."""

    meaning = "the partner does not offer this"


class BadPayload(Terminal):
    """The answer is not what the partner's contract promises, or leads where we do not go."""

    meaning = "answer not understood"


class OutcomeUnknown(PartnerError):
    """The request may have been carried out. Never repeat it before the partner was asked."""

    meaning = "sent, but the outcome is not known"
