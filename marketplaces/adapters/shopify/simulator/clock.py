"""The look-alike's own time, which can be moved: tokens end, deliveries are tried again, redaction falls due."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STORE_ZONE = timezone(timedelta(hours=1))  # of the webhooks' bodies; GraphQL answers are in UTC


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


def store_time(when: datetime | None) -> str | None:
    """As webhooks write it: with the store's offset."""
    return when.astimezone(STORE_ZONE).isoformat(timespec="seconds") if when else None
