"""Shipping profiles, their destinations and upgrades: Etsy's rows and forms <-> plain JSON in our words.

A destination is a country or a region; how a parcel travels is a carrier with a class of mail, or days, never both: a 0
or an empty word would count as said.
"""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.mapper.money_words import shown_of, taken
from marketplaces.adapters.etsy.values import Obj, ident, needed_ident, rows, text, written

FormValue = str | int | bool | tuple[str, ...] | tuple[int, ...] | None
Values = Mapping[str, Any]
NO_REGION = "none"
_COSTS = {"primary_cost": "first_item", "secondary_cost": "further_item"}
_UPGRADE_COSTS = {"price": "first_item", "secondary_price": "further_item"}
_CARRIAGE = ("mail_class", "min_delivery_days", "max_delivery_days")


def profile(node: Obj) -> dict[str, Any]:
    destinations = rows(node.get("shipping_profile_destinations"), "shipping_profile_destinations")
    upgrades = rows(node.get("shipping_profile_upgrades"), "shipping_profile_upgrades")
    return {
        "id": needed_ident(node, "shipping_profile_id"),
        "title": text(node.get("title")),
        "origin_country": text(node.get("origin_country_iso")),
        "origin_postal_code": text(node.get("origin_postal_code")),
        "destinations": [destination(row) for row in destinations],
        "upgrades": [upgrade(row) for row in upgrades],
    }


def destination(node: Obj) -> dict[str, Any]:
    region = text(node.get("destination_region"))
    return {
        "id": needed_ident(node, "shipping_profile_destination_id"),
        "country": text(node.get("destination_country_iso")),
        "region": "" if region == NO_REGION else region,
        **{ours: shown_of(node, theirs) for theirs, ours in _COSTS.items()},
        **_carriage(node),
    }


def upgrade(node: Obj) -> dict[str, Any]:
    return {
        "id": needed_ident(node, "upgrade_id"),
        "name": text(node.get("upgrade_name")),
        "is_international": node.get("type") in {1, "1"},
        **{ours: shown_of(node, theirs) for theirs, ours in _UPGRADE_COSTS.items()},
        **_carriage(node),
    }


def profile_form(given: Values) -> dict[str, FormValue]:
    """For a new one, with its first destination."""
    return change_form(given) | destination_form(given)


def change_form(given: Values) -> dict[str, FormValue]:
    names = {"title": "title", "origin_country": "origin_country_iso", "origin_postal_code": "origin_postal_code"}
    return {theirs: given[ours] for ours, theirs in names.items() if given.get(ours)}


def destination_form(given: Values) -> dict[str, FormValue]:
    form: dict[str, FormValue] = _costs(given, _COSTS)
    if given.get("country"):
        form["destination_country_iso"] = given["country"]
    if given.get("region"):
        form["destination_region"] = given["region"]
    return form | _carriage_form(given)


def upgrade_form(given: Values) -> dict[str, FormValue]:
    form: dict[str, FormValue] = {"upgrade_name": given["name"], "type": 1 if given.get("is_international") else 0}
    return form | _costs(given, _UPGRADE_COSTS) | _carriage_form(given)


def is_same(found: Mapping[str, Any], wanted: Values) -> bool:
    """Whether a destination or an upgrade as shown here says what is wanted, its number aside."""
    names = ("country", "region", "name", "is_international", "first_item", "further_item", "carrier_id", *_CARRIAGE)
    return all(_plain(found.get(name)) == _plain(wanted.get(name)) for name in names)


def currencies(given: Values) -> set[str]:
    """In which the costs are said."""
    return {given[name]["currency"] for name in ("first_item", "further_item") if given.get(name)}


def _plain(value: Any) -> Any:
    """Money by its coins; what is not said is as good as empty."""
    if isinstance(value, Mapping):
        return written(taken(value)), value["currency"]
    return value or None


def _costs(given: Values, names: Mapping[str, str]) -> dict[str, FormValue]:
    return {theirs: written(taken(given[ours])) for theirs, ours in names.items() if given.get(ours)}


def _carriage(node: Obj) -> dict[str, Any]:
    return {
        "carrier_id": ident(node.get("shipping_carrier_id")),
        "mail_class": text(node.get("mail_class")),
        "min_delivery_days": node.get("min_delivery_days"),
        "max_delivery_days": node.get("max_delivery_days"),
    }


def _carriage_form(given: Values) -> dict[str, FormValue]:
    form: dict[str, FormValue] = {name: given[name] for name in _CARRIAGE if given.get(name)}
    return form | ({"shipping_carrier_id": given["carrier_id"]} if given.get("carrier_id") else {})
