"""What an answer means: eBay's error list first, then the status."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.errors import BadPayload, PartnerError
from core.http import Answer, Verdict
from marketplaces.adapters.ebay.errors import PARTNER, Problem, Row, row_for, verdict_of
from marketplaces.adapters.ebay.values import Misread, Obj, decode, last_part, rows, text

T = TypeVar("T")
LONGEST_TEXT = 300
NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class Given:
    """A good answer. `body` {} where there was none; `new_id` is what a Location header ends with; `warnings` may come
    with success, too."""

    status: int
    body: Obj
    location: str = ""
    warnings: tuple[Problem, ...] = ()

    @property
    def new_id(self) -> str:
        return last_part(self.location)

    @property
    def is_empty(self) -> bool:
        return self.status == NO_CONTENT


class Exchange(Generic[T]):
    """One call: judges every answer, and keeps what `read` makes of the good one. `problems` are those of the last bad
    one."""

    def __init__(self, operation: str, read: Callable[[Given], T], *, once: bool) -> None:
        self.operation, self.once = operation, once
        self._read = read
        self.found: list[T] = []
        self.problems: tuple[Problem, ...] = ()

    def judge(self, answer: Answer) -> Verdict | None:
        """None leaves it to the status, and then to `check`."""
        if 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own borders
            return None
        self.problems = problems_of(answer)
        row = row_for(answer.status, self.problems)
        if row is None:
            return None
        code = self.problems[0].code if self.problems else str(answer.status)
        return Verdict(
            self._kind(row),
            _words(row, self.problems),
            code,
            request_id=answer.header("x-ebay-c-request-id"),
            retry_after=None if answer.header("retry-after") else row.retry_after,  # eBay's own word wins
        )

    def check(self, answer: Answer) -> None:
        try:
            body = decode(answer.body)
            warnings = tuple(problem(each) for each in rows(body.get("warnings"), "warnings"))
            self.found.append(self._read(Given(answer.status, body, answer.header("location"), warnings)))
        except Misread as misread:
            raise BadPayload(
                PARTNER, self.operation, status=answer.status, body=answer.body, message=str(misread)
            ) from misread

    def _kind(self, row: Row) -> type[PartnerError]:
        return verdict_of(row, once=self.once)


def problems_of(answer: Answer) -> tuple[Problem, ...]:
    """Of a page in HTML, or of nothing, there is none to quote."""
    try:
        return tuple(problem(each) for each in rows(decode(answer.body).get("errors"), "errors"))
    except Misread:
        return ()


def problem(given: Obj) -> Problem:
    listed = given.get("parameters")
    known = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return Problem(
        text(given.get("errorId")),
        text(given.get("longMessage")) or text(given.get("message")),
        text(given.get("category")).upper(),
        text(given.get("domain")),
        tuple((text(each.get("name")), text(each.get("value"))) for each in known),
    )


def _words(row: Row, problems: tuple[Problem, ...]) -> str:
    said = "; ".join(dict.fromkeys(each.message for each in problems if each.message))[:LONGEST_TEXT]
    return f"{row.meaning}: {said}" if row.meaning and said else row.meaning or said or "refused without a reason"


def nothing(_given: Given) -> None:
    """For calls whose answer says nothing."""


def whole_body(given: Given) -> Any:
    return given.body
