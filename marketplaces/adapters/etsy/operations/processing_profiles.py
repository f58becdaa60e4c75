"""Processing profiles: how long it takes until a parcel goes out."""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.families import processing as family
from marketplaces.adapters.etsy.families import shipping
from marketplaces.adapters.etsy.mapper.shop_rows import processing_profile
from marketplaces.adapters.etsy.operations.making import deleted
from marketplaces.adapters.etsy.values import number
from marketplaces.interface import Operation

OPERATIONS = {
    "list_processing_profiles": Operation("list_processing_profiles"),
    "create_processing_profile": Operation("create_processing_profile", changes=True),
    "change_processing_profile": Operation("change_processing_profile", changes=True),
    "delete_processing_profile": Operation("delete_processing_profile", changes=True),
}
Values = Mapping[str, Any]
_FORM = {
    "state": "readiness_state",
    "min_time": "min_processing_time",
    "max_time": "max_processing_time",
    "unit": "processing_time_unit",
}


def list_processing_profiles(client: EtsyClient, values: Values) -> dict[str, Any]:
    return {"profiles": [processing_profile(row) for row in shipping.readiness_states(client)]}


def create_processing_profile(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Etsy itself knows equal ones: it refuses the second and says where the first stands, which is told then."""
    client.conflict_at = ""
    try:
        return processing_profile(family.create(client, _form(values))) | {"is_new": True}
    except Rejected as refused:
        if refused.code != family.CONFLICT or not client.conflict_at:
            raise
        return processing_profile(family.read(client, _named(client.conflict_at))) | {"is_new": False}


def change_processing_profile(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Etsy refuses values that another profile has."""
    return processing_profile(family.update(client, _profile(values), _form(values)))


def delete_processing_profile(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Etsy refuses while something on sale uses it."""
    profile_id = _profile(values)
    return deleted(profile_id, lambda: family.delete(client, profile_id))


def _form(values: Values) -> dict[str, FormValue]:
    return {theirs: values[ours] for ours, theirs in _FORM.items() if ours in values}


def _profile(values: Values) -> str:
    return str(number(str(values["profile_id"]), "profile_id"))


def _named(address: str) -> str:
    """The number at the end of the address of a conflict: nothing else of it is trusted."""
    return str(number(address.rstrip("/").rsplit("/", 1)[-1], "Content-Location"))
