"""What is known of one stream."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

STREAM_LATE = "stream_late"  # the kind of alert that tells of a late stream, where no other does


@dataclass(frozen=True, slots=True)
class Stream:
    """`code` names the stream for alerts and metrics, `group` and `title` for people.

    `period` is how often it is expected, None for what comes when it comes. From `late_at` on it is late; None while
    nothing is expected of it. `told_by` is the kind of alert that tells staff: where it is not `STREAM_LATE`, another
    place opens and closes that alert.
    """

    code: str
    group: Any
    title: Any
    period: timedelta | None
    last_success: datetime | None
    late_at: datetime | None
    told_by: str = STREAM_LATE

    def is_late(self, now: datetime) -> bool:
        return self.late_at is not None and self.late_at < now

    def lag(self, now: datetime) -> timedelta | None:
        """How old the last good end is; None where there was none."""
        return None if self.last_success is None else now - self.last_success
