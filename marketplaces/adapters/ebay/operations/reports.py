"""eBay's reports about the seller. 100 calls a day are all that the app has, and the figures change a few times a day: an
answer is kept, and says when it was read."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import cache

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import analytics as family
from marketplaces.adapters.ebay.mapper import reports
from marketplaces.adapters.ebay.mapper.marketing_values import seconds
from marketplaces.interface import Operation

OPERATIONS = {
    "read_traffic": Operation("read_traffic"),
    "read_standards": Operation("read_standards"),
    "read_service_metric": Operation("read_service_metric"),
}
TRAFFIC_SECONDS = 6 * 3600
STANDARDS_SECONDS = 12 * 3600
MOST_DAYS, OLDEST_DAYS, MOST_LISTINGS = 90, 730, 200
Values = Mapping[str, Any]


def read_traffic(client: EbayClient, values: Values) -> dict[str, Any]:
    """`by` "day" or "listing", `first_day` and `last_day` (ISO 8601), at most 90 days of the last two years; `listing_ids`
    may be given. All figures are asked for at once: a call more is a hundredth of the day's."""
    by, listed = str(values["by"]), [str(each) for each in values.get("listing_ids") or ()]
    first, last = _days(values, len(listed))
    of = (by, first.isoformat(), last.isoformat(), *sorted(listed))

    def ask() -> dict[str, Any]:
        metrics = list(reports.METRICS.values())
        return reports.traffic(family.traffic(client, reports.DIMENSIONS[by], metrics, first, last, listed))

    return _kept(client, "traffic", of, TRAFFIC_SECONDS, ask) | {"by": by}


def _days(values: Values, listings: int) -> tuple[date, date]:
    first, last = date.fromisoformat(str(values["first_day"])), date.fromisoformat(str(values["last_day"]))
    today = datetime.now(UTC).date()
    problem = ""
    if first > last or first > today:
        problem = "the first day is after the last, or to come"
    elif (last - first).days > MOST_DAYS or (today - first).days > OLDEST_DAYS:
        problem = f"at most {MOST_DAYS} days of the last {OLDEST_DAYS}"
    elif listings > MOST_LISTINGS:
        problem = f"at most {MOST_LISTINGS} listings"
    if problem:
        raise Rejected(PARTNER, "getTrafficReport", message=problem, code="bad_range")
    return first, last


def read_standards(client: EbayClient, values: Values) -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        return {"profiles": [reports.profile(each) for each in family.standards(client)]}

    return _kept(client, "standards", (), STANDARDS_SECONDS, ask)


def read_service_metric(client: EbayClient, values: Values) -> dict[str, Any]:
    """`kind` "not_received" or "not_as_described", `cycle` "current" or "projected". Raises NotFound where eBay has no
    figure of the seller, who is new or sells little."""
    kind, cycle = str(values["kind"]), str(values["cycle"])

    def ask() -> dict[str, Any]:
        return reports.service(family.service_metric(client, reports.KINDS[kind], reports.CYCLES[cycle]))

    return _kept(client, "service", (kind, cycle), STANDARDS_SECONDS, ask) | {"kind": kind}


def _kept(
    client: EbayClient, report: str, of: tuple[str, ...], keep_for: int, ask: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    digest = hashlib.sha256(json.dumps([client.identity.site.code, *of]).encode()).hexdigest()[:32]
    key = f"ebay:report:{client.account.pk}:{report}:{digest}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = {**ask(), "read_at": seconds(datetime.now(UTC))}
        cache.set(key, kept, keep_for)
    return kept
