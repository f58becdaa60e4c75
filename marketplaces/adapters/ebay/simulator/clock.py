"""How eBay writes a time, and how a written one is read."""

from datetime import UTC, datetime


def written(when: datetime) -> str:
    """As eBay writes a time: UTC, milliseconds, Z."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def read(text: str) -> datetime:
    """Raises ValueError for what is not a time with a zone."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return when.astimezone(UTC)
