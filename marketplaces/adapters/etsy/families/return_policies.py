"""Shop Return Policy. The list is in `families.shipping`."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.values import Obj, needed_ident, number, obj

CONFLICT = "409"  # another policy says the same


def create(client: EtsyClient, form: Mapping[str, FormValue]) -> Obj:
    path = client.shop("policies/return")
    return client.form("POST", path, "createShopReturnPolicy", form, _policy, repeatable=False)


def update(client: EtsyClient, policy_id: str, form: Mapping[str, FormValue]) -> Obj:
    path = client.shop(f"policies/return/{policy_id}")
    return client.form("PUT", path, "updateShopReturnPolicy", form, _policy, repeatable=True)


def consolidate(client: EtsyClient, policy_id: str, into: str) -> Obj:
    """All listings of the first get the second; the first is gone afterwards."""
    form: dict[str, FormValue] = {
        "source_return_policy_id": number(policy_id, "the policy"),
        "destination_return_policy_id": number(into, "the other policy"),
    }
    path = client.shop("policies/return/consolidate")
    return client.form("POST", path, "consolidateShopReturnPolicies", form, _policy, repeatable=True)


def delete(client: EtsyClient, policy_id: str) -> None:
    client.delete(client.shop(f"policies/return/{policy_id}"), "deleteShopReturnPolicy")


def _policy(given: Any) -> Obj:
    found = obj(given, "the return policy")
    needed_ident(found, "return_policy_id")
    return found
