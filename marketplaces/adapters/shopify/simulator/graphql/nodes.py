"""What a GraphQL document is made of, once it is read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class TypeRef:
    """`[ID!]!` is `TypeRef("", required=True, of=TypeRef("ID", required=True))`."""

    name: str
    required: bool = False
    of: "TypeRef | None" = None

    @property
    def named(self) -> str:
        return self.of.named if self.of else self.name

    def __str__(self) -> str:
        return (f"[{self.of}]" if self.of else self.name) + ("!" if self.required else "")


@dataclass(frozen=True)
class Variable:
    name: str


class Word(str):
    """A bare word among values: one of an enumeration."""

    __slots__ = ()


@dataclass
class Directive:
    name: str
    args: dict[str, Any]


@dataclass
class Field:
    """`key` is the name under which the answer stands: the alias where there is one."""

    name: str
    key: str
    args: dict[str, Any]
    directives: list[Directive]
    selections: "list[Selection]"
    place: tuple[int, int] = (1, 1)


@dataclass
class Spread:
    name: str
    directives: list[Directive]
    place: tuple[int, int] = (1, 1)


@dataclass
class Inline:
    """`on` is "" where the type is not narrowed."""

    on: str
    directives: list[Directive]
    selections: "list[Selection]"


Selection = Field | Spread | Inline


@dataclass
class VariableDefinition:
    name: str
    type: TypeRef
    default: Any = None
    has_default: bool = False


@dataclass
class Operation:
    """`kind` is "query" or "mutation"."""

    kind: str
    name: str
    variables: list[VariableDefinition]
    selections: list[Selection]


@dataclass
class Fragment:
    name: str
    on: str
    selections: list[Selection]


@dataclass
class Document:
    operations: list[Operation] = field(default_factory=list)
    fragments: dict[str, Fragment] = field(default_factory=dict)
