"""Stops calling a partner that does not work: a circuit breaker for each account, shared by all processes.

Open after 10 failures within a minute that are at least half of the calls. While open nothing is sent. After the
cool-down (a minute, doubled each time up to a quarter of an hour) one call goes out: it closes the breaker or opens it
again. What a partner refuses for reasons of business is no failure: it works.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from core.errors import BadPayload, HeldBack, OutcomeUnknown, PartnerDown, PartnerError, TimedOut
from core.history import record
from core.models import CircuitBreaker

WINDOW_SECONDS = 60.0
OPENS_AT_FAILURES = 10
COOLDOWN_SECONDS = 60.0
LONGEST_COOLDOWN_SECONDS = 15 * 60.0
PROBE_SECONDS = 120.0  # after so long the process of a probe is taken for dead
PROBE_WAIT_SECONDS = 5.0  # for those that wait for the probe's end
TELL_SECONDS = 5.0  # good calls are added to the row this often, and with each failure

FAILURES = (PartnerDown, TimedOut, OutcomeUnknown, BadPayload)


class BreakerOpen(HeldBack):
    """The account is left alone for `retry_after` seconds."""

    meaning = "left alone after many failures"


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to make one call; hand it back to `note` with what became of it."""

    key: str
    is_probe: bool = False


@dataclass(frozen=True, slots=True)
class BreakerReading:
    """`open_until` is in the past while the one call goes out that decides; None when closed."""

    open_until: datetime | None
    times_opened: int
    calls: int
    failures: int

    @property
    def is_open(self) -> bool:
        return self.open_until is not None


class _Tally:
    """The good calls of this process that are not in the row yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[str, int] = {}
        self._counted_at: dict[str, float] = {}
        self._told_at: dict[str, float] = {}

    def add(self, key: str) -> int:
        """Counts one; gives the number to write now, 0 for later."""
        with self._lock:
            self._counted[key] = self._counted.get(key, 0) + 1
            self._counted_at[key] = time.monotonic()
            if time.monotonic() - self._told_at.get(key, float("-inf")) < TELL_SECONDS:
                return 0
        return self.take(key)

    def take(self, key: str) -> int:
        """What belongs to the window of now: a burst of an hour ago is no reason to bear with failures today."""
        with self._lock:
            now = time.monotonic()
            self._told_at[key] = now
            counted = self._counted.pop(key, 0)
            return counted if now - self._counted_at.pop(key, now) < WINDOW_SECONDS else 0


_good = _Tally()


def ask(key: str, partner: str, operation: str) -> Pass:
    """Leave to call. Raises BreakerOpen while the account is left alone. The key "" has no breaker."""
    if not key:
        return Pass("")
    row = CircuitBreaker.objects.filter(key=key).first()
    if row is None or row.open_until is None:
        return Pass(key)
    now = timezone.now()
    wait = (row.open_until - now).total_seconds()
    if not 0 < wait <= LONGEST_COOLDOWN_SECONDS:  # longer only where the clock was set back
        if _becomes_probe(row, now):
            return Pass(key, is_probe=True)
        wait = PROBE_WAIT_SECONDS
    raise BreakerOpen(partner, operation, retry_after=wait, message=f"left alone after many failures ({key})")


def note(leave: Pass, error: PartnerError | None) -> None:
    """What became of the call: None, or the error it raised."""
    if not leave.key:
        return
    if isinstance(error, FAILURES):
        _note_failure(leave)
    elif leave.is_probe:
        _open_rows(leave.key).update(**_closed(timezone.now()))
    else:
        calls = _good.add(leave.key)
        if calls:
            _count(leave.key, calls=calls, failures=0)


def hand_back(leave: Pass) -> None:
    """The call was not made after all: another one may be the probe."""
    if leave.is_probe:
        _open_rows(leave.key).update(probe_at=None)


def close_now(key: str, by: str) -> bool:
    """Staff want it tried at once. False where it was not open."""
    row = CircuitBreaker.objects.filter(key=key).first()
    if row is None or not _open_rows(key).update(**_closed(timezone.now())):
        return False
    record(row, "circuit_breaker.closed", by=by)
    return True


def reading(key: str) -> BreakerReading | None:
    """None where nothing was ever counted."""
    row = CircuitBreaker.objects.filter(key=key).first()
    return None if row is None else BreakerReading(row.open_until, row.times_opened, row.calls, row.failures)


def _note_failure(leave: Pass) -> None:
    if leave.is_probe:
        row = _open_rows(leave.key).first()
        if row is not None:
            _open(row)
        return
    row = _count(leave.key, calls=_good.take(leave.key) + 1, failures=1)
    is_bad = row.failures >= OPENS_AT_FAILURES and 2 * row.failures >= row.calls
    if is_bad and row.open_until is None:
        _open(row)


def _count(key: str, *, calls: int, failures: int) -> CircuitBreaker:
    """Adds to the window, or starts a new one where it is over; gives the row as it then is."""
    while True:
        now = timezone.now()
        row, _ = CircuitBreaker.objects.get_or_create(key=key, defaults={"window_started_at": now})
        age = (now - row.window_started_at).total_seconds()
        window = CircuitBreaker.objects.filter(pk=row.pk, window_started_at=row.window_started_at)
        if 0 <= age < WINDOW_SECONDS:
            counted = window.update(calls=F("calls") + calls, failures=F("failures") + failures)
        else:
            counted = window.update(window_started_at=now, calls=calls, failures=failures)
        if counted:
            row.refresh_from_db()
            return row


def _open(row: CircuitBreaker) -> None:
    """Opens it, for twice as long as the time before; once, whoever else has counted the same failures."""
    cooldown = min(LONGEST_COOLDOWN_SECONDS, COOLDOWN_SECONDS * 2.0 ** min(row.times_opened, 10))
    until = timezone.now() + timedelta(seconds=cooldown)
    unmoved = CircuitBreaker.objects.filter(pk=row.pk, open_until=row.open_until, times_opened=row.times_opened)
    if unmoved.update(open_until=until, times_opened=row.times_opened + 1, probe_at=None, calls=0, failures=0):
        record(row, "circuit_breaker.opened", data={"seconds": cooldown, "times": row.times_opened + 1})


def _becomes_probe(row: CircuitBreaker, now: datetime) -> bool:
    if row.probe_at is not None and abs(now - row.probe_at) < timedelta(seconds=PROBE_SECONDS):
        return False
    free = CircuitBreaker.objects.filter(pk=row.pk, open_until=row.open_until, probe_at=row.probe_at)
    return free.update(probe_at=now) == 1


def _open_rows(key: str) -> QuerySet[CircuitBreaker]:
    return CircuitBreaker.objects.filter(key=key, open_until__isnull=False)


def _closed(now: datetime) -> dict[str, object]:
    return {
        "open_until": None,
        "probe_at": None,
        "times_opened": 0,
        "calls": 0,
        "failures": 0,
        "window_started_at": now,
    }
