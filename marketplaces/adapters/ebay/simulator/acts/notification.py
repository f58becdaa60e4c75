"""Where notifications go: the alert address first, then destinations, which have to answer a challenge; the public key."""

import re

from core.simulation import is_loopback
from marketplaces.adapters.ebay.simulator.acts.families import NOTIFICATION
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_token
from marketplaces.adapters.ebay.simulator.pushes import is_challenge_met

VERIFICATION = re.compile(r"[A-Za-z0-9_-]{32,80}")
NAME = 64
PATH = "/destination/{destination_id}"


@NOTIFICATION.get("/config", "getConfig")
def get_config(call: Call) -> Answer:
    if not call.seller.alert_email:
        raise Refused(195026, "No configuration is set.", 404)
    return Answer(200, {"alertEmail": call.seller.alert_email})


@NOTIFICATION.put("/config", "updateConfig")
def put_config(call: Call) -> Answer:
    email = str(call.body.get("alertEmail", ""))
    if "@" not in email:
        raise Refused(195025, "Invalid or missing alert email.")
    call.seller.alert_email = email
    return Answer(204)


@NOTIFICATION.post("/destination", "createDestination")
def create(call: Call) -> Answer:
    """The endpoint is asked with a challenge before this answers."""
    seller, body = call.seller, call.body
    if not seller.alert_email:
        raise Refused(195003, "Please provide configurations required for notifications. Refer to /config", 409)
    _check(seller, body)
    endpoint = body["deliveryConfig"]["endpoint"]
    if any(one["deliveryConfig"]["endpoint"] == endpoint for one in seller.destinations.values()):
        raise Refused(195021, "The destination endpoint exists already.", 409)
    number = seller.number("destination")
    seller.destinations[number] = {"destinationId": number, "name": "", **body}
    return Answer(201, {}, (("Location", f"{call.address}/{number}"),))


def _check(seller: Seller, body: Body) -> None:
    if len(body.get("name") or "") > NAME:
        raise Refused(195016, "Invalid name. Markups or lengths greater than 64 not supported")
    config = body.get("deliveryConfig") or {}
    endpoint, token = config.get("endpoint") or "", config.get("verificationToken") or ""
    is_allowed = endpoint.startswith("https://") or (seller.rules.insecure_endpoints and is_loopback(endpoint))
    if not is_allowed:
        raise Refused(195017, "Invalid or missing endpoint.")
    if not VERIFICATION.fullmatch(token):
        raise Refused(195018, "Invalid or missing verification token.")
    if body.get("status") not in ("ENABLED", "DISABLED"):
        raise Refused(195019, "Invalid or missing destination status.")
    if not is_challenge_met(endpoint, token):
        raise Refused(195020, "Challenge verification failed for requested endpoint", 409)


@NOTIFICATION.get("/destination", "getDestinations")
def get_all(call: Call) -> Answer:
    return Answer(200, by_token(call, "destinations", list(call.seller.destinations.values())))


def _of(call: Call) -> Body:
    """Raises Refused with 195022."""
    number = call.path["destination_id"]
    if number not in call.seller.destinations:
        raise Refused(195022, "The destination id does not exist.", 404)
    return call.seller.destinations[number]


@NOTIFICATION.get(PATH, "getDestination")
def get(call: Call) -> Answer:
    return Answer(200, _of(call))


@NOTIFICATION.put(PATH, "updateDestination")
def update(call: Call) -> Answer:
    body = _of(call)
    _check(call.seller, call.body)
    body.update(call.body)
    return Answer(204)


@NOTIFICATION.delete(PATH, "deleteDestination")
def delete(call: Call) -> Answer:
    body = _of(call)
    if body["status"] == "ENABLED":
        raise Refused(195024, "An enabled destination cannot be deleted.", 409)
    del call.seller.destinations[body["destinationId"]]
    return Answer(204)


@NOTIFICATION.get("/public_key/{public_key_id}", "getPublicKey")
def public_key(call: Call) -> Answer:
    key = call.seller.public_keys.get(call.path["public_key_id"])
    if key is None:
        raise Refused(195001, "The specified key id is invalid.", 404)
    return Answer(200, {"key": key, "algorithm": "ECDSA", "digest": "SHA1"})
