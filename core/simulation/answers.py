"""Answers that go wrong on purpose, in the ways in which every partner's do."""

import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.simulation.faults import Fault
from core.simulation.wire import Headers, Reset, StartResponse, answer

HTML = "text/html; charset=utf-8"


class Page(NamedTuple):
    """What stands in the place of an answer."""

    body: bytes
    media: str = HTML


def unserved(faults: Mapping[str, Fault], start: StartResponse, page: Page, too_many: bytes) -> Iterable[bytes] | None:
    """The answer to a request that is not served at all, None where it is; `page` stands for the partner's edge.

    `too_many` is the body of a 429. Raises Reset.
    """
    if "slow" in faults:
        time.sleep(float(faults["slow"].number))
    if "reset" in faults:
        raise Reset
    if "status" in faults:
        return answer(start, int(faults["status"].number), page.body, media=page.media)
    if "retry_after" in faults:
        return answer(start, 429, too_many, [("Retry-After", faults["retry_after"].value)])
    return None


def misbehave(
    faults: Mapping[str, Fault],
    start: StartResponse,
    status: int,
    body: bytes,
    headers: Headers,
    page: Page,
    media: str = "application/json",
    failure: Page | None = None,
) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for; what it tells of has been done. Raises Reset.

    `failure` is what the partner answers when it fails though it did it, `page` unless given.
    """
    if "late" in faults:
        time.sleep(float(faults["late"].number))
    if "lost" in faults:
        raise Reset
    if "done_status" in faults:
        failure = failure or page
        return answer(start, int(faults["done_status"].number), failure.body, headers, failure.media)
    if "html" in faults:
        return answer(start, 200, page.body, headers, page.media)
    if "empty_body" in faults:
        body = b""
    if "broken_json" in faults:
        body = body[: len(body) * 2 // 3]
    chunks = answer(start, status, body, headers, media=media)
    return [body[: len(body) // 2]] if "cut" in faults else chunks
