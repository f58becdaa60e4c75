"""What can go wrong on the wire, said in words, before it is known what that means for the call."""

import http.client
import socket
import ssl
from collections.abc import Iterator


class WireFault(Exception):  # noqa: N818 - never leaves the transport; core.errors has the errors
    """No complete answer. `sent`: the request, or a part of it, may have reached the partner."""

    sent = True
    worth_retrying = True

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Unreachable(WireFault):
    """There was no connection, so nothing was sent."""

    sent = False


class CertificateRefused(Unreachable):
    """The partner's certificate is not valid; trying again does not make it so."""

    worth_retrying = False


class TookTooLong(WireFault):
    def __init__(self, words: str, *, sent: bool) -> None:
        super().__init__(words)
        self.sent = sent


class Broken(WireFault):
    """The connection ended, or the answer is not HTTP."""


class TooLarge(WireFault):
    """The answer is larger than the caller takes; it was not read to its end."""

    worth_retrying = False


class NotReadable(WireFault):
    """The answer is complete but its encoding is wrong or unknown."""


INCOMPLETE = "incomplete response"


def fault_from(error: Exception, *, sent: bool, expired: bool) -> WireFault:
    """The fault behind whatever a transport library raised; libraries wrap the true cause several times over.

    `sent`: bytes of the request were written. `expired`: the call's deadline has passed.
    """
    causes = list(_chain(error))
    for cause in causes:
        if isinstance(cause, WireFault):
            return cause
    if expired or any(isinstance(cause, TimeoutError) for cause in causes):
        return TookTooLong("no complete answer in time" if sent else "no connection in time", sent=sent)
    words = next((found for cause in causes if (found := _words(cause))), type(error).__name__)
    if any(isinstance(cause, ssl.SSLCertVerificationError | ssl.CertificateError) for cause in causes):
        return CertificateRefused(words)
    return Broken(words) if sent else Unreachable(words)


def _words(cause: BaseException) -> str:  # noqa: PLR0911 - one line a cause
    match cause:
        case ssl.SSLCertVerificationError():
            return f"certificate not accepted: {cause.verify_message}"
        case ssl.SSLError():
            return f"TLS failed: {cause.reason or cause}"
        case socket.gaierror():
            return f"the name cannot be resolved: {cause.strerror}"
        case http.client.RemoteDisconnected():
            return "the partner closed the connection without an answer"
        case http.client.IncompleteRead():
            return INCOMPLETE
        case ConnectionRefusedError():
            return "connection refused"
        case ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError():
            return "connection reset"
        case http.client.HTTPException():
            return f"the answer is not HTTP ({type(cause).__name__})"
        case OSError(strerror=str(reason)):
            return f"network error: {reason}"
    return ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        related = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        waiting.extend(item for item in related if isinstance(item, BaseException))
