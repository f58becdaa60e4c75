"""Who is told what: topics, and subscriptions to them, with the token that the topic's scope asks for."""

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import NOTIFICATION
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused, full_scope
from marketplaces.adapters.ebay.simulator.paging import by_token

PATH = "/subscription/{subscription_id}"
EITHER = ("", "commerce.notification.subscription")
APPLICATION = ("MARKETPLACE_ACCOUNT_DELETION",)
USER = {
    "ORDER_CONFIRMATION": "sell.fulfillment",
    "ITEM_MARKED_SHIPPED": "sell.fulfillment",
    "ORDER_CANCELLATION_ACTIVITY": "sell.fulfillment",
    "ORDER_RETURN_ACTIVITY": "sell.fulfillment",
    "LISTING": "sell.inventory",
    "AUTHORIZATION_REVOCATION": "",
}


@NOTIFICATION.get("/topic", "getTopics")
def topics(call: Call) -> Answer:
    return Answer(200, by_token(call, "topics", [_topic(name) for name in (*APPLICATION, *USER)]))


@NOTIFICATION.get("/topic/{topic_id}", "getTopic")
def topic(call: Call) -> Answer:
    name = call.path["topic_id"]
    if name not in (*APPLICATION, *USER):
        raise Refused(195002, "Invalid or missing topic id.", 404)
    return Answer(200, _topic(name))


def _topic(name: str) -> Body:
    payload = {"format": ["JSON"], "schemaVersion": "1.0", "deliveryProtocol": "HTTPS", "deprecated": False}
    return {
        "topicId": name,
        "description": name.replace("_", " ").capitalize(),
        "authorizationScopes": [full_scope(USER.get(name, ""))],
        "status": "ENABLED",
        "context": "COMMERCE" if name in APPLICATION else "SELL",
        "scope": "APPLICATION" if name in APPLICATION else "USER",
        "supportedPayloads": [payload],
        "filterable": False,
    }


@NOTIFICATION.post("/subscription", "createSubscription", scopes=EITHER)
def create(call: Call) -> Answer:
    seller, body = call.seller, call.body
    name = body.get("topicId")
    if name not in (*APPLICATION, *USER):
        raise Refused(195027, "Invalid or missing topic id.")
    _check_token(call, name)
    _check(seller, body)
    if any(
        one["topicId"] == name and one["destinationId"] == body["destinationId"]
        for one in seller.subscriptions.values()
    ):
        raise Refused(195012, "Subscription already exists", 409)
    number = seller.number("subscription")
    when = clock.written(seller.clock.now())
    seller.subscriptions[number] = {"subscriptionId": number, "creationDate": when, **body}
    return Answer(201, {}, (("Location", f"{call.address}/{number}"),))


def _check_token(call: Call, name: str) -> None:
    """An application's topic wants the app token, a user's the seller's with the topic's own scope."""
    is_right = not call.token.is_user if name in APPLICATION else full_scope(USER[name]) in call.token.scopes
    if not is_right or (name in USER and not call.token.is_user):
        raise Refused(195011, "Not authorized for this topic.", 403)


def _check(seller: Seller, body: Body) -> None:
    if body.get("status") not in ("ENABLED", "DISABLED"):
        raise Refused(195006, "Invalid or missing subscription status.")
    payload = body.get("payload") or {}
    if payload.get("format") != "JSON":
        raise Refused(195009, "Invalid or missing payload format")
    if payload.get("deliveryProtocol") != "HTTPS":
        raise Refused(195010, "Invalid or missing protocol")
    if payload.get("schemaVersion") != "1.0":
        raise Refused(195008, "Invalid or missing schema version.")
    destination = seller.destinations.get(body.get("destinationId") or "")
    if destination is None:
        raise Refused(195007, "Invalid or missing destination id.")
    if body["status"] == "ENABLED" and destination["status"] != "ENABLED":
        raise Refused(195015, "The subscription cannot be enabled since the destination is not enabled.", 409)


@NOTIFICATION.get("/subscription", "getSubscriptions", scopes=EITHER)
def get_all(call: Call) -> Answer:
    """An app token sees the application's, a seller's token the seller's own."""
    rows = [one for one in call.seller.subscriptions.values() if (one["topicId"] in USER) == call.token.is_user]
    return Answer(200, by_token(call, "subscriptions", rows))


def _of(call: Call) -> Body:
    """Raises Refused with 195013."""
    number = call.path["subscription_id"]
    if number not in call.seller.subscriptions:
        raise Refused(195013, "The subscription id does not exist.", 404)
    return call.seller.subscriptions[number]


@NOTIFICATION.get(PATH, "getSubscription", scopes=EITHER)
def get(call: Call) -> Answer:
    return Answer(200, _of(call))


@NOTIFICATION.put(PATH, "updateSubscription", scopes=EITHER)
def update(call: Call) -> Answer:
    body = _of(call)
    _check(call.seller, body | call.body)
    body.update(call.body)
    return Answer(204)


@NOTIFICATION.delete(PATH, "deleteSubscription", scopes=EITHER)
def delete(call: Call) -> Answer:
    del call.seller.subscriptions[_of(call)["subscriptionId"]]
    return Answer(204)


@NOTIFICATION.post(f"{PATH}/enable", "enableSubscription", scopes=EITHER, bodied=False)
def enable(call: Call) -> Answer:
    body = _of(call)
    _check(call.seller, body | {"status": "ENABLED"})
    body["status"] = "ENABLED"
    return Answer(204)


@NOTIFICATION.post(f"{PATH}/disable", "disableSubscription", scopes=EITHER, bodied=False)
def disable(call: Call) -> Answer:
    _of(call)["status"] = "DISABLED"
    return Answer(204)


@NOTIFICATION.post(f"{PATH}/test", "testSubscription", scopes=EITHER, bodied=False)
def test(call: Call) -> Answer:
    """202, and a delivery of the topic with example data."""
    body = _of(call)
    call.seller.emit(body["topicId"], {"username": "test-user", "userId": "TestUserId", "eiasToken": "nY+test=="})
    return Answer(202, {})
