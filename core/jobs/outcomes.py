"""What becomes of a job whose handler raised: try again later, wait, give up."""

import random
from dataclasses import dataclass

from django.db import DatabaseError

from core.errors import HeldBack, HubError, OutcomeUnknown, PartnerError, RateLimited, Terminal
from core.redaction import redact_text

BACKOFF_BASE_SECONDS = 2.0
BACKOFF_CAP_SECONDS = 15 * 60.0
RETRY_AFTER_SECONDS = (1.0, 6 * 3600.0)  # what a partner may ask for is held between these
CONFLICT_SECONDS = 1.0
CONFLICTS = {"40001", "40P01"}  # PostgreSQL: could not serialize, deadlock
ERROR_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Fate:
    """`retry_in` in seconds, or None when the job is given up. `is_counted`: the attempt was one of those allowed."""

    retry_in: float | None
    error_class: str
    error: str
    is_counted: bool = True


def fate_of(error: Exception, attempt: int) -> Fate:
    """Decides by the kind of error. An unknown outcome is never repeated: somebody has to look first."""
    cause = _partner_cause(error) or error
    name, text = type(error).__name__[:80], _text(error)
    if isinstance(cause, (Terminal, OutcomeUnknown)):
        return Fate(None, name, text)
    if isinstance(cause, RateLimited):
        least, most = RETRY_AFTER_SECONDS
        wait = min(max(cause.retry_after, least), most)
        return Fate(wait, name, text, is_counted=not isinstance(cause, HeldBack))
    if _is_conflict(error):
        return Fate(_jitter(CONFLICT_SECONDS), name, text)
    return Fate(backoff(attempt), name, text)


def backoff(attempt: int) -> float:
    """Seconds to wait after the attempt of this number (from 1): full jitter under a ceiling that doubles."""
    return _jitter(min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2.0 ** min(attempt - 1, 20)))


def _jitter(ceiling: float) -> float:
    return random.uniform(0.0, ceiling)  # noqa: S311 - spreads load, protects nothing


def _partner_cause(error: BaseException) -> PartnerError | None:
    """The partner's error behind this one: apps raise their own words `from` it."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, PartnerError):
        seen = seen.__cause__
    return seen


def _is_conflict(error: Exception) -> bool:
    """Whether two transactions got in each other's way and the loser may simply try again."""
    if not isinstance(error, DatabaseError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in CONFLICTS or "database is locked" in str(error)


def _text(error: Exception) -> str:
    said = str(error) or type(error).__name__
    shown = said if isinstance(error, HubError) else f"{type(error).__name__}: {said}"
    return redact_text(shown).replace("\x00", "")[:ERROR_CHARACTERS]
