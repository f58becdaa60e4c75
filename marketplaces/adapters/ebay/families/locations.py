"""Inventory API: the locations that goods are sent from. Their keys are ours, and never change."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.client import EbayClient, Family
from marketplaces.adapters.ebay.errors import LOCATION_EXISTS, Refused
from marketplaces.adapters.ebay.paging import all_rows
from marketplaces.adapters.ebay.values import Obj, path_of

A_PAGE = 100
Body = Mapping[str, Any]


def all_locations(client: EbayClient) -> list[Obj]:
    query = {"limit": A_PAGE, "offset": 0}
    return all_rows(client, Family.INVENTORY, "location", "locations", operation="getInventoryLocations", query=query)


def get_location(client: EbayClient, key: str) -> Obj:
    """Raises NotFound."""
    return client.get(
        Family.INVENTORY, path_of("location", key), lambda given: given.body, operation="getInventoryLocation"
    )


def create_location(client: EbayClient, key: str, body: Body) -> bool:
    """Whether it is new: one with this key that exists already stays as it is."""
    try:
        _post(client, path_of("location", key), "createInventoryLocation", body)
    except Refused as refused:
        if refused.has(LOCATION_EXISTS):
            return False
        raise
    return True


def update_location(client: EbayClient, key: str, body: Body) -> None:
    """What is said replaces what was there; what is not said stays."""
    _post(client, path_of("location", key, "update_location_details"), "updateInventoryLocation", body)


def enable_location(client: EbayClient, key: str) -> None:
    _post(client, path_of("location", key, "enable"), "enableInventoryLocation", {})


def disable_location(client: EbayClient, key: str) -> None:
    """Nothing can be listed from it any more."""
    _post(client, path_of("location", key, "disable"), "disableInventoryLocation", {})


def _post(client: EbayClient, path: str, operation: str, body: Body) -> None:
    client.send("POST", Family.INVENTORY, path, lambda _given: None, operation=operation, body=dict(body))
