"""The one error that leaves the B2B room, and how core's errors become it.

Pure. `ERROR_CODES` is the room's table: core's error -> what the run is told. It is closed: whatever is not in it is
"other", and a new line needs a test.
"""

from typing import Literal

from core.errors import (
    AuthFailed,
    BadPayload,
    HubError,
    NotFound,
    PartnerDown,
    PartnerError,
    RateLimited,
    Rejected,
    Retryable,
    TimedOut,
    Unsupported,
)

SUCCESS = range(200, 300)
REDIRECTS = range(300, 400)

ErrorKind = Literal["timeout", "connection", "http", "other"]

ERROR_CODES: tuple[tuple[type[PartnerError], str], ...] = (
    (AuthFailed, "credentials"),
    (NotFound, "not_found"),
    (RateLimited, "rate_limited"),
    (TimedOut, "timeout"),
    (PartnerDown, "partner_down"),
    (BadPayload, "not_understood"),
    (Unsupported, "refused"),
    (Rejected, "refused"),
)


class InventoryAPIError(HubError):
    """The B2B service did not give what was asked for. Raised `from` core's error where there is one.

    `kind` says where it went wrong: "timeout", "connection" (no or no whole answer), "http" (a status that is not
    2xx), "other" (an answer that cannot be used). `status` is the HTTP status, if any. `code` is the finer reason:
    those of `ERROR_CODES`, "redirect_refused", "paging_loop", "page_ceiling", "pages_moved", "no_key", "configuration"
    or "other".
    `retry_after` is how many seconds the service asked us to wait, `is_retryable` whether the same call may work later.
    """

    def __init__(
        self,
        message: str,
        kind: ErrorKind = "other",
        status: int | None = None,
        *,
        code: str = "other",
        retry_after: float | None = None,
        is_retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind: ErrorKind = kind
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.is_retryable = is_retryable

    def __str__(self) -> str:
        return self.message


def from_partner_error(error: PartnerError, *, hint: str = "") -> InventoryAPIError:
    """`error` in the terms of this room; the caller raises it `from` the original."""
    code = next((code for kind, code in ERROR_CODES if isinstance(error, kind)), "other")
    if error.status in REDIRECTS:
        code = "redirect_refused"
    return InventoryAPIError(
        f"{error}; {hint}" if hint else str(error),
        _kind(error),
        error.status,
        code=code,
        retry_after=error.retry_after if isinstance(error, RateLimited) else None,
        is_retryable=isinstance(error, Retryable),
    )


def _kind(error: PartnerError) -> ErrorKind:
    if isinstance(error, TimedOut):
        return "timeout"
    if error.status is not None and error.status not in SUCCESS:
        return "http"
    return "connection" if isinstance(error, PartnerDown) else "other"
