"""The fault plan: what goes wrong with which calls, and how often.

A fault is written `name[=value][@api][xtimes]`: `status=503@product.get x2` without the blank answers the next two calls
to an API whose name ends so with 503. `code=15@order.create`, `ban=3600x1`, `order_error=INVENTORY_HOLD_ERROR`.
"""

import re
from dataclasses import dataclass

# Names with what their value means; "" for those that take none.
FAULTS = {
    # on the line
    "slow": "seconds before the answer",
    "status": "HTTP status, with an HTML body",
    "drop_before": "",
    "drop_after": "",
    "done_status": "HTTP status, after the call was carried out",
    "html": "",
    "bad_json": "",
    "cut": "",
    "empty_body": "",
    # at the gateway
    "code": "code of the error",
    "sub_code": "sub_code of an error 15",
    "ban": "seconds for which ApiCallLimit lasts",
    # tokens
    "no_refresh_token": "",
    "cannot_refresh": "",
    # shapes
    "feed_in_resp_result": "",
    "feedname_without_resp_result": "",
    "text_rsp_code": "",
    # orders
    "order_error": "error_code of the order",
    "autopay_fail": "",
    "refused_with_number": "",
}
NUMERIC = {"slow", "status", "done_status", "ban"}

_WRITTEN = re.compile(r"(?P<name>[a-z_]+)(?:=(?P<value>[^@]*?))?(?:@(?P<api>[A-Za-z0-9_./]+?))?(?:x(?P<times>\d+))?")


class FaultError(ValueError):
    """The fault cannot be understood; the text says why."""


@dataclass
class Fault:
    """`api` "" means every API, `left` None for ever."""

    name: str
    value: str = ""
    api: str = ""
    left: int | None = None

    def __str__(self) -> str:
        return (
            self.name
            + (f"={self.value}" if self.value else "")
            + (f"@{self.api}" if self.api else "")
            + (f"x{self.left}" if self.left is not None else "")
        )


def parse(text: str) -> Fault:
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or match["name"] not in FAULTS:
        raise FaultError(f"unknown fault {text!r}; there are: {', '.join(sorted(FAULTS))}")
    name, value = match["name"], match["value"] or ""
    if bool(FAULTS[name]) != bool(value):
        raise FaultError(f"{name} takes {FAULTS[name] or 'no value'}")
    if name in NUMERIC and not re.fullmatch(r"\d+(\.\d+)?", value):
        raise FaultError(f"{name} takes {FAULTS[name]}, not {value!r}")
    return Fault(name, value, match["api"] or "", int(match["times"]) if match["times"] else None)


class FaultPlan:
    """The faults in force. Not thread-safe by itself: the simulator asks under its lock."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.faults.append(fault)

    def clear(self) -> None:
        self.faults = []

    def due(self, api: str) -> dict[str, str]:
        """Names and values of what is due on this call, one time of each used up."""
        found: dict[str, str] = {}
        for fault in self.faults:
            if fault.name not in found and fault.left != 0 and api.endswith(fault.api):
                found[fault.name] = fault.value
                if fault.left is not None:
                    fault.left -= 1
        return found

    def written(self) -> list[str]:
        return [str(fault) for fault in self.faults if fault.left != 0]
