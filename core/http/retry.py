"""How long to wait before the next try, and when not to try again here at all."""

import math
import random
import time
from email.utils import parsedate_to_datetime

from django.conf import settings

MAX_SLEEP_SECONDS = 5.0  # a longer wait is the job queue's business, not a sleeping worker's
SHORTEST_SECONDS = 1.0
LONGEST_SECONDS = 6 * 3600.0
UNSAID_SECONDS = 30.0  # 429 without Retry-After


def backoff(attempt: int) -> float:
    """Seconds to wait after the given failed attempt (1, 2, ...): full jitter, so that workers do not march in step."""
    ceiling = min(MAX_SLEEP_SECONDS, settings.PARTNER_RETRY_BASE_SECONDS * 2 ** (attempt - 1))
    return random.uniform(0, ceiling)  # noqa: S311 - spreads load, keeps no secret


def retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header asks for, from 1 second to 6 hours; None where it says nothing readable.

    Both forms: a number of seconds (whole or not), and an HTTP date.
    """
    value = value.strip()
    if not value:
        return None
    seconds = _seconds(value)
    if seconds is None or math.isnan(seconds):
        return None
    return min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)


def _seconds(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
