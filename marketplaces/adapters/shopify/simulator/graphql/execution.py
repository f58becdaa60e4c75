"""Answers a checked operation: exactly the selected fields, nulls where they may stand, errors with their paths.

What a resolver gives for an object is a mapping by field name; a value that can be called is asked with the call and
the field's arguments, so that nothing is worked out that was not selected.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from marketplaces.adapters.shopify.simulator.graphql.nodes import (
    Directive,
    Document,
    Field,
    Inline,
    Operation,
    Selection,
    TypeRef,
)
from marketplaces.adapters.shopify.simulator.graphql.paging import BadPage, page, whole
from marketplaces.adapters.shopify.simulator.graphql.types import FieldType, Types
from marketplaces.adapters.shopify.simulator.graphql.values import BadValue, coerce, fill, is_absent, written

Args = dict[str, Any]
Path = tuple[str | int, ...]


class FieldError(Exception):
    """One field cannot be answered: it becomes null, and the error is told."""

    def __init__(self, message: str, code: str, **more: Any) -> None:
        super().__init__(message)
        self.message, self.extensions = message, {"code": code, **more}


class _Null(Exception):  # noqa: N818 - carries a null upward
    """A field that must not be null is."""


class Resolver(Protocol):
    """What stands behind the root fields."""

    def root(self, asked: Field, args: Args) -> Any:
        """Raises FieldError."""

    def admit(self, owner: str, name: str) -> None:
        """Raises FieldError where this caller may not see the field."""


@dataclass
class Execution:
    types: Types
    document: Document
    operation: Operation
    variables: dict[str, Any]
    resolver: Resolver
    call: Any
    is_whole: bool = False  # a bulk query: connections without pages
    errors: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[Path, int] = field(default_factory=dict)

    def run(self, root: str) -> dict[str, Any] | None:
        """The data; None where null had to go all the way up."""
        try:
            data: dict[str, Any] = self.object(root, None, self.operation.selections, ())
        except _Null:
            return None
        return data

    def object(self, name: str, shown: Mapping[str, Any] | None, selections: list[Selection], path: Path) -> Any:
        answer: dict[str, Any] = {}
        for asked in self.flat(selections, name):
            if asked.name == "__typename":
                answer[asked.key] = name
                continue
            value = self.field(asked, name, shown, (*path, asked.key))
            if asked.key in answer and isinstance(value, dict):
                _merge(answer[asked.key], value)
            else:
                answer[asked.key] = value
        return answer

    def flat(self, selections: list[Selection], name: str) -> list[Field]:
        """The fields for an object of this type, fragments opened."""
        found: list[Field] = []
        for selection in selections:
            if not self.is_wanted(selection.directives):
                continue
            if isinstance(selection, Field):
                found.append(selection)
            else:
                inner = selection if isinstance(selection, Inline) else self.document.fragments[selection.name]
                if self.types.matches(inner.on, name):
                    found += self.flat(inner.selections, name)
        return found

    def is_wanted(self, directives: list[Directive]) -> bool:
        for directive in directives:
            if directive.name in ("include", "skip"):
                wanted = bool(fill(directive.args.get("if"), self.variables))
                if wanted is not (directive.name == "include"):
                    return False
        return True

    def arguments(self, asked: Field, known: FieldType) -> Args:
        """Raises FieldError."""
        args = {}
        for name, value in asked.args.items():
            if is_absent(value, self.variables):
                continue
            given = fill(value, self.variables)
            try:
                args[name] = coerce(self.types, known.args[name], given)
            except BadValue as bad:
                raise FieldError(f"{name}: {bad.explanation}", "INVALID_FIELD_ARGUMENTS") from bad
        return args

    def field(self, asked: Field, name: str, shown: Mapping[str, Any] | None, path: Path) -> Any:
        known = self.types.fields(name)[asked.name]
        try:
            self.resolver.admit(name, asked.name)
            args = self.arguments(asked, known)
            value = self.resolver.root(asked, args) if shown is None else self.value(shown, name, asked.name, args)
            if known.is_connection and value is not None and not isinstance(value, Mapping):
                value = (whole if self.is_whole else page)(value, args, asked.name)
                self.rows[path] = len(value["nodes"])
        except BadPage as error:
            return self.failed(FieldError(str(error), "BAD_REQUEST"), known.type, asked, path)
        except FieldError as error:
            return self.failed(error, known.type, asked, path)
        return self.complete(known.type, value, asked.selections, path)

    def value(self, shown: Mapping[str, Any], owner: str, name: str, args: Args) -> Any:
        if name not in shown:
            raise TypeError(f"{owner}.{name} is declared, but nothing stands behind it")
        value = shown[name]
        resolve: Callable[[Any, Args], Any] | None = value if callable(value) else None
        return resolve(self.call, args) if resolve else value

    def failed(self, error: FieldError, ref: TypeRef, asked: Field, path: Path) -> None:
        self.errors.append(
            {
                "message": error.message,
                "locations": [{"line": asked.place[0], "column": asked.place[1]}],
                "path": list(path),
                "extensions": error.extensions,
            }
        )
        if ref.required:
            raise _Null

    def complete(self, ref: TypeRef, value: Any, selections: list[Selection], path: Path) -> Any:
        if value is None:
            if ref.required:
                raise TypeError(f"null at {path}, where there has to be a {ref}")
            return None
        if ref.of:
            return [self.complete(ref.of, row, selections, (*path, i)) for i, row in enumerate(value)]
        if self.types.is_leaf(ref.name):
            return written(self.types, ref.name, value)
        try:
            return self.object(value.get("__typename", ref.name), value, selections, path)
        except _Null:
            if ref.required:
                raise
            return None


def _merge(into: Any, more: Any) -> None:
    """The same field asked for twice, as fragments do: both selections count."""
    if isinstance(into, dict) and isinstance(more, dict):
        for key, value in more.items():
            if isinstance(into.get(key), dict | list):
                _merge(into[key], value)
            else:
                into[key] = value
    elif isinstance(into, list) and isinstance(more, list):
        for old, new in zip(into, more, strict=False):
            _merge(old, new)
