"""What can be brought in as a file, and what each row of one would do."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar

from core.jobs.rows import Doer
from core.models.imports import Outcome
from core.spreadsheet import Sheet

NAME_CHARACTERS, TARGET_CHARACTERS = 300, 250


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: `name` as the file has it, `meaning` in words, `example` as somebody would write it."""

    name: str
    meaning: Any
    example: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row would do. `target` names what it is about, `values` is JSON for `apply`, `seen` what stands there now.

    `changes` are (old, new) by column; `problems` are (column, words), "" for the whole row.
    """

    number: int
    target: str
    name: str
    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    problems: Sequence[tuple[str, str]] = ()
    seen: str = ""
    lines: int = 1


class ImportKind(ABC):
    """One kind of file. `permission` is asked for at each step, and again when the rows are done.

    `is_private`: the rows hold personal data and are emptied when they are done or have expired.
    """

    slug: ClassVar[str]
    title: ClassVar[Any]
    lead: ClassVar[Any]
    permission: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    back: ClassVar[str]  # name of the page that leads here and that it leads back to
    params: ClassVar[tuple[str, ...]] = ()  # what the page that leads here may choose beside the file
    is_private: ClassVar[bool] = False

    @abstractmethod
    def plan(self, sheet: Sheet, params: Mapping[str, str]) -> Iterable[Plan]:
        """What each row would do; reads what it needs once for all rows, asks no partner, writes nothing."""

    @abstractmethod
    def seen(self, values: Mapping[str, Any]) -> str:
        """What stands now where `values` would be written, in the form `plan` gave it."""

    @abstractmethod
    def apply(self, values: Mapping[str, Any], doer: Doer, fetched: Any) -> None:
        """Writes one row in the caller's transaction. Raises HubError or ValueError where it cannot be done."""

    def afresh(self) -> "ImportKind":
        """For one run of a job: what `fetch` keeps between rows ends with it."""
        return self

    def fetch(self, values: Mapping[str, Any]) -> Any:
        """What partners have to be asked for first; outside of any transaction."""
        return None

    def place(self, params: Mapping[str, str]) -> str:
        """The params in words, for the title."""
        return ""


def mark(seen: str) -> str:
    """A short form of what stood there; "" where nothing does."""
    return sha256(seen.encode()).hexdigest()[:16] if seen else ""


def refused(number: int, name: str, problems: Sequence[tuple[str, str]], *, lines: int = 1) -> Plan:
    return Plan(number, "", name, Outcome.REFUSED, problems=problems, lines=lines)


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Pairs of old and new, as text, for what differs."""
    return {name: [_shown(old.get(name)), _shown(value)] for name, value in new.items() if old.get(name) != value}


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    _kinds[kind.slug] = kind
    return kind


def kind_of(slug: str) -> ImportKind | None:
    return _kinds.get(slug)


def known_kinds() -> Sequence[ImportKind]:
    return tuple(_kinds.values())
