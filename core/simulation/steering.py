"""`/__simulator/<command>`: how a look-alike is moved on while it runs, without a token.

Words stand in the query, or in a JSON body. All understand `faults?add=lost@place&clear=1`, `reset`, `requests?name=`,
`counts`, `clock?seconds=`, `rules?name=value` and `settle`; no command at all tells how things stand.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs

from core.simulation.look_alike import LookAlike
from core.simulation.wire import Environ, StartResponse, answer

PREFIX = "/__simulator/"
Words = dict[str, Any]
S = TypeVar("S", bound=LookAlike)


@dataclass(frozen=True)
class Steering(Generic[S]):
    """`state` is what a room tells of itself beside what all tell, `commands` what it understands besides."""

    state: Callable[[S], dict[str, Any]]
    commands: Mapping[str, Callable[[S, Words], Any]]

    def __call__(self, simulator: S, command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
        known: dict[str, Callable[[S, Words], Any]] = {**COMMON, **self.commands}
        if command not in ("", "faults") and command not in known:
            return _say(start, 404, {"detail": f"There are: faults, {', '.join(known)}."})
        told = None
        try:
            if command == "faults":
                _faults(simulator, query)
            elif command:
                words: Words = {name: values[-1] for name, values in query.items()} | _body(environ)
                told = known[command](simulator, words)
        except (KeyError, ValueError, TypeError, InvalidOperation) as error:
            return _say(start, 400, {"detail": f"{type(error).__name__}: {error}"})
        return _say(start, 200, self._standing(simulator) if told is None else told)

    def _standing(self, simulator: S) -> dict[str, Any]:
        with simulator.lock:
            return self.state(simulator) | simulator.standing()


def is_said(words: Words, name: str, *, default: bool = False) -> bool:
    return str(words.get(name, default)).lower() in ("1", "true")


def _body(environ: Environ) -> Words:
    raw = environ["wsgi.input"].read()
    read = json.loads(raw) if raw else {}
    return read if isinstance(read, dict) else {"rows": read}


def _faults(simulator: LookAlike, query: Mapping[str, list[str]]) -> None:
    faults = [simulator.words.read(text) for text in query.get("add", [])]  # all of them, before one is in force
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _reset(simulator: LookAlike, words: Words) -> None:
    simulator.reset()


def _requests(simulator: LookAlike, words: Words) -> list[dict[str, Any]]:
    return simulator.calls(str(words.get("name", "")))


def _counts(simulator: LookAlike, words: Words) -> dict[str, int]:
    return dict(simulator.counts())


def _clock(simulator: LookAlike, words: Words) -> None:
    simulator.move_clock(float(words["seconds"]))


def _rules(simulator: LookAlike, words: Words) -> None:
    for name, given in words.items():
        old, value = simulator.rule(name), given
        if isinstance(old, bool):
            value = is_said(words, name)
        elif isinstance(old, int | float):
            value = type(old)(given)
        simulator.set_rule(name, value)


def _settle(simulator: LookAlike, words: Words) -> dict[str, Any]:
    return {"settled": simulator.settle()}


def _say(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body, default=str).encode())


COMMON: dict[str, Callable[[LookAlike, Words], Any]] = {
    "reset": _reset,
    "requests": _requests,
    "counts": _counts,
    "clock": _clock,
    "rules": _rules,
    "settle": _settle,
}
