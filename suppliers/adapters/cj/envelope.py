"""CJ's envelope, with all the deviations seen (November 2026). Pure: one parser for every route.

`{"code": 200, "result": true, "message": "", "data": ..., "requestId": "", "success": true}`. Reviews answer with code 0;
the cart and the stock by product have no `result`; `saveGenerateParentOrder` has neither `code` nor `result`;
`getAuthorizeUrl` nests a whole envelope in `data`; routes that cost points add `pointsInfo`. Refusals usually come with
HTTP 200.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.values import Misread, number, text

_GOOD_CODES = frozenset({"200", "0"})


@dataclass(frozen=True, slots=True)
class Points:
    """What CJ says of the day's points."""

    used: float | None
    remaining: float
    total: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """An answer, opened. `code` is "" where CJ gave none."""

    is_success: bool
    code: str
    message: str
    data: Any
    request_id: str = ""
    points: Points | None = None


def open_envelope(body: bytes) -> Envelope:
    """Raises Misread for what is no envelope: HTML, nothing, a list, an object without `code` and `success`."""
    found = _decoded(body)
    envelope = _envelope(found)
    inner = envelope.data
    if (
        envelope.is_success
        and isinstance(inner, dict)
        and "data" in inner
        and _says_outcome(inner)
        and "message" in inner
    ):
        return _envelope(inner)
    return envelope


def _decoded(body: bytes) -> dict[str, Any]:
    if not body.strip():
        raise Misread("the answer is empty")
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Misread("the answer is not JSON") from None
    if not isinstance(found, dict) or not _says_outcome(found):
        raise Misread("the answer is not CJ's envelope")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _says_outcome(found: dict[str, Any]) -> bool:
    return text(found.get("code")) != "" or isinstance(found.get("success"), bool)


def _envelope(found: dict[str, Any]) -> Envelope:
    code, success = text(found.get("code")), found.get("success")
    is_success = code in _GOOD_CODES if code else success is True
    if success is False or found.get("result") is False:
        is_success = False
    return Envelope(
        is_success=is_success,
        code="" if is_success else code,
        message=text(found.get("message")),
        data=found.get("data"),
        request_id=text(found.get("requestId")),
        points=_points(found.get("pointsInfo")),
    )


def _points(found: Any) -> Points | None:
    if not isinstance(found, dict):
        return None
    used, remaining, total = (number(found.get(name)) for name in ("usedToday", "remaining", "total"))
    if remaining is None or total is None:
        return None
    return Points(None if used is None else float(used), float(remaining), float(total))
