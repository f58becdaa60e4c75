"""One call on its way, how operations are registered, and how they say no."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.fields import Fields, whole

Shown = dict[str, Any]
Answers = Callable[["Call"], Any]

MOST_OFFSET = 12_000
PAGE: Fields = {"limit": whole(1, 100), "offset": whole(0)}


@dataclass(frozen=True)
class Upload:
    """A file part of a multipart body."""

    filename: str
    content: bytes


@dataclass
class Call:
    """`ids` are the numbers of the path, `body` the fields that were given, or the JSON; `headers` go with the answer."""

    shop: Shop
    ids: dict[str, Any]
    query: dict[str, Any]
    body: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)
    origin: str = ""
    scopes: frozenset[str] = frozenset()
    text_query: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = False
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def listing_id(self) -> int:
        return int(self.ids["listing_id"])


class Refused(Exception):  # noqa: N818 - says no
    """`body` is {"error": text}, or an array of rows where fields of a listing are wrong."""

    def __init__(self, status: int, text: str = "", *, body: Any = None, headers: Mapping[str, str] | None = None):
        super().__init__(text)
        self.status, self.body = status, {"error": text} if body is None else body
        self.headers = list((headers or {}).items())


def bad(text: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, text)


def missing(what: str) -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, f"{what} not found")


def wrong_fields(*rows: tuple[str, str, str]) -> Refused:
    """The array form: rows of path, type, message."""
    body = [{"path": path, "type": kind, "message": message} for path, kind, message in rows]
    return Refused(HTTPStatus.BAD_REQUEST, body=body)


@dataclass(frozen=True)
class Operation:
    """`scopes` are all needed; `media` is the content type of its body, "" for none."""

    name: str
    method: str
    path: str
    answers: Answers
    scopes: tuple[str, ...] = ()
    media: str = ""
    fields: Fields = field(default_factory=dict)
    query: Fields = field(default_factory=dict)
    success: int = 200
    lists_errors: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        def part(match: re.Match[str]) -> str:
            return f"(?P<{match[1]}>{'[A-Za-z-]+' if match[1] == 'language' else r'[0-9]+'})"

        return re.compile(re.sub(r"\{(\w+)\}", part, self.path))


@dataclass
class Operations:
    rows: list[Operation] = field(default_factory=list)

    def add(self, name: str, route: str, *scopes: str, **how: Any) -> Callable[[Answers], Answers]:
        """`route` is method and path, `form=`, `multipart=` the fields of a body, `json=True` a JSON body."""
        method, path = route.split()
        media, fields = "", how.pop("form", None)
        if fields is not None:
            media = "application/x-www-form-urlencoded"
        elif "multipart" in how:
            media, fields = "multipart/form-data", how.pop("multipart")
        elif how.pop("json", False):
            media = "application/json"

        def register(answers: Answers) -> Answers:
            self.rows.append(Operation(name, method, path, answers, scopes, media, fields or {}, **how))
            return answers

        return register


OPERATIONS = Operations()
operation = OPERATIONS.add


def page(call: Call, rows: list[Any], show: Callable[[Any], Any]) -> Shown:
    """The part that `limit` and `offset` ask for, with the count of all."""
    limit, offset = call.query.get("limit", 25), call.query.get("offset", 0)
    if offset > MOST_OFFSET:
        raise bad(f"offset cannot be greater than {MOST_OFFSET}")
    start = max(offset - 1, 0) if call.repeats else offset
    return {"count": len(rows), "results": [show(one) for one in rows[start : start + limit]]}


def whole_list(rows: list[Any], show: Callable[[Any], Any]) -> Shown:
    return {"count": len(rows), "results": [show(one) for one in rows]}
