"""Bulk queries: run over everything without pages, written as JSONL, children behind their parents."""

import json
from collections.abc import Iterator
from typing import Any

from marketplaces.adapters.shopify.simulator.bodies.goods import export_body
from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.shop import Export
from marketplaces.adapters.shopify.simulator.calls import ROOTS, Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.graphql.checking import Check
from marketplaces.adapters.shopify.simulator.graphql.execution import Execution, FieldError
from marketplaces.adapters.shopify.simulator.graphql.lexing import SyntaxFault
from marketplaces.adapters.shopify.simulator.graphql.nodes import Document, Field
from marketplaces.adapters.shopify.simulator.graphql.parsing import read_document
from marketplaces.adapters.shopify.simulator.reads.shop import show_export
from marketplaces.adapters.shopify.simulator.schema import TYPES

AT_ONCE = 5
RUNNING = ("CREATED", "RUNNING", "CANCELING")


class Everything:
    """Root fields for a bulk query, with the scopes of the caller."""

    def __init__(self, call: Call) -> None:
        self.call = call

    def admit(self, owner: str, name: str) -> None:
        """Fields need nothing besides the scope of their root here."""

    def root(self, asked: Field, args: Args) -> Any:
        known = ROOTS.table[asked.name]
        if not self.call.may(*known.scopes):
            raise FieldError(f"Access denied for {asked.name} field.", "ACCESS_DENIED")
        return known.answers(self.call, args)


@root("bulkOperationRunQuery")
def run_query(call: Call, args: Args) -> Shown:
    shop = call.shop
    if sum(export.status in RUNNING for export in shop.exports.values()) >= AT_ONCE:
        text = "A bulk query operation for this app and shop is already in progress."
        raise Refused(text, None, "OPERATION_IN_PROGRESS")
    document = _checked(args["query"])
    now = shop.clock.now()
    export = Export(shop.numbers.take("BulkOperation"), args["query"], now, polls_left=shop.rules.job_polls)
    shop.exports[export.number] = export
    shown = show_export(call, export)
    if not export.polls_left:
        finish(call, export, document)
    return {"bulkOperation": shown}


@root("bulkOperationCancel")
def cancel(call: Call, args: Args) -> Shown:
    export = call.shop.exports.get(number_in(args["id"], "BulkOperation"))
    if export is None:
        raise Refused("Bulk operation does not exist", ["id"])
    if export.status not in RUNNING:
        text = f"A bulk operation cannot be canceled when it is {export.status.lower()}"
        return {"bulkOperation": show_export(call, export), "userErrors": [{"field": None, "message": text}]}
    export.status = "CANCELED"
    return {"bulkOperation": show_export(call, export)}


@root("bulkOperation")
def bulk_operation(call: Call, args: Args) -> Shown | None:
    export = call.shop.exports.get(number_in(args["id"], "BulkOperation"))
    if export and export.status in RUNNING:
        export.polls_left -= 1
        export.status = "RUNNING"
        if export.polls_left <= 0:
            finish(call, export, _checked(export.query))
    return show_export(call, export) if export else None


def finish(call: Call, export: Export, document: Document) -> None:
    run = Execution(TYPES, document, document.operations[0], {}, Everything(call), call, is_whole=True)
    data = run.run("QueryRoot") or {}
    rows = [row for value in data.values() for row in _rows(value, None)]
    export.lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    export.roots = sum(1 for row in rows if "__parentId" not in row)
    export.status, export.completed = "COMPLETED", call.shop.clock.now()
    call.shop.emit("bulk_operations/finish", export_body(export))


def _checked(query: str) -> Document:
    """Raises Refused."""
    try:
        document = read_document(query)
    except SyntaxFault as bad:
        raise Refused(f"Invalid bulk query: {bad.message}", ["query"], "INVALID") from bad
    if errors := Check(TYPES, document, document.operations[0]).run():
        raise Refused(f"Invalid bulk query: {errors[0]['message']}", ["query"], "INVALID")
    return document


def _rows(value: Any, parent: str | None) -> Iterator[dict[str, Any]]:
    """The nodes of a connection, each before those of its own connections."""
    nodes = value.get("nodes") or [edge["node"] for edge in value.get("edges") or ()] if isinstance(value, dict) else []
    for node in nodes:
        inner = {name: part for name, part in node.items() if _is_connection(part)}
        row = {name: part for name, part in node.items() if name not in inner}
        yield row | ({"__parentId": parent} if parent else {})
        for part in inner.values():
            yield from _rows(part, node.get("id"))


def _is_connection(part: Any) -> bool:
    return isinstance(part, dict) and bool(part.keys() & {"nodes", "edges"})
