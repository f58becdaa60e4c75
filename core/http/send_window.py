"""A moment after which nothing may be written to the wire.

Whoever has just written down that it is about to spend money opens a window of some seconds. A process that was frozen
in between (a stopped worker, a machine that slept) wakes up long after others have looked for its request and found
nothing: what it would send now would be sent twice. Every write of the thread asks here right before its bytes leave.
"""

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# The clock that goes on while the machine sleeps, where there is one; CLOCK_MONOTONIC of Linux stands still then.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SendWindowClosed(OSError):  # noqa: N818 - says what happened
    """Nothing was written: the moment has passed. An OSError, so that every transport takes it for a broken line; not one
    of the errors that a library swallows in the hope of an answer (EPIPE, ECONNRESET)."""

    def __init__(self) -> None:
        super().__init__(errno.ECANCELED, "this process was held up for too long before it could send")


class _Open(threading.local):
    closes_at: float | None = None


_open = _Open()


def clock() -> float:
    """Seconds that never go back."""
    return time.clock_gettime(_CLOCK)


@contextmanager
def send_window(closes_at: float) -> Iterator[None]:
    """Within the block this thread writes nothing to a partner once `clock()` has reached `closes_at`. Of two windows the
    one that closes first holds."""
    outer = _open.closes_at
    _open.closes_at = closes_at if outer is None else min(outer, closes_at)
    try:
        yield
    finally:
        _open.closes_at = outer


def check() -> None:
    """Raises SendWindowClosed when this thread may not write any more."""
    if _open.closes_at is not None and clock() >= _open.closes_at:
        raise SendWindowClosed
