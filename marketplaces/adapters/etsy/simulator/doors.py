"""The three doors of the look-alike: the consent page, the token endpoint, the API itself."""

import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.simulation import Environ, StartResponse, answer
from marketplaces.adapters.etsy.simulator.authorise import authorise as consent
from marketplaces.adapters.etsy.simulator.bodies import pairs
from marketplaces.adapters.etsy.simulator.calls import Refused
from marketplaces.adapters.etsy.simulator.gateway import PREFIX, Asked, Gateway, Reply, check_key, found_operation
from marketplaces.adapters.etsy.simulator.misbehaving import misbehave, planned_answer
from marketplaces.adapters.etsy.simulator.tokens import TokenRefusal

if TYPE_CHECKING:
    from marketplaces.adapters.etsy.simulator.app import EtsySimulator


def authorise(simulator: "EtsySimulator", environ: Environ, start: StartResponse) -> Iterable[bytes]:
    with simulator.lock:
        status, page, address = consent(
            simulator.tokens,
            pairs(environ["QUERY_STRING"].encode()),
            path=environ["SCRIPT_NAME"] + environ["PATH_INFO"],
            registered=simulator.redirect_uri,
            at_once=simulator.shop.rules.authorise_at_once,
        )
    headers = [("Location", address)] if address else []
    return answer(start, status, page.encode(), headers, media="text/html; charset=utf-8")


def token(simulator: "EtsySimulator", environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Form-encoded, with the keystring alone: neither key header nor secret."""
    asked = pairs(environ["wsgi.input"].read())
    note = {"at": time.time(), "name": "token", "grant": asked.get("grant_type", "")}
    with simulator.lock:
        simulator.requests.append(note)
        faults = simulator.plan.take_all("token")
    if planned := planned_answer(faults, start):
        return planned
    try:
        with simulator.lock:
            reply = Reply(200, simulator.tokens.answer(asked))
    except TokenRefusal as no:
        reply = Reply(no.status, {"error": no.error, "error_description": no.text})
    note["status"] = reply.status
    return misbehave(faults, reply.status, reply.raw, start, [])


def api(simulator: "EtsySimulator", environ: Environ, start: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    asked = Asked(
        environ["REQUEST_METHOD"],
        path.removeprefix(PREFIX) if path.startswith(f"{PREFIX}/") else "",
        environ["QUERY_STRING"],
        environ["wsgi.input"].read(),
        environ.get("CONTENT_TYPE", ""),
        environ.get("HTTP_X_API_KEY", ""),
        environ.get("HTTP_AUTHORIZATION", ""),
        f"http://{environ.get('HTTP_HOST', '')}{environ['SCRIPT_NAME']}",
    )
    note = {"at": time.time(), "name": "", "method": asked.method, "path": asked.path, "query": asked.query}
    with simulator.lock:
        simulator.requests.append(note)
    try:
        check_key(simulator.tokens, asked.key, active=simulator.shop.rules.app_active)
        operation, ids = found_operation(asked)
    except Refused as no:
        note["status"] = no.status
        return answer(start, no.status, json.dumps(no.body).encode())
    note["name"] = operation.name
    with simulator.lock:
        faults = simulator.plan.take_all(operation.name)
    if planned := planned_answer(faults, start):
        note["fault"] = True
        return planned
    with simulator.lock:
        gateway = Gateway(simulator.shop, simulator.tokens, simulator.rates)
        reply = gateway.serve(asked, operation, ids, faults)
    note["status"] = reply.status
    return misbehave(faults, reply.status, reply.raw, start, reply.headers)
