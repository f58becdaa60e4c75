"""The fault plan: what goes wrong with which answers, and how often.

A fault is written `name[=value][@page][xtimes]`: `status=503@3x2` answers page 3 twice with 503, `slow=0.05` delays all.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from inventory.source.simulator.views import VIEWS

# Names with what their value means; "" for those that take none.
TRANSPORT = {
    "status": "HTTP status",
    "retry_after": "429 with this Retry-After",
    "slow": "seconds before the answer",
    "drip": "seconds between single bytes",
    "reset": "",
    "cut": "",
    "empty_body": "",
    "no_content": "",
    "html": "",
    "broken_json": "",
    "bom": "",
    "latin1": "",
    "no_list": "",
    "redirect": "address",
    "throttle": "calls a minute",
}
PAGING = {
    "loop": "",
    "same_rows": "",
    "next_host": "scheme and host of `next`",
    "page_cap": "most rows a page",
    "ignore_page_size": "",
    "empty_pages": "",
    "moving": "per cent that change at each page that is read",
}
HAPPENINGS = {"drift": "per cent", "removed": "per cent", "renumbered": "per cent"}
NUMERIC = {"status", "slow", "drip", "throttle", "page_cap", "moving", *HAPPENINGS}

_WRITTEN = re.compile(r"(?P<name>[a-z_0-9]+?)(?:=(?P<value>.*?))?(?:@(?P<page>\d+))?(?:x(?P<times>\d+))?")


class FaultError(ValueError):
    """The fault cannot be understood; the text says why."""


@dataclass
class Fault:
    """`page` 0 means every page, `left` None for ever."""

    name: str
    value: str = ""
    page: int = 0
    left: int | None = None

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)

    def __str__(self) -> str:
        return (
            self.name
            + (f"={self.value}" if self.value else "")
            + (f"@{self.page}" if self.page else "")
            + (f"x{self.left}" if self.left is not None else "")
        )


def parse(text: str) -> Fault:
    # A view may end in x and digits itself: its whole name comes first.
    if text in VIEWS:
        return Fault(text)
    match = _WRITTEN.fullmatch(text.strip())
    known = TRANSPORT | PAGING | HAPPENINGS | dict.fromkeys(VIEWS, "")
    if match is None or match["name"] not in known:
        raise FaultError(f"unknown fault {text!r}; there are: {', '.join(sorted(known))}")
    name, value = match["name"], match["value"] or ""
    if bool(known[name]) != bool(value):
        raise FaultError(f"{name} takes {known[name] or 'no value'}")
    if name in NUMERIC:
        try:
            Decimal(value)
        except InvalidOperation as error:
            raise FaultError(f"{name} takes {known[name]}, not {value!r}") from error
    return Fault(name, value, int(match["page"] or 0), int(match["times"]) if match["times"] else None)


class FaultPlan:
    """The faults in force. Not thread-safe by itself: the simulator asks under its lock."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.faults.append(fault)

    def clear(self) -> None:
        self.faults = []

    def take(self, name: str, page: int) -> Fault | None:
        """The fault of this name that is due on `page`, one time of it used up."""
        for fault in self.faults:
            if fault.name == name and fault.page in (0, page) and fault.left != 0:
                if fault.left is not None:
                    fault.left -= 1
                return fault
        return None

    def views(self) -> list[str]:
        return [fault.name for fault in self.faults if fault.name in VIEWS]
