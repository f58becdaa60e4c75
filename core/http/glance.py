"""One look at an address of a setting, without credentials: for who wants the answer whatever it says."""

import time
from typing import Literal

from core.http.answer import Answer
from core.http.deadline import wire_call
from core.http.faults import WireFault
from core.http.judging import error_of_fault
from core.http.origin import BaseAddress
from core.http.outgoing import USER_AGENT
from core.http.transport import WireRequest
from core.http.transport_keepalive import KeepAliveTransport

MAX_GLANCE_BYTES = 256 * 1024


def glance(url: str, *, method: Literal["GET", "HEAD"] = "GET", timeout: float = 5.0) -> Answer:
    """One request, `timeout` seconds at most, not repeated, not logged, no redirect followed; every status is an answer.

    Raises ValueError for an address that cannot be used (plain http beyond this machine), and the errors of
    `core.errors` where no answer came.
    """
    base = BaseAddress(url)
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": USER_AGENT, "Connection": "close"}
    request = WireRequest(method, base.prefix or "/", headers, None, MAX_GLANCE_BYTES)
    transport = KeepAliveTransport(base.origin)
    started = time.monotonic()
    try:
        with wire_call(timeout) as call:
            wire = transport.fetch(request, call, fresh=True)
    except WireFault as fault:
        raise error_of_fault(base.origin.host, "glance", fault) from fault
    finally:
        transport.close()
    return Answer(wire.status, wire.headers, wire.body, round((time.monotonic() - started) * 1000))
