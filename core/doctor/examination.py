"""Findings, and the examiners that make them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError
from django.db.utils import InterfaceError

from core.checks import database_exists
from core.redaction import redact_text


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: a sentence that says what is, and what to do about it where something is wrong."""

    area: str
    state: State
    sentence: str
    remedy: str = ""


Examiner = Callable[[], Iterator[tuple[State, str, str]]]


@dataclass(frozen=True, slots=True)
class _Registered:
    area: str
    examine: Examiner
    needs_database: bool


_examiners: dict[str, _Registered] = {}


def examiner(area: str, *, needs_database: bool = False) -> Callable[[Examiner], Examiner]:
    """Registers a function that yields (state, sentence, remedy) for its area."""

    def register(function: Examiner) -> Examiner:
        _examiners[area] = _Registered(area, function, needs_database)
        return function

    return register


def examine() -> Iterator[Finding]:
    """Every finding of every examiner, in the order they were registered."""
    for registered in _examiners.values():
        if registered.needs_database and not database_exists():
            yield Finding(registered.area, State.SKIPPED, "Not looked at: there is no database yet.")
        else:
            yield from _findings_of(registered)


def _findings_of(registered: _Registered) -> Iterator[Finding]:
    try:
        for state, sentence, remedy in registered.examine():
            yield Finding(registered.area, state, sentence, remedy)
    except (DatabaseError, InterfaceError):
        yield Finding(registered.area, State.SKIPPED, "Not looked at: the database does not answer, or lacks tables.")
    except Exception as error:  # noqa: BLE001 - a doctor who faints helps nobody
        yield Finding(
            registered.area, State.BROKEN, redact_text(f"Could not be looked at: {type(error).__name__}: {error}")
        )
