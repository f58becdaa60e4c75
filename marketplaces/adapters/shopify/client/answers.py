"""One call's way from bytes to what was asked for: the three layers of errors in their order, then what it says.

First the status and whether this is JSON at all, then `errors` at the top (HTTP 200 most of the time, perhaps beside
partial data), then the `userErrors` of a mutation. Only when all three are clean was something done.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.errors import BadPayload, OutcomeUnknown, PartnerError, RateLimited
from core.http import Answer, Verdict
from marketplaces.adapters.shopify.documents import Document
from marketplaces.adapters.shopify.errors import (
    ACCESS_DENIED,
    PARTNER,
    THROTTLED,
    Row,
    row_for_code,
    row_for_status,
    row_for_user_code,
    verdict_of,
)
from marketplaces.adapters.shopify.values import Misread, Obj, decimal, decode, obj, obj_or_none, rows, text

T = TypeVar("T")
FLOOR_SECONDS = 1.0  # a wait worked out of costs may be 0, and would spin (seen in the wild: BCApps PR 10417)
UNSAID_SECONDS = 3.0  # throttled without a cost block
JITTER_SHARE = 0.25
LONGEST_WAIT_SECONDS = 60.0
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class UserError:
    """A mutation's "no". `field` is the path to what it is about, as ("input", "quantities", "0")."""

    message: str
    code: str = ""
    field: tuple[str, ...] = ()

    @property
    def index(self) -> int | None:
        """The number in the path: which row of a list is meant."""
        return next((int(part) for part in self.field if part.isascii() and part.isdigit()), None)


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer holds: the data by root field; for a mutation its payload and what it refused."""

    data: Obj
    user_errors: tuple[UserError, ...] = ()

    @property
    def payload(self) -> Obj:
        """The only root field's object."""
        return obj(next(iter(self.data.values()), None), "the payload")


class Exchange(Generic[T]):
    """`keeps_refusals`: the caller wants to see `userErrors` itself."""

    def __init__(self, document: Document, read: Callable[[Given], T], *, keeps_refusals: bool = False) -> None:
        self.document, self.keeps_refusals = document, keeps_refusals
        self._read = read
        self.found: list[T] = []

    def judge(self, answer: Answer) -> Verdict | None:
        """None leaves it to the status, and then to `check`."""
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own borders
            return self._of_status(answer)
        try:
            body = decode(answer.body)
            return self._of_errors(body) or self._of_user_errors(body)
        except Misread:
            return None

    def check(self, answer: Answer) -> None:
        try:
            body = decode(answer.body)
            data = obj(body.get("data"), "data")
            self.found.append(self._read(Given(data, tuple(_user_errors(data)))))
        except Misread as problem:
            raise BadPayload(
                PARTNER, self.document.name, status=answer.status, body=answer.body, message=str(problem)
            ) from problem

    def _of_status(self, answer: Answer) -> Verdict | None:
        row = row_for_status(answer.status)
        if row is None:
            return None
        said = _plain_errors(answer)
        return Verdict(row.kind, _words(row, said), str(answer.status), retry_after=row.retry_after)

    def _of_errors(self, body: Obj) -> Verdict | None:
        if isinstance(body.get("errors"), str):
            return Verdict(self._kind(Row(row_for_code("").kind, "")), text(body["errors"])[:LONGEST_TEXT])
        errors = rows(body.get("errors"), "errors")
        if not errors or self._is_readable_in_part(body, errors):
            return None
        code = next((found for error in errors if (found := _code(error)) == THROTTLED), _code(errors[0]))
        row = row_for_code(code)
        said = "; ".join(dict.fromkeys(text(error.get("message")) for error in errors))[:LONGEST_TEXT]
        if code == THROTTLED:
            return Verdict(RateLimited, _words(row, said), code, retry_after=wait_seconds(body))
        if self.document.once and _has_data(body):
            return Verdict(OutcomeUnknown, _words(row, said), code)  # carried out, though not all of it could be shown
        return Verdict(self._kind(row), _words(row, said), code, retry_after=row.retry_after)

    def _of_user_errors(self, body: Obj) -> Verdict | None:
        data = obj_or_none(body.get("data"), "data")
        if not self.document.is_mutation or data is None:
            return None
        refusals = _user_errors(data)
        retries = [row for each in refusals if (row := row_for_user_code(each.code)).kind is RateLimited]
        if not refusals or (self.keeps_refusals and not retries):
            return None
        row = retries[0] if retries else row_for_user_code(refusals[0].code)
        said = "; ".join(dict.fromkeys(each.message for each in refusals))[:LONGEST_TEXT]
        return Verdict(self._kind(row), _words(row, said), refusals[0].code, retry_after=row.retry_after)

    def _is_readable_in_part(self, body: Obj, errors: list[Obj]) -> bool:
        """A query of which only parts below its root were denied: a right is missing, the rest is true."""
        return (
            not self.document.is_mutation
            and _has_data(body)
            and all(_code(error) == ACCESS_DENIED and len(error.get("path") or ()) > 1 for error in errors)
        )

    def _kind(self, row: Row) -> type[PartnerError]:
        return verdict_of(row, once=self.document.once)


def wait_seconds(body: Obj) -> float:
    """Until the bucket holds what the refused call costs: from a floor up, spread a little. The block may be absent."""
    waited = UNSAID_SECONDS
    try:
        cost = obj(obj(body.get("extensions"), "extensions").get("cost"), "cost")
        status = obj(cost.get("throttleStatus"), "throttleStatus")
        wanted, there = decimal(cost.get("requestedQueryCost")), decimal(status.get("currentlyAvailable"))
        rate = decimal(status.get("restoreRate"))
        if wanted is not None and there is not None and rate:
            waited = float((wanted - there) / rate)
    except Misread:
        pass
    waited = min(max(waited, FLOOR_SECONDS), LONGEST_WAIT_SECONDS)
    return waited * (1 + random.uniform(0, JITTER_SHARE))  # noqa: S311 - spreads load, keeps no secret


def _user_errors(data: Obj) -> list[UserError]:
    """Of all payloads, whatever the list is called: `userErrors`, `orderCancelUserErrors`."""
    found: list[UserError] = []
    for payload in data.values():
        for name, listed in payload.items() if isinstance(payload, dict) else ():
            if name.lower().endswith("usererrors"):
                found += [_user_error(each) for each in rows(listed, name)]
    return found


def _user_error(given: Obj) -> UserError:
    path = given.get("field")
    parts = tuple(str(part) for part in path) if isinstance(path, list) else ()
    return UserError(text(given.get("message")) or "refused without a reason", text(given.get("code")), parts)


def _code(error: Obj) -> str:
    extensions = error.get("extensions")
    return text(extensions.get("code")) if isinstance(extensions, dict) else ""


def _has_data(body: Obj) -> bool:
    data = body.get("data")
    return isinstance(data, dict) and any(value is not None for value in data.values())


def _words(row: Row, said: str) -> str:
    return f"{row.meaning}: {said}" if row.meaning and said else row.meaning or said or "refused without a reason"


def _plain_errors(answer: Answer) -> str:
    """Outside of GraphQL `errors` is a text, or an object; of a page there is nothing to quote."""
    try:
        said: Any = decode(answer.body).get("errors")
    except Misread:
        return ""
    return said[:LONGEST_TEXT] if isinstance(said, str) else ""
