"""The bytes of an answer, good or made bad by the faults that are due."""

import json
from collections.abc import Iterable, Mapping

from core.simulation import Headers, StartResponse, answer, answers
from core.simulation.faults import Fault

PAGE = answers.Page(
    b"<!DOCTYPE html><html><head><title>Uh oh!</title></head><body><h1>Something went wrong</h1></body></html>"
)
SERVER_ERROR = answers.Page(b'{"error":"Server Error: an unexpected error occurred."}', "application/json")
TOO_MANY = b'{"error": "Exceeded quota"}'


def planned_answer(faults: Mapping[str, Fault], start: StartResponse) -> Iterable[bytes] | None:
    """The answer to a request that is not served at all."""
    if (planned := answers.unserved(faults, start, PAGE, TOO_MANY)) is not None:
        return planned
    if "refuse" in faults:
        return answer(start, 400, json.dumps({"error": faults["refuse"].value}).encode())
    return None


def misbehave(
    faults: Mapping[str, Fault], status: int, body: bytes, start: StartResponse, headers: Headers
) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for; what it tells of has been done."""
    return answers.misbehave(faults, start, status, body, headers, PAGE, failure=SERVER_ERROR)
