"""The types an API knows, read from a notation like GraphQL's own.

A name that ends in `Connection` needs no entry: it has nodes, edges and pageInfo of the type before that ending, and
the field that gives it takes first, last, after, before and reverse.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from marketplaces.adapters.shopify.simulator.graphql.nodes import TypeRef
from marketplaces.adapters.shopify.simulator.graphql.parsing import Cursor, read_type

CONNECTION, EDGE = "Connection", "Edge"
PAGING = {
    "first": TypeRef("Int"),
    "last": TypeRef("Int"),
    "after": TypeRef("String"),
    "before": TypeRef("String"),
    "reverse": TypeRef("Boolean"),
}
SCALARS = {
    "ID",
    "String",
    "Int",
    "Float",
    "Boolean",
    "DateTime",
    "Decimal",
    "Money",
    "URL",
    "HTML",
    "UnsignedInt64",
    "JSON",
}


@dataclass(frozen=True)
class FieldType:
    type: TypeRef
    args: dict[str, TypeRef] = field(default_factory=dict)

    @property
    def is_connection(self) -> bool:
        return self.type.name.endswith(CONNECTION)


@dataclass
class ObjectType:
    """An interface is one too: `interfaces` are the names under which fragments may meet this type."""

    name: str
    fields: dict[str, FieldType]
    interfaces: tuple[str, ...] = ()


@dataclass
class Types:
    """`enums` with what they may be; an enum without members takes every word (currencies, countries)."""

    objects: dict[str, ObjectType] = field(default_factory=dict)
    inputs: dict[str, dict[str, TypeRef]] = field(default_factory=dict)
    enums: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_leaf(self, name: str) -> bool:
        return name in SCALARS or name in self.enums

    def fields(self, name: str) -> dict[str, FieldType]:
        if name in self.objects:
            return self.objects[name].fields
        if name.endswith(CONNECTION):
            node = name.removesuffix(CONNECTION)
            return {
                "nodes": FieldType(TypeRef("", required=True, of=TypeRef(node, required=True))),
                "edges": FieldType(TypeRef("", required=True, of=TypeRef(node + EDGE, required=True))),
                "pageInfo": FieldType(TypeRef("PageInfo", required=True)),
            }
        node = name.removesuffix(EDGE)
        return {
            "node": FieldType(TypeRef(node, required=True)),
            "cursor": FieldType(TypeRef("String", required=True)),
        }

    def matches(self, narrowed: str, name: str) -> bool:
        """Whether a fragment on `narrowed` is for an object of this type."""
        known = self.objects.get(name)
        return narrowed in ("", name) or (known is not None and narrowed in known.interfaces)


def read_types(texts: Iterable[str]) -> Types:
    types = Types()
    for text in texts:
        cursor = Cursor(text)
        while cursor.now.kind != "end":
            _definition(cursor, types)
    return types


def _definition(cursor: Cursor, types: Types) -> None:
    kind, name = cursor.name(), cursor.name()
    interfaces = []
    if cursor.passes("implements"):
        interfaces.append(cursor.name())
        while cursor.passes("&"):
            interfaces.append(cursor.name())
    if kind == "enum":
        types.enums[name] = _words(cursor)
    elif kind == "input":
        types.inputs[name] = {field: described.type for field, described in _fields(cursor).items()}
    else:
        types.objects[name] = ObjectType(name, _fields(cursor), tuple(interfaces))


def _words(cursor: Cursor) -> frozenset[str]:
    words = set()
    if cursor.passes("{"):
        while not cursor.passes("}"):
            words.add(cursor.name())
    return frozenset(words)


def _fields(cursor: Cursor) -> dict[str, FieldType]:
    cursor.take("punct", "{")
    found: dict[str, FieldType] = {}
    while not cursor.passes("}"):
        name = cursor.name()
        args: dict[str, TypeRef] = {}
        if cursor.passes("("):
            while not cursor.passes(")"):
                argument = cursor.name()
                cursor.take("punct", ":")
                args[argument] = read_type(cursor)
        cursor.take("punct", ":")
        ref = read_type(cursor)
        found[name] = FieldType(ref, args | PAGING if ref.name.endswith(CONNECTION) else args)
    return found
