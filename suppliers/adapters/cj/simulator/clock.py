"""The simulator's own time, which can be moved: tokens end, points come back, parcels travel."""

import threading
from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


class Clock:
    """The machine's time plus what it was moved by."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, seconds: float) -> None:
        with self._lock:
            self._ahead += timedelta(seconds=seconds)

    def reset(self) -> None:
        with self._lock:
            self._ahead = timedelta()


def token_date(when: datetime) -> str:
    """As token dates are written: `2027-01-15T10:00:00+08:00`."""
    return when.astimezone(SHANGHAI).isoformat(timespec="seconds")


def order_date(when: datetime | None) -> str | None:
    """As order and payment times are written: UTC without saying so."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if when else None


def epoch_ms(when: datetime) -> int:
    return int(when.timestamp()) * 1000
