"""Times and money of advertising, where eBay wants whole seconds; what is ours comes as JSON. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.money import Money
from marketplaces.adapters.ebay.values import decimal, moment


def seconds(at: datetime) -> str:
    """`2026-11-21T22:05:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso(value: Any) -> str | None:
    """A time of eBay's, without parts of a second; None where there is none."""
    found = moment(value)
    return seconds(found) if found else None


def given_time(value: Any) -> str:
    """A time of ours (ISO 8601), for eBay. Raises ValueError."""
    found = moment(value)
    if found is None:
        raise ValueError(f"not a time: {value!r}")
    return seconds(found)


def given_money(given: Mapping[str, Any]) -> Money:
    """Of {"amount", "currency"}. Raises ValueError."""
    found = decimal(given["amount"])
    if found is None:
        raise ValueError(f"not an amount: {given['amount']!r}")
    return Money(found, str(given["currency"]))


def shown_money(given: Money | None) -> dict[str, str] | None:
    return {"amount": f"{given.amount:f}", "currency": given.currency} if given else None
