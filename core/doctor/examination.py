"""Findings, and the examiners that make them."""

from collections.abc import Callable, Collection, Iterator
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
    asks_others: bool = False


_examiners: dict[str, _Registered] = {}


def examiner(area: str, *, needs_database: bool = False, asks_others: bool = False) -> Callable[[Examiner], Examiner]:
    """Registers a function that yields (state, sentence, remedy) for its area. `asks_others`: it makes a call over the
    network, which is left out where that is not wanted."""

    def register(function: Examiner) -> Examiner:
        _examiners[area] = _Registered(area, function, needs_database, asks_others)
        return function

    return register


def areas() -> list[str]:
    """What can be looked at, in the order it is registered."""
    return list(_examiners)


def examine(only: Collection[str] = (), *, offline: bool = False) -> Iterator[Finding]:
    """Every finding of every examiner, or of those of the areas `only`, in the order they were registered. `offline`:
    no call to another machine but the database and the broker."""
    for registered in _examiners.values():
        if only and registered.area not in only:
            continue
        if offline and registered.asks_others:
            yield Finding(registered.area, State.SKIPPED, "Not looked at: it needs a call over the network.")
        elif registered.needs_database and not database_exists():
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
