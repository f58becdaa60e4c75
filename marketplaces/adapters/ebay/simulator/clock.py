"""The look-alike's own time, which can be moved: tokens end, refunds go through, daily limits begin anew."""

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """The machine's time plus what it was moved by. `on_move` are told when that changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = timedelta()
        self.on_move: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, seconds: float) -> None:
        with self._lock:
            self._ahead += timedelta(seconds=seconds)
        for tell in self.on_move:
            tell()

    def reset(self) -> None:
        with self._lock:
            self._ahead = timedelta()


def written(when: datetime) -> str:
    """As eBay writes a time: UTC, milliseconds, Z."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def read(text: str) -> datetime:
    """Raises ValueError for what is not a time with a zone."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return when.astimezone(UTC)
