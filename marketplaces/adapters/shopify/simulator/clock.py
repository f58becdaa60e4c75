"""How Shopify writes a time in webhooks."""

from datetime import datetime, timedelta, timezone

STORE_ZONE = timezone(timedelta(hours=1))  # of the webhooks' bodies; GraphQL answers are in UTC


def store_time(when: datetime | None) -> str | None:
    """As webhooks write it: with the store's offset."""
    return when.astimezone(STORE_ZONE).isoformat(timespec="seconds") if when else None
