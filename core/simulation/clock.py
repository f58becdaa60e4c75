"""A look-alike's own time, which can be moved: tokens end, deliveries are tried again, what has a date falls due."""

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

    def epoch(self) -> int:
        """Whole seconds."""
        return int(self.now().timestamp())

    def move(self, seconds: float) -> None:
        with self._lock:
            self._ahead += timedelta(seconds=seconds)
        for tell in self.on_move:
            tell()

    def reset(self) -> None:
        with self._lock:
            self._ahead = timedelta()
