"""Return policies."""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.families import return_policies as family
from marketplaces.adapters.etsy.families import shipping
from marketplaces.adapters.etsy.mapper.shop_rows import return_policy
from marketplaces.adapters.etsy.operations.making import deleted, once
from marketplaces.adapters.etsy.values import number
from marketplaces.interface import Operation

OPERATIONS = {
    "list_return_policies": Operation("list_return_policies"),
    "create_return_policy": Operation("create_return_policy", changes=True),
    "change_return_policy": Operation("change_return_policy", changes=True),
    "delete_return_policy": Operation("delete_return_policy", changes=True),
}
Values = Mapping[str, Any]
_SAYS = ("accepts_returns", "accepts_exchanges", "return_days")


def list_return_policies(client: EtsyClient, values: Values) -> dict[str, Any]:
    return {"policies": [return_policy(row) for row in shipping.return_policies(client)]}


def create_return_policy(client: EtsyClient, values: Values) -> dict[str, Any]:
    """One that says the same already is told."""
    return once(lambda: _equal(client, values), lambda: return_policy(family.create(client, _form(values))))


def change_return_policy(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Where another says this already Etsy refuses two of a kind: the listings of this one get that one, and this one is
    gone; `was_merged` says so."""
    policy_id = str(number(str(values["policy_id"]), "policy_id"))
    try:
        return return_policy(family.update(client, policy_id, _form(values))) | {"was_merged": False}
    except Rejected as refused:
        other = _equal(client, values) if refused.code == family.CONFLICT else None
        if other is None:
            raise
        if other["id"] == policy_id:
            return other | {"was_merged": False}
        return return_policy(family.consolidate(client, policy_id, other["id"])) | {"was_merged": True}


def delete_return_policy(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Etsy refuses while a listing uses it."""
    policy_id = str(number(str(values["policy_id"]), "policy_id"))
    return deleted(policy_id, lambda: family.delete(client, policy_id))


def _equal(client: EtsyClient, values: Values) -> dict[str, Any] | None:
    rows = list_return_policies(client, {})["policies"]
    return next((row for row in rows if all(row[name] == values.get(name) for name in _SAYS)), None)


def _form(values: Values) -> dict[str, FormValue]:
    return {
        "accepts_returns": bool(values["accepts_returns"]),
        "accepts_exchanges": bool(values["accepts_exchanges"]),
        "return_deadline": values.get("return_days"),
    }
