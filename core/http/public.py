"""Fetches addresses that came in data (pictures), so that nobody can use the hub to look into its own network."""

import time
from collections.abc import Collection
from urllib.parse import urljoin

from core.errors import BadPayload
from core.http.answer import Answer
from core.http.client import MAX_REDIRECTS, REDIRECT_STATUSES
from core.http.connect import open_socket
from core.http.deadline import DeadlineSocket, DeadlineTLSSocket, WireCall, wire_call
from core.http.faults import WireFault
from core.http.judging import error_of_fault
from core.http.origin import LeadsElsewhere
from core.http.outgoing import USER_AGENT
from core.http.public_address import PublicTarget, read_public_url
from core.http.statuses import error_of
from core.http.transport import WireAnswer, WireRequest
from core.http.transport_keepalive import WIRE_ERRORS, Connection, ask, secured, take, wire_fault

PARTNER = "public address"
OPERATION = "fetch"
MAX_PUBLIC_BODY_BYTES = 10 * 1024 * 1024


def fetch_public(
    url: str,
    *,
    max_body: int = MAX_PUBLIC_BODY_BYTES,
    allowed_hosts: Collection[str] = (),
    timeout: float = 10.0,
    accept: str = "*/*",
) -> Answer:
    """GET without credentials of a public http(s) address on port 80 or 443, within `timeout` seconds in all.

    The name is resolved once; if any of its addresses is not public nothing is connected to, else the connection goes
    to the address that was checked. Up to three redirects, each checked the same way, never from https to http.
    Hosts in `allowed_hosts` (`host` or `host:port`) may be private. Raises BadPayload for refused addresses, redirects
    and sizes, otherwise the errors of `core.errors` with partner "public address".
    """
    started = time.monotonic()
    try:
        with wire_call(timeout) as call:
            wire = _follow(url, max_body, allowed_hosts, accept, call)
    except LeadsElsewhere as error:
        raise BadPayload(PARTNER, OPERATION, message=f"address refused: {error}") from None
    except WireFault as fault:
        raise error_of_fault(PARTNER, OPERATION, fault) from fault
    answer = Answer(wire.status, wire.headers, wire.body, round((time.monotonic() - started) * 1000))
    refusal = error_of(answer, PARTNER, OPERATION, table=None, idempotent=True)
    if refusal is not None:
        raise refusal
    return answer


def _follow(url: str, max_body: int, allowed_hosts: Collection[str], accept: str, call: WireCall) -> WireAnswer:
    place = read_public_url(url, allowed_hosts)
    for hop in range(MAX_REDIRECTS + 1):
        answer = _fetch_once(place, max_body, accept, call)
        location = answer.headers.get("location", "")
        if answer.status not in REDIRECT_STATUSES or not location or hop == MAX_REDIRECTS:
            break
        try:
            following = read_public_url(urljoin(f"{place.origin.url}{place.target}", location), allowed_hosts)
        except ValueError as error:
            raise LeadsElsewhere(f"redirect refused: {error}") from None
        if place.origin.scheme == "https" and following.origin.scheme == "http":
            raise LeadsElsewhere("redirect refused: from https to http")
        place = following
    return answer


def _fetch_once(place: PublicTarget, max_body: int, accept: str, call: WireCall) -> WireAnswer:
    def opener() -> DeadlineSocket | DeadlineTLSSocket:
        sock = open_socket(place.origin.host, place.origin.port, check=place.check)
        return secured(sock, place.origin.host) if place.origin.scheme == "https" else sock

    headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": USER_AGENT, "Connection": "close"}
    request = WireRequest("GET", place.target, headers, None, max_body)
    connection = Connection(place.origin, opener)
    try:
        answer, _ = take(connection, ask(connection, request), max_body)
    except LeadsElsewhere:
        raise
    except WIRE_ERRORS as error:
        raise wire_fault(error, call) from error
    finally:
        connection.close()
    return answer
