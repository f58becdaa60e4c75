"""The bytes of an answer, good or made bad by the faults that are due."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from core.simulation import Headers, StartResponse, answer, answers
from core.simulation.faults import Fault

PAGE = answers.Page(
    b"<!DOCTYPE html><html><head><title>Something went wrong</title></head><body><h1>502</h1></body></html>"
)
TOO_MANY = b'{"errors": "Exceeded 2 calls per second for api client."}'


def encoded(body: dict[str, Any], faults: Mapping[str, Fault]) -> bytes:
    if "no_cost" in faults:
        body = {name: value for name, value in body.items() if name != "extensions"}
    if "partial" in faults:
        error = {"message": "Internal error.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
        body = {**body, "errors": [*body.get("errors", []), error]}
    return json.dumps(body, ensure_ascii=False).encode()


def planned_answer(faults: Mapping[str, Fault], start: StartResponse) -> Iterable[bytes] | None:
    """The answer to a request that is not served at all."""
    if (planned := answers.unserved(faults, start, PAGE, TOO_MANY)) is not None:
        return planned
    if "code" in faults:
        error = {"message": "Something went wrong.", "extensions": {"code": faults["code"].value}}
        return answer(start, 200, json.dumps({"errors": [error]}).encode())
    return None


def misbehave(
    faults: Mapping[str, Fault], status: int, body: bytes, start: StartResponse, headers: Headers
) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for; what it tells of has been done."""
    return answers.misbehave(faults, start, status, body, headers, PAGE)
