"""The locations that goods are sent from."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import locations as family
from marketplaces.adapters.ebay.mapper import locations
from marketplaces.adapters.ebay.mapper.offers import LOCATION
from marketplaces.interface import Operation

OPERATIONS = {
    "list_locations": Operation("list_locations"),
    "read_location": Operation("read_location"),
    "create_location": Operation("create_location", changes=True),
    "change_location": Operation("change_location", changes=True),
    "enable_location": Operation("enable_location", changes=True),
    "disable_location": Operation("disable_location", changes=True),
    "sync_locations": Operation("sync_locations", changes=True),
}
Values = Mapping[str, Any]


def list_locations(client: EbayClient, values: Values) -> dict[str, Any]:
    return {"locations": [locations.shown(each) for each in family.all_locations(client)]}


def read_location(client: EbayClient, values: Values) -> dict[str, Any]:
    return locations.shown(family.get_location(client, str(values["key"])))


def create_location(client: EbayClient, values: Values) -> dict[str, Any]:
    """One with this key that exists already stays as it is, and is told."""
    is_new = family.create_location(client, str(values["key"]), locations.new_body(values))
    return read_location(client, values) | {"is_new": is_new}


def change_location(client: EbayClient, values: Values) -> dict[str, Any]:
    family.update_location(client, str(values["key"]), locations.change_body(values))
    return read_location(client, values)


def enable_location(client: EbayClient, values: Values) -> dict[str, Any]:
    family.enable_location(client, str(values["key"]))
    return read_location(client, values)


def disable_location(client: EbayClient, values: Values) -> dict[str, Any]:
    """Nothing can be listed from it any more."""
    family.disable_location(client, str(values["key"]))
    return read_location(client, values)


def sync_locations(client: EbayClient, values: Values) -> dict[str, Any]:
    """As they stand at eBay, and whether the shop's chosen one is among the open ones."""
    found = list_locations(client, values)["locations"]
    chosen = str(client.account.selling_settings.get(LOCATION, ""))
    is_open = chosen in {each["key"] for each in found if each["is_active"]}
    return {"locations": found, "gone": [LOCATION] if chosen and not is_open else []}
