"""Locations that goods are sent from."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.values import Obj, obj_or_empty, required, text
from marketplaces.interface import SellingPlace

ENABLED = "ENABLED"
_ADDRESS = {
    "address1": "addressLine1",
    "address2": "addressLine2",
    "city": "city",
    "province": "stateOrProvince",
    "postal_code": "postalCode",
    "country": "country",
}


def is_enabled(location: Obj) -> bool:
    return text(location.get("merchantLocationStatus")) == ENABLED


def place(location: Obj) -> SellingPlace:
    key = required(location, "merchantLocationKey")
    return SellingPlace(key, text(location.get("name")) or key, is_enabled(location))


def shown(location: Obj) -> dict[str, Any]:
    """In our words."""
    address = obj_or_empty(obj_or_empty(location.get("location"), "location").get("address"), "address")
    key = required(location, "merchantLocationKey")
    return {
        "key": key,
        "name": text(location.get("name")),
        "phone": text(location.get("phone")),
        "is_active": is_enabled(location),
        **{ours: text(address.get(theirs)) for ours, theirs in _ADDRESS.items()},
    }


def new_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """For a warehouse: country with postal code, or country with city and state."""
    return change_body(values) | {"locationTypes": ["WAREHOUSE"], "merchantLocationStatus": ENABLED}


def change_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is said replaces what was there."""
    address = {theirs: str(values[ours]) for ours, theirs in _ADDRESS.items() if values.get(ours)}
    body: dict[str, Any] = {name: str(values[name]) for name in ("name", "phone") if values.get(name)}
    return body | ({"location": {"address": address}} if address else {})
