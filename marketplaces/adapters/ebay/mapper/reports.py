"""eBay's reports: columns -> rows, in our words. Pure. What does not apply is None, never 0."""

from collections.abc import Sequence
from typing import Any

from marketplaces.adapters.ebay.mapper.marketing_values import iso
from marketplaces.adapters.ebay.values import Misread, Obj, obj, obj_or_empty, required, rows, text

# Ours -> eBay's.
METRICS = {
    "impressions": "LISTING_IMPRESSION_TOTAL",
    "search_impressions": "LISTING_IMPRESSION_SEARCH_RESULTS_PAGE",
    "views": "LISTING_VIEWS_TOTAL",
    "click_through_rate": "CLICK_THROUGH_RATE",
    "conversion_rate": "SALES_CONVERSION_RATE",
    "sold": "TRANSACTION",
}
_OURS = {theirs: ours for ours, theirs in METRICS.items()}
DIMENSIONS = {"day": "DAY", "listing": "LISTING"}
KINDS = {"not_received": "ITEM_NOT_RECEIVED", "not_as_described": "ITEM_NOT_AS_DESCRIBED"}
CYCLES = {"current": "CURRENT", "projected": "PROJECTED"}
_DAY = 8  # digits of 20261121


def traffic(given: Obj) -> dict[str, Any]:
    """A row for each day or listing, with `title` where eBay names the listing, and its figures as text. A record that has
    another number of values than the header has names is a Misread: figures would stand under wrong names."""
    header = obj_or_empty(given.get("header"), "header")
    names = [required(each, "key") for each in rows(header.get("metrics"), "metrics")]
    titles = _titles(rows(given.get("dimensionMetadata"), "dimensionMetadata"))
    return {
        "first_day": (text(given.get("startDate")))[:10],
        "last_day": (text(given.get("endDate")))[:10],
        "updated_at": iso(given.get("lastUpdatedDate")),
        "rows": [_record(each, names, titles) for each in rows(given.get("records"), "records")],
    }


def _record(given: Obj, names: Sequence[str], titles: dict[str, str]) -> dict[str, Any]:
    keys = rows(given.get("dimensionValues"), "dimensionValues")
    values = rows(given.get("metricValues"), "metricValues")
    if len(values) != len(names) or not keys:
        raise Misread("a record of the report does not fit its header")
    key = _figure(keys[0]) or ""
    figures = {_OURS.get(name, name.lower()): _figure(value) for name, value in zip(names, values, strict=True)}
    return {"of": _day(key), "title": titles.get(key, ""), "figures": figures}


def _figure(given: Obj) -> str | None:
    """`applicable: false` is no figure."""
    return None if given.get("applicable") is False else (text(given.get("value")) or None)


def _day(key: str) -> str:
    return f"{key[:4]}-{key[4:6]}-{key[6:]}" if len(key) == _DAY and key.isdecimal() else key


def _titles(given: Sequence[Obj]) -> dict[str, str]:
    """What eBay says of the listings themselves; its title is the first word of it."""
    found: dict[str, str] = {}
    for each in given:
        for record in rows(each.get("metadataRecords"), "metadataRecords"):
            values = rows(record.get("metadataValues"), "metadataValues")
            key = text(obj_or_empty(record.get("value"), "value").get("value"))
            if values and key:
                found[key] = _figure(values[0]) or ""
    return found


def profile(given: Obj) -> dict[str, Any]:
    """What eBay thinks of the seller under one program."""
    cycle = obj_or_empty(given.get("cycle"), "cycle")
    return {
        "program": required(given, "program").removeprefix("PROGRAM_").lower(),
        "cycle": text(cycle.get("cycleType")).lower(),
        "evaluated_at": iso(cycle.get("evaluationDate")),
        "level": text(given.get("standardsLevel")).lower(),
        "is_default": given.get("defaultProgram") is True,
        "metrics": [_metric(each) for each in rows(given.get("metrics"), "metrics")],
    }


def _metric(given: Obj) -> dict[str, Any]:
    return {
        "key": required(given, "metricKey").lower(),
        "name": text(given.get("name")),
        "level": text(given.get("level")).lower(),
        "value": _value(given.get("value")),
    }


def _value(value: Any) -> str | None:
    """A number, or a fraction or an amount of which the value is one part."""
    if isinstance(value, dict):
        return text(obj(value, "value").get("value")) or None
    return text(value) or None


def service(given: Obj) -> dict[str, Any]:
    """How often buyers complained, by eBay's own groups, beside sellers like this one."""
    cycle = obj_or_empty(given.get("evaluationCycle"), "evaluationCycle")
    return {
        "site": text(given.get("marketplaceId")),
        "cycle": text(cycle.get("evaluationType")).lower(),
        "first_day": text(cycle.get("startDate"))[:10],
        "last_day": text(cycle.get("endDate"))[:10],
        "evaluated_at": iso(cycle.get("evaluationDate")),
        "rows": [_group(each) for each in rows(given.get("dimensionMetrics"), "dimensionMetrics")],
    }


def _group(given: Obj) -> dict[str, Any]:
    of = obj_or_empty(given.get("dimension"), "dimension")
    found = {required(each, "metricKey").lower(): each for each in rows(given.get("metrics"), "metrics")}
    benchmark = obj_or_empty(obj_or_empty(found.get("rate"), "metric").get("benchmark"), "benchmark")
    return {
        "kind": text(of.get("dimensionKey")).lower(),
        "name": text(of.get("name")),
        "value": text(of.get("value")),
        "figures": {key: text(each.get("value")) or None for key, each in found.items()},
        "rating": text(benchmark.get("rating")).lower(),
        "average": text(obj_or_empty(benchmark.get("metadata"), "metadata").get("average")) or None,
    }
