"""Shop Shipping Profile with its destinations and upgrades. Costs live in the destinations, never in the profile."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.values import Obj, needed_ident, obj, rows

Form = Mapping[str, FormValue]


def profile(client: EtsyClient, profile_id: str) -> Obj:
    """Also one that was made for a single listing, which the list leaves out."""
    return client.get(_path(client, profile_id), "getShopShippingProfile", _profile)


def create(client: EtsyClient, form: Form) -> Obj:
    path = client.shop("shipping-profiles")
    return client.form("POST", path, "createShopShippingProfile", form, _profile, repeatable=False)


def update(client: EtsyClient, profile_id: str, form: Form) -> Obj:
    path = _path(client, profile_id)
    return client.form("PUT", path, "updateShopShippingProfile", form, _profile, repeatable=True)


def delete(client: EtsyClient, profile_id: str) -> None:
    client.delete(_path(client, profile_id), "deleteShopShippingProfile")


def create_destination(client: EtsyClient, profile_id: str, form: Form) -> Obj:
    path = f"{_path(client, profile_id)}/destinations"
    return client.form("POST", path, "createShopShippingProfileDestination", form, _destination, repeatable=False)


def update_destination(client: EtsyClient, profile_id: str, destination_id: str, form: Form) -> Obj:
    path = f"{_path(client, profile_id)}/destinations/{destination_id}"
    return client.form("PUT", path, "updateShopShippingProfileDestination", form, _destination, repeatable=True)


def delete_destination(client: EtsyClient, profile_id: str, destination_id: str) -> None:
    path = f"{_path(client, profile_id)}/destinations/{destination_id}"
    client.delete(path, "deleteShopShippingProfileDestination")


def create_upgrade(client: EtsyClient, profile_id: str, form: Form) -> Obj:
    path = f"{_path(client, profile_id)}/upgrades"
    return client.form("POST", path, "createShopShippingProfileUpgrade", form, _upgrade, repeatable=False)


def _path(client: EtsyClient, profile_id: str) -> str:
    return client.shop(f"shipping-profiles/{profile_id}")


def _profile(given: Any) -> Obj:
    found = obj(given, "the shipping profile")
    needed_ident(found, "shipping_profile_id")
    rows(found.get("shipping_profile_destinations"), "shipping_profile_destinations")
    return found


def _destination(given: Any) -> Obj:
    found = obj(given, "the destination")
    needed_ident(found, "shipping_profile_destination_id")
    return found


def _upgrade(given: Any) -> Obj:
    found = obj(given, "the upgrade")
    needed_ident(found, "upgrade_id")
    return found
