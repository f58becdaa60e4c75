"""One deadline for a whole call: connecting, sending, and every byte of the answer, however slowly it drips.

A timeout of a socket library is a limit on each single wait. Here the socket itself asks before each wait how much
time the call of its thread has left, so whatever reads from it (http.client, urllib3) keeps the deadline.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.http import send_window

IDLE_LIMIT_SECONDS = 30.0


class WireCall:
    """One exchange under way in one thread: when it must be over, whether a connection was attempted by us (`opening`),
    and whether anything was written (`sent`)."""

    __slots__ = ("ends_at", "opening", "sent")

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds
        self.opening = False
        self.sent = False

    @property
    def expired(self) -> bool:
        return time.monotonic() >= self.ends_at

    def remaining(self) -> float:
        """Seconds left; raises TimeoutError when there are none."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call's deadline has passed")
        return left


class _Active(threading.local):
    call: WireCall | None = None


_active = _Active()


@contextmanager
def wire_call(seconds: float) -> Iterator[WireCall]:
    """Every `DeadlineSocket` this thread uses within the block obeys this deadline."""
    call = WireCall(seconds)
    outer, _active.call = _active.call, call
    try:
        yield call
    finally:
        _active.call = outer


def remaining() -> float:
    call = _active.call
    return call.remaining() if call else IDLE_LIMIT_SECONDS


def before_opening() -> None:
    if _active.call:
        _active.call.opening = True


def _before_write() -> float:
    left = remaining()
    send_window.check()
    if _active.call:
        _active.call.sent = True
    return left


class DeadlineSocket(socket.socket):
    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(remaining())
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_before_write())
        return super().send(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(_before_write())
        super().sendall(*args, **kwargs)


class DeadlineTLSSocket(ssl.SSLSocket):
    """The same over TLS. The handshake runs under the timeout that `connect` leaves on the socket."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(remaining())
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:  # SSLSocket.sendall calls it for each piece
        self.settimeout(_before_write())
        return super().send(*args, **kwargs)
