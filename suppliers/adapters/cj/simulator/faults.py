"""The fault plan: what goes wrong on which route, and how often.

A fault is written `name[=value][@path][xtimes]`: `status=502@product/queryx2` answers two details with an HTML page,
`slow=0.5` delays every call, `lost@shopping/order/createOrderV2x1` takes an order and drops the line.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# Names with what their value means; "" for those that take none.
BEFORE = {
    "slow": "seconds before the answer",
    "reset": "",  # the line breaks, nothing is done
    "status": "HTTP status of an HTML page, nothing is done",
    "retry_after": "429 with this Retry-After",
    "code": "a code of CJ's, nothing is done",
}
AFTER = {
    "lost": "",  # done, then the line breaks
    "done_status": "HTTP status of an HTML page, though it is done",
    "late": "seconds between doing it and answering",
    "html": "",
    "broken_json": "",
    "empty_body": "",
    "no_data": "",  # the envelope without its data
    "cut": "",
}
NUMERIC = {"slow", "status", "code", "done_status", "late"}

_WRITTEN = re.compile(r"(?P<name>[a-z_0-9]+?)(?:=(?P<value>[^@]*?))?(?:@(?P<path>[A-Za-z0-9/]+?))?(?:x(?P<times>\d+))?")


class FaultError(ValueError):
    """The fault cannot be understood; the text says why."""


@dataclass
class Fault:
    """`path` "" means every route, `left` None for ever."""

    name: str
    value: str = ""
    path: str = ""
    left: int | None = None

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)

    def __str__(self) -> str:
        return (
            self.name
            + (f"={self.value}" if self.value else "")
            + (f"@{self.path}" if self.path else "")
            + (f"x{self.left}" if self.left is not None else "")
        )


def parse(text: str) -> Fault:
    match = _WRITTEN.fullmatch(text.strip())
    known = BEFORE | AFTER
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
    return Fault(name, value, match["path"] or "", int(match["times"]) if match["times"] else None)


class FaultPlan:
    """The faults in force. Not thread-safe by itself: the simulator asks under its lock."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.faults.append(fault)

    def clear(self) -> None:
        self.faults = []

    def take(self, path: str) -> dict[str, Fault]:
        """The faults that are due on this path, by name, one time of each used up."""
        due: dict[str, Fault] = {}
        for fault in self.faults:
            if fault.name not in due and fault.path in ("", path) and fault.left != 0:
                if fault.left is not None:
                    fault.left -= 1
                due[fault.name] = fault
        return due
