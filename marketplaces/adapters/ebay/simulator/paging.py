"""The three ways in which eBay cuts a list: by records, by the page's number, by a token."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from marketplaces.adapters.ebay.simulator.calls import Body, Call, Refused


def by_records(
    call: Call, key: str, rows: Sequence[Any], *, limit: int, offset: int, render: Callable[[Any], Body] | None = None
) -> Body:
    """`offset` counts records. `limit` and `offset` have been checked; `render` makes a body of a row."""
    page: Body = {"href": _href(call, limit, offset), "total": len(rows), "limit": limit, "offset": offset}
    if offset + limit < len(rows):
        page["next"] = _href(call, limit, offset + limit)
    if offset > 0:
        page["prev"] = _href(call, limit, max(offset - limit, 0))
    return page | {key: _rendered(rows[offset : offset + limit], render)}


def by_pages(
    call: Call, key: str, rows: Sequence[Any], *, default: int, most: int, render: Callable[[Any], Body] | None = None
) -> Body:
    """`offset` is the number of the page. Raises Refused with 25706."""
    limit, number = whole(call, "limit", default), whole(call, "offset", 0)
    if limit is None or number is None or not 1 <= limit <= most or number < 0:
        raise Refused(25706, "You have provided invalid pagination values.")
    pages = -(-len(rows) // limit)
    shown = _rendered(rows[number * limit : (number + 1) * limit], render)
    page: Body = {"href": _href(call, limit, number), "total": len(rows), "limit": limit}
    page["size"] = len(shown) if key == "offers" else pages
    if number + 1 < pages:
        page["next"] = _href(call, limit, number + 1)
    if number > 0:
        page["prev"] = _href(call, limit, number - 1)
    return page | {key: shown}


def by_token(call: Call, key: str, rows: Sequence[Any], *, default: int = 20) -> Body:
    """The token is inside `next`. Raises Refused with 195004 or 195005."""
    limit = whole(call, "limit", default)
    if limit is None or not 10 <= limit <= 100:  # noqa: PLR2004 - eBay's range
        raise Refused(195004, "Invalid limit. Supported ranges 10 - 100.")
    word = call.one("continuation_token", "p0")
    if not (word.startswith("p") and word[1:].isdecimal()):
        raise Refused(195005, "Invalid continuation token.")
    start = int(word[1:])
    page: Body = {"href": call.address, "total": len(rows), "limit": limit}
    if start + limit < len(rows):
        page["next"] = f"{call.address}?{urlencode({'limit': limit, 'continuation_token': f'p{start + limit}'})}"
    return page | {key: list(rows[start : start + limit])}


def _rendered(rows: Sequence[Any], render: Callable[[Any], Body] | None) -> list[Any]:
    """Only what is shown is made: there may be very many rows."""
    return [render(row) for row in rows] if render else list(rows)


def whole(call: Call, name: str, default: int) -> int | None:
    """A number of the query; None for what is not one."""
    text = call.one(name, str(default))
    return int(text) if text.isdecimal() else None


def _href(call: Call, limit: int, offset: int) -> str:
    """The same question again, for another part of the list."""
    words = {name: values for name, values in call.query.items() if name not in ("limit", "offset")}
    return f"{call.address}?{urlencode({**words, 'limit': limit, 'offset': offset}, doseq=True)}"
