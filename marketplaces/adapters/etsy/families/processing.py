"""Processing Profile, which the API calls readiness state definition. The list is in `families.shipping`."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.values import Obj, needed_ident, obj

CONFLICT = "409"  # one with the same values stands there; the answer's Content-Location says which


def read(client: EtsyClient, profile_id: str) -> Obj:
    return client.get(_path(client, profile_id), "getShopReadinessStateDefinition", _definition)


def create(client: EtsyClient, form: Mapping[str, FormValue]) -> Obj:
    """May be repeated: a second one of the same values is refused with 409, which names the first."""
    path = client.shop("readiness-state-definitions")
    return client.form("POST", path, "createShopReadinessStateDefinition", form, _definition, repeatable=True)


def update(client: EtsyClient, profile_id: str, form: Mapping[str, FormValue]) -> Obj:
    path = _path(client, profile_id)
    return client.form("PUT", path, "updateShopReadinessStateDefinition", form, _definition, repeatable=True)


def delete(client: EtsyClient, profile_id: str) -> None:
    client.delete(_path(client, profile_id), "deleteShopReadinessStateDefinition")


def _path(client: EtsyClient, profile_id: str) -> str:
    return client.shop(f"readiness-state-definitions/{profile_id}")


def _definition(given: Any) -> Obj:
    found = obj(given, "the processing profile")
    needed_ident(found, "readiness_state_id")
    return found
