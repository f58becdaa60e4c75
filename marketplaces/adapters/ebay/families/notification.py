"""Notification API: where eBay sends, of what, and the keys it signs with."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay import paging
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.client.answers import nothing
from marketplaces.adapters.ebay.values import Misread, Obj, path_of, required

A_PAGE = 100
Body = Mapping[str, Any]


def config(client: EbayClient) -> Obj:
    """Raises NotFound where none was ever set."""
    return client.get(Family.NOTIFICATION, "config", lambda given: given.body, operation="getConfig")


def set_config(client: EbayClient, alert_email: str) -> None:
    client.send(
        "PUT", Family.NOTIFICATION, "config", nothing, operation="updateConfig", body={"alertEmail": alert_email}
    )


def destinations(client: EbayClient) -> list[Obj]:
    return _all(client, "destination", "destinations", "getDestinations")


def make_destination(client: EbayClient, body: Body) -> str:
    """eBay asks the address for its proof within this call. A second one at the same address is refused (195021)."""
    return client.send(
        "POST", Family.NOTIFICATION, "destination", _new_id, operation="createDestination", repeatable=False, body=body
    )


def change_destination(client: EbayClient, number: str, body: Body) -> None:
    client.send(
        "PUT",
        Family.NOTIFICATION,
        path_of("destination", number),
        nothing,
        operation="updateDestination",
        body=body,
    )


def subscriptions(client: EbayClient, *, as_app: bool) -> list[Obj]:
    """The app's token shows those of the app, the seller's those of the seller."""
    return _all(client, "subscription", "subscriptions", "getSubscriptions", as_app=as_app)


def subscribe(client: EbayClient, body: Body, *, as_app: bool) -> str:
    return client.send(
        "POST",
        Family.NOTIFICATION,
        "subscription",
        _new_id,
        operation="createSubscription",
        repeatable=False,
        body=body,
        as_app=as_app,
    )


def change_subscription(client: EbayClient, number: str, body: Body, *, as_app: bool) -> None:
    client.send(
        "PUT",
        Family.NOTIFICATION,
        path_of("subscription", number),
        nothing,
        operation="updateSubscription",
        body=body,
        as_app=as_app,
    )


def topics(client: EbayClient) -> list[Obj]:
    return _all(client, "topic", "topics", "getTopics")


def public_key(client: EbayClient, kid: str) -> str:
    """PEM without line breaks. Raises NotFound."""
    return client.get(
        Family.NOTIFICATION,
        path_of("public_key", kid),
        lambda given: required(given.body, "key"),
        operation="getPublicKey",
    )


def _all(client: EbayClient, path: str, name: str, operation: str, *, as_app: bool = True) -> list[Obj]:
    return paging.all_rows(
        client, Family.NOTIFICATION, path, name, operation=operation, query={"limit": A_PAGE}, as_app=as_app
    )


def _new_id(given: Given) -> str:
    if not given.new_id:
        raise Misread("the answer has no Location")
    return given.new_id
