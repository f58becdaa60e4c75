"""What a caller asks for, made ready to be sent: headers revealed, body encoded."""

import json as json_text
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from core import __version__
from core.http.answer import Answer
from core.http.statuses import StatusErrors

USER_AGENT = f"Entrepot/{__version__}"


class Revealable(Protocol):
    def reveal(self) -> str: ...


Header = str | Revealable
AnswerCheck = Callable[[Answer], object]
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request of a caller, whatever number of attempts it takes. `headers` hold revealed secrets."""

    method: str
    target: str
    operation: str
    headers: dict[str, str]
    body: bytes | None
    idempotent: bool
    check: AnswerCheck | None
    status_errors: StatusErrors | None = None


def revealed(*layers: Mapping[str, Header]) -> dict[str, str]:
    """All headers of a request; a later layer wins over an earlier one."""
    headers = {"Accept": "application/json", "User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
    for layer in layers:
        headers |= {name: value if isinstance(value, str) else value.reveal() for name, value in layer.items()}
    return headers


def encoded(headers: dict[str, str], json: Any, form: Form | None, body: bytes | None) -> bytes | None:
    """The body's bytes; sets the content type in `headers` where the caller did not."""
    if json is not None:
        headers.setdefault("Content-Type", "application/json")
        return json_text.dumps(json, ensure_ascii=False, allow_nan=False).encode()
    if form is not None:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return urlencode(form).encode()
    return body
