"""The bytes of an answer, good or made bad by the faults that are due."""

import json
import time
from collections.abc import Iterable, Mapping

from core.simulated_faults import Fault
from core.simulation import Headers, Reset, StartResponse, answer

HTML = b"<!DOCTYPE html><html><head><title>Uh oh!</title></head><body><h1>Something went wrong</h1></body></html>"
SERVER_ERROR = b'{"error":"Server Error: an unexpected error occurred."}'


def planned_answer(faults: Mapping[str, Fault], start: StartResponse) -> Iterable[bytes] | None:
    """The answer to a request that is not served at all."""
    if "slow" in faults:
        time.sleep(float(faults["slow"].number))
    if "reset" in faults:
        raise Reset
    if "status" in faults:
        return answer(start, int(faults["status"].number), HTML, media="text/html; charset=utf-8")
    if "retry_after" in faults:
        body = json.dumps({"error": "Exceeded quota"}).encode()
        return answer(start, 429, body, [("retry-after", faults["retry_after"].value)])
    if "refuse" in faults:
        return answer(start, 400, json.dumps({"error": faults["refuse"].value}).encode())
    return None


def misbehave(
    faults: Mapping[str, Fault], status: int, body: bytes, start: StartResponse, headers: Headers
) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for; what it tells of has been done."""
    if "late" in faults:
        time.sleep(float(faults["late"].number))
    if "lost" in faults:
        raise Reset
    if "done_status" in faults:
        return answer(start, int(faults["done_status"].number), SERVER_ERROR, headers)
    if "html" in faults:
        return answer(start, 200, HTML, headers, media="text/html; charset=utf-8")
    if "empty_body" in faults:
        body = b""
    if "broken_json" in faults:
        body = body[: len(body) * 2 // 3]
    chunks = answer(start, status, body, headers)
    return [body[: len(body) // 2]] if "cut" in faults else chunks
