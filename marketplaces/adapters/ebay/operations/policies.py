"""Business policies of the account's site: shipping, payment, returns."""

from collections.abc import Callable, Mapping
from typing import Any

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import account as family
from marketplaces.adapters.ebay.families.account import PolicyKind
from marketplaces.adapters.ebay.mapper import policies
from marketplaces.adapters.ebay.values import Obj
from marketplaces.interface import Operation

OPERATIONS = {
    "list_policies": Operation("list_policies"),
    "read_policy": Operation("read_policy"),
    "create_policy": Operation("create_policy", changes=True),
    "replace_policy": Operation("replace_policy", changes=True),
    "delete_policy": Operation("delete_policy", changes=True),
    "sync_policies": Operation("sync_policies", changes=True),
}
Values = Mapping[str, Any]
_KINDS = {"fulfillment": PolicyKind.FULFILLMENT, "payment": PolicyKind.PAYMENT, "return": PolicyKind.RETURN}
_SHOWN: dict[PolicyKind, Callable[[str, Obj], dict[str, Any]]] = {
    PolicyKind.FULFILLMENT: policies.fulfillment,
    PolicyKind.PAYMENT: policies.payment,
    PolicyKind.RETURN: policies.returns,
}
_BODIES: dict[PolicyKind, Callable[[Values, str], dict[str, Any]]] = {
    PolicyKind.FULFILLMENT: policies.fulfillment_body,
    PolicyKind.PAYMENT: policies.payment_body,
    PolicyKind.RETURN: policies.return_body,
}


def list_policies(client: EbayClient, values: Values) -> dict[str, Any]:
    kind = _KINDS[values["kind"]]
    return {"policies": [_shown(kind, each) for each in family.policies(client, kind)]}


def read_policy(client: EbayClient, values: Values) -> dict[str, Any]:
    kind = _KINDS[values["kind"]]
    return _shown(kind, family.policy(client, kind, str(values["policy_id"])))


def create_policy(client: EbayClient, values: Values) -> dict[str, Any]:
    """Names are unique on a site: one that has this name already is brought to what is wanted, so that asking twice makes
    one."""
    kind = _KINDS[values["kind"]]
    body = _BODIES[kind](values, client.identity.site.code)
    known = family.policy_named(client, kind, body["name"])
    if known is not None:
        return _shown(kind, family.replace_policy(client, kind, kind.id_of(known), body))
    return _shown(kind, family.create_policy(client, kind, body))


def replace_policy(client: EbayClient, values: Values) -> dict[str, Any]:
    """All of it: what is not said is eBay's default afterwards."""
    kind = _KINDS[values["kind"]]
    body = _BODIES[kind](values, client.identity.site.code)
    return _shown(kind, family.replace_policy(client, kind, str(values["policy_id"]), body))


def delete_policy(client: EbayClient, values: Values) -> dict[str, Any]:
    family.delete_policy(client, _KINDS[values["kind"]], str(values["policy_id"]))
    return {"id": str(values["policy_id"]), "is_deleted": True}


def sync_policies(client: EbayClient, values: Values) -> dict[str, Any]:
    """All three kinds as they stand at eBay, and which of the shop's choices do not stand there any more."""
    found = {name: [_shown(kind, each) for each in family.policies(client, kind)] for name, kind in _KINDS.items()}
    chosen = client.account.selling_settings
    gone = []
    for name, listed in found.items():
        choice = str(chosen.get(f"{name}_policy_id", ""))
        if choice and choice not in {each["id"] for each in listed}:
            gone.append(f"{name}_policy_id")
    return {**found, "gone": gone}


def _shown(kind: PolicyKind, given: Obj) -> dict[str, Any]:
    return _SHOWN[kind](kind.id_of(given), given)
