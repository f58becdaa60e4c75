"""Shipping profiles with their destinations and upgrades. Costs are in the shop's currency."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import profiles as family
from marketplaces.adapters.etsy.families import shipping
from marketplaces.adapters.etsy.mapper import carriage
from marketplaces.adapters.etsy.operations.making import deleted, once, require_currency
from marketplaces.adapters.etsy.values import number
from marketplaces.interface import Operation

OPERATIONS = {
    "list_shipping_profiles": Operation("list_shipping_profiles"),
    "read_shipping_profile": Operation("read_shipping_profile"),
    "create_shipping_profile": Operation("create_shipping_profile", changes=True),
    "change_shipping_profile": Operation("change_shipping_profile", changes=True),
    "delete_shipping_profile": Operation("delete_shipping_profile", changes=True),
    "add_destination": Operation("add_destination", changes=True),
    "change_destination": Operation("change_destination", changes=True),
    "delete_destination": Operation("delete_destination", changes=True),
    "add_upgrade": Operation("add_upgrade", changes=True),
}
Values = Mapping[str, Any]
Shown = dict[str, Any]
_HEAD = ("title", "origin_country", "origin_postal_code")


def list_shipping_profiles(client: EtsyClient, values: Values) -> Shown:
    """Those that were made for one listing alone may be missing."""
    rows = [row for row in shipping.shipping_profiles(client) if row.get("is_deleted") is not True]
    return {"profiles": [carriage.profile(row) for row in rows]}


def read_shipping_profile(client: EtsyClient, values: Values) -> Shown:
    return carriage.profile(family.profile(client, _profile(values)))


def create_shipping_profile(client: EtsyClient, values: Values) -> Shown:
    """With its first destination. One that says all of this already is told."""
    require_currency(client, "createShopShippingProfile", carriage.currencies(values))

    def find() -> Shown | None:
        rows = list_shipping_profiles(client, {})["profiles"]
        return next((row for row in rows if _says(row, values)), None)

    return once(find, lambda: carriage.profile(family.create(client, carriage.profile_form(values))))


def change_shipping_profile(client: EtsyClient, values: Values) -> Shown:
    """Its title and where it sends from; what is not said stays."""
    return carriage.profile(family.update(client, _profile(values), carriage.change_form(values)))


def delete_shipping_profile(client: EtsyClient, values: Values) -> Shown:
    """Etsy refuses while a listing uses it."""
    profile_id = _profile(values)
    return deleted(profile_id, lambda: family.delete(client, profile_id))


def add_destination(client: EtsyClient, values: Values) -> Shown:
    """One that says the same already is told; another for the same place is Etsy's to refuse."""
    require_currency(client, "createShopShippingProfileDestination", carriage.currencies(values))
    profile_id = _profile(values)

    def make() -> Shown:
        return carriage.destination(family.create_destination(client, profile_id, carriage.destination_form(values)))

    return once(lambda: _below(client, profile_id, "destinations", values), make)


def change_destination(client: EtsyClient, values: Values) -> Shown:
    require_currency(client, "updateShopShippingProfileDestination", carriage.currencies(values))
    form = carriage.destination_form(values)
    return carriage.destination(family.update_destination(client, _profile(values), _destination(values), form))


def delete_destination(client: EtsyClient, values: Values) -> Shown:
    profile_id, destination_id = _profile(values), _destination(values)
    return deleted(destination_id, lambda: family.delete_destination(client, profile_id, destination_id))


def add_upgrade(client: EtsyClient, values: Values) -> Shown:
    """One that says the same already is told."""
    require_currency(client, "createShopShippingProfileUpgrade", carriage.currencies(values))
    profile_id = _profile(values)

    def make() -> Shown:
        return carriage.upgrade(family.create_upgrade(client, profile_id, carriage.upgrade_form(values)))

    return once(lambda: _below(client, profile_id, "upgrades", {"is_international": False, **values}), make)


def _says(row: Shown, wanted: Values) -> bool:
    return all((row[name] or "") == (wanted.get(name) or "") for name in _HEAD) and any(
        carriage.is_same(each, wanted) for each in row["destinations"]
    )


def _below(client: EtsyClient, profile_id: str, part: str, wanted: Values) -> Shown | None:
    """The destination or upgrade of a profile that says what is wanted."""
    rows = carriage.profile(family.profile(client, profile_id))[part]
    return next((row for row in rows if carriage.is_same(row, wanted)), None)


def _profile(values: Values) -> str:
    return str(number(str(values["profile_id"]), "profile_id"))


def _destination(values: Values) -> str:
    return str(number(str(values["destination_id"]), "destination_id"))
