"""Alerts of streams that are late. A clock that stood still is one alert, not one for each stream it held up."""

from datetime import datetime
from typing import Any

from core.models import Alert
from core.notify import MAILS_FAILING, clear_alert, is_waiting, raise_or_find, settle_alerts
from core.streams import STREAM_LATE, Stream, all_streams
from core.streams.timetable import CLOCK_STOPPED

CLOCK = "clock"  # the stream's code and the alert's cause
Causes = dict[str, dict[str, Any]]


def settle_streams(now: datetime) -> None:
    """Opens and closes what is late now. While the clock has only just gone on, nothing else is judged."""
    found = all_streams(now, by_account=False)
    if clock_is_late(found, now):
        tell_of_clock(found, now)
        return
    if clear_alert(CLOCK_STOPPED, CLOCK):
        return  # it has only just gone on: what it holds up has until the next look, at least
    settle_alerts(STREAM_LATE, late_streams(found, now))
    settle_alerts(MAILS_FAILING, unsent_mails(found, now))


def clock_is_late(found: list[Stream], now: datetime) -> bool:
    return any(stream.code == CLOCK and stream.is_late(now) for stream in found)


def tell_of_clock(found: list[Stream], now: datetime) -> tuple[Alert, bool]:
    """The alert of the clock, and whether it was opened by this very call."""
    since = max((stream.last_success for stream in found if stream.code == CLOCK and stream.last_success), default=now)
    return raise_or_find(CLOCK_STOPPED, CLOCK, {"since": _shown(since)})


def late_streams(found: list[Stream], now: datetime) -> Causes:
    """Streams that nobody else tells of, by their code."""
    return {
        stream.code[:200]: {"stream": str(stream.title), "since": _shown(stream.last_success) or "?"}
        for stream in found
        if stream.told_by == STREAM_LATE and stream.is_late(now)
    }


def unsent_mails(found: list[Stream], now: datetime) -> Causes:
    if not any(stream.told_by == MAILS_FAILING and stream.is_late(now) for stream in found):
        return {}
    waiting = Alert.objects.filter(is_waiting()).order_by("opened_at")
    oldest = waiting.first()
    return {"mails": {"count": waiting.count(), "since": _shown(oldest.opened_at)}} if oldest is not None else {}


def _shown(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M UTC")
