"""What goes wrong at a partner's look-alike, where and how often: one notation and one plan for all simulators.

A fault is written `name[=value][@place][xtimes]`: `status=503@3x2` answers page 3 twice with 503, `slow=0.05` delays all.
What a place is (a page, a path, an API), each simulator says.
"""

import operator
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property


class FaultError(ValueError):
    """The fault cannot be understood; the text says why."""


@dataclass
class Fault:
    """`place` "" means everywhere, `left` None for ever."""

    name: str
    value: str = ""
    place: str = ""
    left: int | None = None

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)

    def __str__(self) -> str:
        return (
            self.name
            + (f"={self.value}" if self.value else "")
            + (f"@{self.place}" if self.place else "")
            + (f"x{self.left}" if self.left is not None else "")
        )


@dataclass(frozen=True)
class FaultWords:
    """The faults that a simulator knows: names with what their value means, "" for those that take none.

    `numeric` are those whose value is a number, `place` is what may stand behind the @, as a pattern that takes little.
    """

    known: Mapping[str, str]
    numeric: frozenset[str]
    place: str

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?P<name>[a-z_0-9]+?)(?:=(?P<value>[^@]*?))?(?:@(?P<place>{self.place}))?(?:x(?P<times>\d+))?"
        )

    def read(self, text: str) -> Fault:
        """Raises FaultError."""
        text = text.strip()
        if self.known.get(text) == "":  # a name may end in x and digits itself: the whole of it comes first
            return Fault(text)
        match = self._written.fullmatch(text)
        if match is None or match["name"] not in self.known:
            raise FaultError(f"unknown fault {text!r}; there are: {', '.join(sorted(self.known))}")
        name, value = match["name"], match["value"] or ""
        takes = self.known[name]
        if bool(takes) != bool(value):
            raise FaultError(f"{name} takes {takes or 'no value'}")
        if name in self.numeric and not re.fullmatch(r"\d+(\.\d+)?", value):
            raise FaultError(f"{name} takes {takes}, not {value!r}")
        return Fault(name, value, match["place"] or "", int(match["times"]) if match["times"] else None)

    def read_option(self, text: str) -> Fault:
        """The same for the command line's parser."""
        try:
            return self.read(text)
        except FaultError as error:
            raise ArgumentTypeError(str(error)) from error


class FaultPlan:
    """The faults in force. Not thread-safe by itself: a simulator asks under its lock.

    `is_at` says whether the place that is asked for is the place of a fault, both as text.
    """

    def __init__(self, words: FaultWords, is_at: Callable[[str, str], bool] = operator.eq) -> None:
        self._words, self._is_at = words, is_at
        self._faults: list[Fault] = []

    def add(self, fault: Fault | str) -> None:
        """Raises FaultError where a written one cannot be read."""
        self._faults.append(self._words.read(fault) if isinstance(fault, str) else fault)

    def clear(self) -> None:
        self._faults = []

    def in_force(self) -> list[Fault]:
        return [fault for fault in self._faults if fault.left != 0]

    def take(self, name: str, place: str) -> Fault | None:
        """The fault of this name that is due at `place`, one time of it used up."""
        return self._take(place, lambda fault: fault.name == name).get(name)

    def take_all(self, place: str) -> dict[str, Fault]:
        """The faults that are due at `place`, by name, one time of each used up."""
        return self._take(place, lambda fault: True)

    def _take(self, place: str, is_wanted: Callable[[Fault], bool]) -> dict[str, Fault]:
        due: dict[str, Fault] = {}
        for fault in self.in_force():
            is_here = not fault.place or self._is_at(place, fault.place)
            if is_here and fault.name not in due and is_wanted(fault):
                if fault.left is not None:
                    fault.left -= 1
                due[fault.name] = fault
        return due
