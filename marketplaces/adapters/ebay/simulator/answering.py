"""The bytes of an answer, good or made bad by the faults that are due."""

import json
from collections.abc import Iterable, Mapping

from core.simulation import Headers, Reset, StartResponse, answer, answers
from core.simulation.faults import Fault
from marketplaces.adapters.ebay.simulator.calls import APPLICATION_ERRORS, Answer, Body, problem

HTML = (
    b"<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body><h1>Zero size object</h1></body></html>"
)
NO_BODY = 204


def errors(status: int, *rows: Body) -> Answer:
    return Answer(status, {"errors": list(rows)})


def planned(faults: Mapping[str, Fault], domain: str) -> Answer | None:
    """The answer to a call that is not served at all. Raises Reset."""
    if "reset" in faults:
        raise Reset
    if "limit" in faults:
        told = errors(429, problem(2001, "Too many requests.", "ACCESS"))
        return Answer(told.status, told.body, (("Retry-After", faults["limit"].value),))
    if "busy" in faults:
        return errors(
            500, problem(25025, "Concurrent access of Inventory or InventoryItemGroup. Please try again later")
        )
    if "code" in faults:
        number = int(faults["code"].number)
        return errors(500 if number in APPLICATION_ERRORS else 400, problem(number, "Something went wrong.", domain))
    return None


def edge_page(start: StartResponse, status: int) -> Iterable[bytes]:
    return answer(start, status, HTML, media="text/html; charset=utf-8")


def misbehave(faults: Mapping[str, Fault], told: Answer, start: StartResponse, headers: Headers) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for; what it tells of has been done."""
    if "warn" in faults and told.status < 300:  # noqa: PLR2004 - success
        warning = problem(25401, "Invalid listing options removed. Some of them do not apply.")
        body = {**(told.body or {}), "warnings": [warning]}
        told = Answer(200 if told.status == NO_BODY else told.status, body, told.headers)
    raw = told.body if isinstance(told.body, bytes) else b""
    if told.body is not None and not isinstance(told.body, bytes):
        raw = json.dumps(told.body, ensure_ascii=False).encode()
    media = "application/octet-stream" if isinstance(told.body, bytes) else "application/json"
    return answers.misbehave(faults, start, told.status, raw, [*headers, *told.headers], answers.Page(HTML), media)
