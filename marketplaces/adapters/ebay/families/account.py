"""Account API: what the seller may do, the programs they are in, and their policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from core.errors import NotFound
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.errors import Refused
from marketplaces.adapters.ebay.values import Obj, path_of, required, rows, text

ALREADY_IN = "25803"
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    path: str
    rows: str
    id_field: str


class PolicyKind(Enum):
    """A kind of policy: its path, its list's name, and the field that holds its id."""

    FULFILLMENT = _Kind("fulfillment_policy", "fulfillmentPolicies", "fulfillmentPolicyId")
    PAYMENT = _Kind("payment_policy", "paymentPolicies", "paymentPolicyId")
    RETURN = _Kind("return_policy", "returnPolicies", "returnPolicyId")

    def id_of(self, policy: Obj) -> str:
        return required(policy, self.value.id_field)


def privileges(client: EbayClient) -> Obj:
    return client.get(Family.ACCOUNT, "privilege", _whole, operation="getPrivileges")


def programs(client: EbayClient) -> set[str]:
    """Those that the seller is in."""

    def read(given: Given) -> set[str]:
        return {text(each.get("programType")) for each in rows(given.body.get("programs"), "programs")}

    return client.get(Family.ACCOUNT, "program/get_opted_in_programs", read, operation="getOptedInPrograms")


def opt_in(client: EbayClient, program: str) -> None:
    """It can take a day. One that the seller is in already is fine."""
    try:
        client.send(
            "POST",
            Family.ACCOUNT,
            "program/opt_in",
            lambda _given: None,
            operation="optInToProgram",
            body={"programType": program},
        )
    except Refused as refused:
        if not refused.has(ALREADY_IN):
            raise


def policies(client: EbayClient, kind: PolicyKind) -> list[Obj]:
    """Of the account's site: one of another site's would be refused at the last step of publishing."""
    query = {"marketplace_id": client.identity.site.code}
    return client.get(
        Family.ACCOUNT,
        kind.value.path,
        lambda given: rows(given.body.get(kind.value.rows), kind.value.rows),
        operation=_operation("get", kind, many=True),
        query=query,
    )


def policy(client: EbayClient, kind: PolicyKind, policy_id: str) -> Obj:
    """Raises NotFound."""
    path = path_of(kind.value.path, policy_id)
    return client.get(Family.ACCOUNT, path, _whole, operation=_operation("get", kind))


def policy_named(client: EbayClient, kind: PolicyKind, name: str) -> Obj | None:
    """Names are unique on a site."""
    try:
        return client.get(
            Family.ACCOUNT,
            f"{kind.value.path}/get_by_policy_name",
            _whole,
            operation=f"{_operation('get', kind)}ByName",
            query={"marketplace_id": client.identity.site.code, "name": name},
        )
    except NotFound:
        return None


def create_policy(client: EbayClient, kind: PolicyKind, body: Body) -> Obj:
    """Sent once: look by name before it is asked for again."""
    path = f"{kind.value.path}/" if kind is PolicyKind.FULFILLMENT else kind.value.path
    return client.send(
        "POST",
        Family.ACCOUNT,
        path,
        _whole,
        operation=_operation("create", kind),
        repeatable=False,
        body=dict(body),
    )


def replace_policy(client: EbayClient, kind: PolicyKind, policy_id: str, body: Body) -> Obj:
    path = path_of(kind.value.path, policy_id)
    return client.send("PUT", Family.ACCOUNT, path, _whole, operation=_operation("update", kind), body=dict(body))


def delete_policy(client: EbayClient, kind: PolicyKind, policy_id: str) -> None:
    """eBay refuses while listings use it. One that is gone is deleted."""
    path = path_of(kind.value.path, policy_id)
    try:
        client.send("DELETE", Family.ACCOUNT, path, lambda _given: None, operation=_operation("delete", kind))
    except NotFound:
        return


def _operation(verb: str, kind: PolicyKind, *, many: bool = False) -> str:
    return f"{verb}{kind.name.capitalize()}{'Policies' if many else 'Policy'}"


def _whole(given: Given) -> Obj:
    return given.body
