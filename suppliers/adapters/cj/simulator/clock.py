"""How CJ writes times, in four ways."""

from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


def token_date(when: datetime) -> str:
    """As token dates are written: `2027-01-15T10:00:00+08:00`."""
    return when.astimezone(SHANGHAI).isoformat(timespec="seconds")


def order_date(when: datetime | None) -> str | None:
    """As order and payment times are written: UTC without saying so."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if when else None


def epoch_ms(when: datetime) -> int:
    return int(when.timestamp()) * 1000
