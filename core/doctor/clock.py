"""The clock: leases, tokens and signatures are dated, so this machine and those it works with must agree on the time."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.db import connection

from core.doctor.examination import State, examiner
from core.http import Answer

# Our shortest lease; partners refuse signatures that are minutes off. A Date header counts whole seconds.
DATABASE_SECONDS = 2.0
PARTNER_SECONDS = 30.0
REMEDY = "Keep this machine's clock by NTP (timedatectl set-ntp true)."

Line = tuple[State, str, str]


@examiner("clock", needs_database=True)
def examine_clock() -> Iterator[Line]:
    if connection.vendor != "postgresql":
        yield State.OK, f"It is {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC here, where the database is too.", ""
        return
    asked = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = float(cursor.fetchone()[0])
    yield line_of("the database", theirs - (asked + time.time()) / 2, DATABASE_SECONDS)


def seconds_ahead(answer: Answer, now: float) -> float | None:
    """How far the clock of who gave this answer is ahead of ours; None where it names no time."""
    try:
        theirs = parsedate_to_datetime(answer.header("Date"))
    except ValueError:
        return None
    if theirs.tzinfo is None:
        return None
    return theirs.timestamp() - (now - answer.elapsed_ms / 2000)


def line_of(whose: str, ahead: float, tolerated: float) -> Line:
    """The finding for a clock that is `ahead` seconds of ours (behind, where negative)."""
    if abs(ahead) <= tolerated:
        return State.OK, f"It agrees with that of {whose}.", ""
    way = "behind" if ahead > 0 else "ahead of"
    return State.BROKEN, f"This machine's is {abs(ahead):.0f} s {way} that of {whose}.", REMEDY
