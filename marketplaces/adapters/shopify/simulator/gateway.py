"""One request to graphql.json: read, checked, admitted by cost and scope, answered; keys of idempotency remembered."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.simulation.faults import Fault
from marketplaces.adapters.shopify.simulator.bucket import MOST_A_QUERY, Bucket, throttled
from marketplaces.adapters.shopify.simulator.calls import ROOTS, Args, Call, Refused, Root, error
from marketplaces.adapters.shopify.simulator.graphql.checking import ROOTS as ROOT_TYPES
from marketplaces.adapters.shopify.simulator.graphql.checking import Check
from marketplaces.adapters.shopify.simulator.graphql.costs import actual_cost, requested_cost
from marketplaces.adapters.shopify.simulator.graphql.execution import Execution, FieldError
from marketplaces.adapters.shopify.simulator.graphql.lexing import SyntaxFault
from marketplaces.adapters.shopify.simulator.graphql.nodes import Document, Field, Inline, Operation
from marketplaces.adapters.shopify.simulator.graphql.parsing import read_document
from marketplaces.adapters.shopify.simulator.graphql.values import fill, given_variables
from marketplaces.adapters.shopify.simulator.schema import TYPES

ACCESS = "https://shopify.dev/api/usage/access-scopes"
FIELD_SCOPES = {("Order", "customer"): ("read_customers",)}
KEY_FROM = "2026-04"
NO_KEY = "The @idempotent directive is required for this mutation but was not provided."
OTHER_PARAMETERS = "The same idempotency key cannot be used with different operation parameters."


class Rejected(Exception):  # noqa: N818 - before anything was done
    """The request is answered with top-level errors alone."""

    def __init__(self, errors: list[dict[str, Any]], status: int = 200) -> None:
        super().__init__(errors)
        self.errors, self.status = errors, status


@dataclass
class Request:
    """What was read of a body, before it is answered; `names` are the root fields."""

    document: Document
    operation: Operation
    variables: dict[str, Any]
    names: list[str] = field(default_factory=list)


@dataclass
class Resolver:
    """Root fields by their registration; scopes are looked at field by field."""

    call: Call
    keys: dict[str, str]
    faults: Mapping[str, Fault]
    refusals: list[str] = field(default_factory=list)

    def admit(self, owner: str, name: str) -> None:
        self._need(FIELD_SCOPES.get((owner, name), ()), name)

    def root(self, asked: Field, args: Args) -> Any:
        known = ROOTS.table[asked.name]
        self._need(known.scopes, asked.name)
        if asked.name not in TYPES.objects["Mutation"].fields:
            return known.answers(self.call, args)
        return self._mutate(asked, known, args)

    def _need(self, scopes: tuple[str, ...], name: str) -> None:
        if not self.call.may(*scopes):
            wanted = " or ".join(f"`{scope}` access scope" for scope in scopes)
            text = f"Access denied for {name} field. Required access: {wanted}."
            raise FieldError(text, "ACCESS_DENIED", documentation=ACCESS, requiredAccess=wanted)

    def _mutate(self, asked: Field, known: Root, args: Args) -> Any:
        key = self.keys.get(asked.key, "")
        if known.needs_key and not key and self.call.version >= KEY_FROM:
            raise FieldError(NO_KEY, "BAD_REQUEST")
        finger = hashlib.sha256(json.dumps(args, sort_keys=True, default=str).encode()).hexdigest()
        before = self.call.shop.replays.get((asked.name, key)) if key else None
        if before and before[0] == finger:
            return before[1]
        if before:
            return self._refused(asked, known, error(OTHER_PARAMETERS, None, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"))
        payload = self._done(asked, known, args)
        if key:
            self.call.shop.replays[asked.name, key] = (finger, payload)
        return payload

    def _done(self, asked: Field, known: Root, args: Args) -> Any:
        """The payload; a success is in the shop's log."""
        if "refuse" in self.faults:
            return self._refused(asked, known, error(self.faults["refuse"].value))
        try:
            payload = self._whole(asked.name, known.answers(self.call, args))
        except Refused as no:
            return self._refused(asked, known, no.error)
        if payload.get(known.errors_name):
            self.refusals += [str(row["message"]) for row in payload[known.errors_name]]
        else:
            at = self.call.shop.clock.now().isoformat()
            self.call.shop.log.append({"name": asked.name, "at": at, "args": json.loads(json.dumps(args, default=str))})
        return payload

    def _refused(self, asked: Field, known: Root, said: dict[str, Any]) -> Any:
        self.refusals.append(str(said["message"]))
        return self._whole(asked.name, {known.errors_name: [said]})

    def _whole(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Nulls and empty lists where the mutation said nothing."""
        fields = TYPES.fields(TYPES.objects["Mutation"].fields[name].type.named)
        empty: dict[str, Any] = {key: [] if known.type.required else None for key, known in fields.items()}
        if "shop" in fields:
            empty["shop"] = ROOTS.table["shop"].answers(self.call, {})
        for key, rows in payload.items():
            empty[key] = rows
            if key.endswith("serErrors"):
                error_fields = TYPES.fields(fields[key].type.named)
                empty[key] = [{k: row.get(k) for k in error_fields} for row in rows]
        return empty


def read_request(raw: bytes) -> Request:
    """Raises Rejected."""
    try:
        body = json.loads(raw)
        query, variables = body.get("query"), body.get("variables") or {}
    except (ValueError, AttributeError) as bad:
        raise Rejected([], 400) from bad
    if not isinstance(query, str) or not isinstance(variables, dict):
        raise Rejected([], 400)
    try:
        document = read_document(query)
    except SyntaxFault as bad:
        place = {"line": bad.place[0], "column": bad.place[1]}
        raise Rejected([{"message": bad.message, "locations": [place]}]) from bad
    operation = _chosen(document, body.get("operationName"))
    if errors := Check(TYPES, document, operation).run():
        raise Rejected(errors)
    values, errors = given_variables(TYPES, operation.variables, variables)
    if errors:
        raise Rejected(errors)
    return Request(document, operation, values, [one.name for one in _roots(document, operation)])


def _chosen(document: Document, name: str | None) -> Operation:
    found = [operation for operation in document.operations if name in (None, "", operation.name)]
    if not name and len(document.operations) > 1:
        raise Rejected([{"message": "An operation name is required", "path": []}])
    if not found:
        raise Rejected([{"message": f'No operation named "{name}"', "path": []}])
    return found[0]


def _roots(document: Document, operation: Operation) -> list[Field]:
    found: list[Field] = []
    left = list(operation.selections)
    while left:
        one = left.pop(0)
        if isinstance(one, Field):
            found.append(one)
        else:
            inner = one if isinstance(one, Inline) else document.fragments[one.name]
            left = [*inner.selections, *left]
    return found


def serve(bucket: Bucket, call: Call, request: Request, faults: Mapping[str, Fault]) -> tuple[int, dict[str, Any]]:
    """HTTP status and body of a request that could be read."""
    keys: dict[str, str] = {}
    for one in _roots(request.document, request.operation):
        for directive in one.directives:
            if directive.name == "idempotent":
                keys[one.key] = str(fill(directive.args.get("key"), request.variables) or "")
    resolver = Resolver(call, keys, faults)
    run = Execution(TYPES, request.document, request.operation, request.variables, resolver, call)
    root = ROOT_TYPES[request.operation.kind]
    wanted = max(requested_cost(run, root), 1)
    if wanted > MOST_A_QUERY:
        text = f"Query cost is {wanted}, which exceeds the single query max cost limit ({MOST_A_QUERY})."
        return 200, {"errors": [{"message": text, "extensions": {"code": "MAX_COST_EXCEEDED", "cost": wanted}}]}
    if "throttled" in faults or not bucket.admits(wanted):
        if "throttled" in faults and call.shop.rules.limit_rate:
            bucket.spend(int(bucket.level()) - wanted // 3)
        return call.shop.rules.throttle_status, throttled(bucket.block(wanted, None))
    data = run.run(root)
    used = max(actual_cost(run, root), 1)
    bucket.spend(used)
    body: dict[str, Any] = {"data": data, "extensions": {"cost": bucket.block(wanted, used)}}
    if call.warnings:
        body["extensions"]["search"] = call.warnings
    if run.errors:
        body = {"errors": run.errors} | body
    return 200, body
