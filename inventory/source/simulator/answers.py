"""Answers that go wrong on purpose, and the few forms in which the service says no."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping

from core.simulation import Headers, Reset, StartResponse, answer
from core.simulation.faults import Fault

HTML = b"<!DOCTYPE html><html><head><title>Connexion</title></head><body><form>Identifiant</form></body></html>"

Refusal = tuple[int, bytes, Headers]
Faults = Mapping[str, Fault]


def detail(text: str) -> bytes:
    """The body of every refusal, in the service's own language."""
    return json.dumps({"detail": text}, ensure_ascii=False).encode()


def planned_refusal(faults: Faults) -> Refusal | None:
    if "reset" in faults:
        raise Reset
    if "redirect" in faults:
        return 302, b"", [("Location", faults["redirect"].value)]
    if "status" in faults:
        return int(faults["status"].number), detail("Une erreur est survenue."), []
    if "retry_after" in faults:
        return 429, detail("Request was throttled."), [("Retry-After", faults["retry_after"].value)]
    return None


def misbehave(faults: Faults, status: int, body: bytes, start: StartResponse) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for."""
    if "no_content" in faults:
        return answer(start, 204, b"")
    if "html" in faults:
        return answer(start, 200, HTML, media="text/html; charset=utf-8")
    body = _spoilt(faults, body)
    chunks = answer(start, status, body)
    if "cut" in faults:
        return [body[: len(body) // 2]]
    return _dripping(body, float(faults["drip"].number)) if "drip" in faults else chunks


def _spoilt(faults: Faults, body: bytes) -> bytes:
    if "empty_body" in faults:
        return b""
    if "no_list" in faults:
        return detail("Tout va bien.")
    if "broken_json" in faults:
        return body[: len(body) * 2 // 3]
    if "bom" in faults:
        return b"\xef\xbb\xbf" + body
    if "latin1" in faults:
        return body.decode().encode("latin-1", "replace")
    return body


def _dripping(body: bytes, seconds: float) -> Iterator[bytes]:
    for at in range(len(body)):
        time.sleep(seconds)
        yield body[at : at + 1]
