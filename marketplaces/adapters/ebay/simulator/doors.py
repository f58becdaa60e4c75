"""The doors of the look-alike: the consent page, the token endpoint, the hosts of the APIs."""

import time
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl

from core.simulation import Environ, StartResponse, answer
from core.simulation.faults import Fault
from marketplaces.adapters.ebay.simulator import consent as consent_page
from marketplaces.adapters.ebay.simulator.answering import edge_page, misbehave, planned
from marketplaces.adapters.ebay.simulator.calls import Answer, find
from marketplaces.adapters.ebay.simulator.gateway import Request
from marketplaces.adapters.ebay.simulator.tokens import TokenRefusal

if TYPE_CHECKING:
    from marketplaces.adapters.ebay.simulator.app import EbaySimulator

HOSTS = ("api", "apiz", "apim")
TOKEN_PATH = "/api/identity/v1/oauth2/token"  # noqa: S105 - an address
REVOKE_PATH = f"{TOKEN_PATH}/revoke"
FORM = "application/x-www-form-urlencoded"


def path_of(environ: Environ) -> str:
    """Decoded: WSGI gives the bytes of UTF-8 as if they were Latin 1."""
    return str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "replace")


def consent(simulator: "EbaySimulator", environ: Environ, start: StartResponse) -> Iterable[bytes]:
    query = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
    with simulator.lock:
        status, page, address = consent_page.consent(
            simulator.seller.rules, simulator.tokens, query, path=environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        )
    headers = [("Location", address)] if address else []
    return answer(start, status, page.encode(), headers, media="text/html; charset=utf-8")


def token(simulator: "EbaySimulator", environ: Environ, start: StartResponse, *, revoke: bool) -> Iterable[bytes]:
    raw = environ["wsgi.input"].read().decode("utf-8", "replace")
    is_form = environ.get("CONTENT_TYPE", "").startswith(FORM)
    form = dict(parse_qsl(raw, keep_blank_values=True)) if is_form else {}
    note = {"at": time.time(), "name": "revoke" if revoke else "token", "grant": form.get("grant_type", "")}
    with simulator.lock:
        simulator.requests.append(note)
        faults = simulator.plan.take_all("token")
    if (told := _planned(faults, "OAuth", start)) is not None:
        return told
    try:
        with simulator.lock:
            done = _granted(simulator, form, environ.get("HTTP_AUTHORIZATION", ""), revoke=revoke)
    except TokenRefusal as no:
        done = Answer(no.status, {"error": no.error, "error_description": no.text})
    note["status"] = done.status
    return misbehave(faults, done, start, [])


def _granted(simulator: "EbaySimulator", form: Mapping[str, str], authorization: str, *, revoke: bool) -> Answer:
    """Raises TokenRefusal."""
    if not revoke:
        return Answer(200, simulator.tokens.answer(form, authorization))
    simulator.tokens.check_client(authorization)
    simulator.tokens.revoke(form)
    return Answer()


def api(simulator: "EbaySimulator", environ: Environ, host: str, path: str, start: StartResponse) -> Iterable[bytes]:
    path = path.rstrip("/")  # eBay writes some paths with a slash at the end: both are one
    request = _request(environ, host, path)
    found = find(request.method, path)
    name = found[0].name if found else f"{request.method} {path}"
    note: dict[str, Any] = {"at": time.time(), "name": name, "path": path, "query": environ["QUERY_STRING"]}
    note["body"] = request.raw.decode("utf-8", "replace")
    with simulator.lock:
        simulator.requests.append(note)
        faults = simulator.plan.take_all(name) if found else {}
    domain = found[0].family.domain if found else "ACCESS"
    if (told := _planned(faults, domain, start)) is not None:
        note["fault"] = True
        return told
    done = simulator.gateway.serve(request, found, faults)
    note["status"] = done.status
    return misbehave(faults, done, start, [("X-EBAY-C-REQUEST-ID", f"ri={uuid.uuid4().hex}")])


def _planned(faults: Mapping[str, Fault], domain: str, start: StartResponse) -> Iterable[bytes] | None:
    if "status" in faults:
        return edge_page(start, int(faults["status"].number))
    done = planned(faults, domain)
    return None if done is None else misbehave({}, done, start, [])


def _request(environ: Environ, host: str, path: str) -> Request:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    whole = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
    return Request(
        environ["REQUEST_METHOD"],
        host,
        path,
        whole,
        parse_qs(environ["QUERY_STRING"], keep_blank_values=True),
        headers,
        environ["wsgi.input"].read(),
        f"http://{environ.get('HTTP_HOST', '')}{whole.rstrip('/')}",
    )
