"""What a look-alike and the server that mounts it say to one another: WSGI's types, a whole answer, a broken line."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Reset(Exception):  # noqa: N818 - an instruction to the server, not an error
    """Raised by a simulator: break the connection without an answer, or in the middle of one."""


def answer(
    start_response: StartResponse,
    status: int,
    body: bytes,
    headers: Headers | None = None,
    media: str = "application/json",
) -> Iterable[bytes]:
    """A whole answer, for simulators that have nothing special in mind."""
    reason = HTTPStatus(status).phrase
    start_response(
        f"{int(status)} {reason}", [("Content-Type", media), ("Content-Length", str(len(body))), *(headers or [])]
    )
    return [body]
