"""A list as a connection shows it: a page of nodes, edges with cursors, and what lies behind."""

import base64
import json
from collections.abc import Mapping
from typing import Any

MOST_ROWS = 250
Shown = Mapping[str, Any]


class BadPage(Exception):  # noqa: N818 - the caller's
    """The paging arguments are wrong."""


def page(nodes: list[Any], args: Mapping[str, Any], name: str, limit: int | None = None) -> dict[str, Any]:
    """A node with `__sort` is found again by that key, however the list has moved; others by their place.

    One with `__show` is worked out by that, once it is on the page. Raises BadPage.
    """
    keys = [_key(node, place) for place, node in enumerate(nodes)]
    rows = list(zip(keys, nodes, strict=True))
    if args.get("reverse"):
        rows.reverse()
    first, last = limit or _size(args, "first", name), _size(args, "last", name)
    if first is None and last is None:
        raise BadPage(f"you must provide one of first or last (field {name})")
    down = bool(args.get("reverse"))
    if args.get("after"):
        mark = _read(args["after"])
        rows = [row for row in rows if (row[0] < mark if down else row[0] > mark)]
    if args.get("before"):
        mark = _read(args["before"])
        rows = [row for row in rows if (row[0] > mark if down else row[0] < mark)]
    taken = rows[:first] if first is not None else rows[-(last or 0) :]
    cursors = [_cursor(key) for key, _ in taken]
    shown = [node["__show"]() if "__show" in node else node for _, node in taken]
    return {
        "nodes": shown,
        "edges": [{"node": node, "cursor": cursor} for node, cursor in zip(shown, cursors, strict=True)],
        "pageInfo": {
            "__typename": "PageInfo",
            "hasNextPage": first is not None and len(rows) > first,
            "hasPreviousPage": bool(args.get("after")) or (last is not None and len(rows) > last),
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def whole(nodes: list[Any], args: Mapping[str, Any], name: str) -> dict[str, Any]:
    """All of it on one page, as bulk queries have it."""
    return page(nodes, {"reverse": args.get("reverse")}, name, limit=max(len(nodes), 1))


def _size(args: Mapping[str, Any], which: str, name: str) -> int | None:
    size = args.get(which)
    if size is None:
        return None
    if not 0 <= size <= MOST_ROWS:
        raise BadPage(f"{which} must be between 0 and {MOST_ROWS} on {name}, but is {size}")
    return int(size)


def _key(node: Any, place: int) -> list[Any]:
    return list(node["__sort"]) if isinstance(node, Mapping) and "__sort" in node else [place]


def _cursor(key: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read(cursor: str) -> list[Any]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise BadPage(f"Invalid cursor: {cursor}") from error
    return key if isinstance(key, list) else [key]
