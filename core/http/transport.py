from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from core.http.deadline import WireCall


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One request as it goes out. `target` is path and query, already quoted; secrets are revealed in `headers`."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None
    max_body: int


class WireAnswer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Transport(Protocol):
    """Carries one request to one origin and brings one complete answer; never follows, repeats or judges.

    Safe to use from several threads at once.
    """

    def fetch(self, request: WireRequest, call: WireCall, *, fresh: bool) -> WireAnswer:
        """`fresh`: on a connection of its own, for requests that must not be sent twice.

        Raises `WireFault` and nothing else. Runs within `wire_call`.
        """
        ...

    def close(self) -> None: ...
