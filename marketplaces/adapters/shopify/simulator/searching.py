"""Shopify's search words: `updated_at:>='2026-11-20T08:00:00Z' AND sku:A-1`; unknown fields are told and left out.

A time with colons has to be quoted: without, it is no time, and the condition is left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from marketplaces.adapters.shopify.simulator.calls import Call, Shown

TERM = re.compile(
    r"""(?P<minus>-)?(?P<field>[a-z_]+):(?P<op><=|>=|<|>)?(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<bare>[^\s'"]+))""",
    re.VERBOSE,
)
Row = TypeVar("Row")
Reads = Callable[[Any], Any]
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda have, want: have == want,
    "<": lambda have, want: have < want,
    "<=": lambda have, want: have <= want,
    ">": lambda have, want: have > want,
    ">=": lambda have, want: have >= want,
}
Condition = Callable[[Any], bool]


def matching(call: Call, path: str, query: str | None, fields: Mapping[str, Reads], rows: Iterable[Row]) -> list[Row]:
    """The rows that a search finds. What `fields` reads may be a text, a time, a number or a list of texts."""
    holds, warnings = _conditions(query or "", fields, call.shop.clock.now())
    if warnings:
        call.warnings.append({"path": [path], "query": query, "warnings": warnings})
    return [row for row in rows if all(condition(row) for condition in holds)]


def _conditions(query: str, fields: Mapping[str, Reads], now: datetime) -> tuple[list[Condition], list[Shown]]:
    found: list[Condition] = []
    warnings: list[Shown] = []
    for match in TERM.finditer(query):
        name = match["field"]
        value = next(v for v in (match["single"], match["double"], match["bare"]) if v is not None)
        if name not in fields:
            warnings.append({"field": name, "message": "Invalid search field for this query."})
            continue
        moment = _time(value, now, quoted=match["bare"] is None) if name.endswith("_at") else None
        if name.endswith("_at") and moment is None:
            warnings.append({"field": name, "message": f"Invalid timestamp for query `{value}`."})
            continue
        found.append(_condition(fields[name], match["op"] or "", moment or value, negative=bool(match["minus"])))
    return found, warnings


def _condition(reads: Reads, op: str, want: Any, *, negative: bool) -> Condition:
    def holds(row: Any) -> bool:
        have = reads(row)
        if have is None:
            return negative
        if isinstance(have, list):
            return (want.lower() in [str(one).lower() for one in have]) is not negative
        if isinstance(have, datetime):
            return COMPARE[op](have, want) is not negative
        if isinstance(have, int):
            return COMPARE[op](have, int(want) if str(want).isdecimal() else -1) is not negative
        if want.endswith("*"):
            return str(have).lower().startswith(want[:-1].lower()) is not negative
        return COMPARE[op](str(have).lower(), want.lower()) is not negative

    return holds


def _time(text: str, now: datetime, *, quoted: bool) -> datetime | None:
    if ":" in text and not quoted:
        return None
    if text == "now":
        return now
    if match := re.fullmatch(r"past_(hour|day|week)", text):
        return now - {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}[match[1]]
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
