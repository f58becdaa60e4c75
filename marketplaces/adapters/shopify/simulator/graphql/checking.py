"""What is wrong with a document before anything is done: names, arguments, variables, fragments.

The texts are those of the API's own answers (graphql-ruby's), with its codes.
"""

from dataclasses import dataclass, field
from typing import Any

from marketplaces.adapters.shopify.simulator.graphql.nodes import (
    Directive,
    Document,
    Field,
    Inline,
    Operation,
    Selection,
    Spread,
    TypeRef,
    Variable,
)
from marketplaces.adapters.shopify.simulator.graphql.types import FieldType, Types
from marketplaces.adapters.shopify.simulator.graphql.values import BadValue, coerce

ROOTS = {"query": "QueryRoot", "mutation": "Mutation"}
DIRECTIVES = {"include": {"if"}, "skip": {"if"}, "idempotent": {"key"}}
DEEPEST = 40


@dataclass
class Check:
    """One run over an operation; `errors` are in the form of the API's answer."""

    types: Types
    document: Document
    operation: Operation
    errors: list[dict[str, Any]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    spread: set[str] = field(default_factory=set)

    def run(self) -> list[dict[str, Any]]:
        for definition in self.operation.variables:
            name = definition.type.named
            if name not in self.types.inputs and not self.types.is_leaf(name):
                self.say(f"{name} isn't a defined input type (on ${definition.name})", "variableRequiresValidType")
        self.selections(self.operation.selections, ROOTS[self.operation.kind], 0)
        label = self.operation.name or "anonymous query"
        for definition in self.operation.variables:
            if definition.name not in self.used:
                self.say(f"Variable ${definition.name} is declared by {label} but not used", "variableNotUsed")
        for name in self.used - {definition.name for definition in self.operation.variables}:
            self.say(f"Variable ${name} is used by {label} but not declared", "variableNotDefined")
        if len(self.document.operations) == 1:
            for name in self.document.fragments.keys() - self.spread:
                self.say(f"Fragment {name} was defined, but not used", "useAndDefineFragment")
        return self.errors

    def say(self, message: str, code: str, place: tuple[int, int] = (1, 1), **more: Any) -> None:
        self.errors.append(
            {
                "message": message,
                "locations": [{"line": place[0], "column": place[1]}],
                "path": [self.operation.kind + (f" {self.operation.name}" if self.operation.name else "")],
                "extensions": {"code": code, **more},
            }
        )

    def selections(self, selections: list[Selection], owner: str, depth: int) -> None:
        if depth > DEEPEST:
            self.say("Query is nested too deeply", "maxDepthExceeded")
            return
        for selection in selections:
            self.directives(selection.directives)
            if isinstance(selection, Field):
                self.field(selection, owner, depth)
            elif isinstance(selection, Inline):
                self.narrowed(selection.on or owner, selection.selections, depth)
            else:
                self.fragment(selection, depth)

    def narrowed(self, on: str, selections: list[Selection], depth: int) -> None:
        if on not in self.types.objects:
            self.say(f"No such type {on}, so it can't be a fragment condition", "undefinedType", typeName=on)
            return
        self.selections(selections, on, depth + 1)

    def fragment(self, spread: Spread, depth: int) -> None:
        fragment = self.document.fragments.get(spread.name)
        if fragment is None:
            text = f"Fragment {spread.name} was used, but not defined"
            self.say(text, "useAndDefineFragment", spread.place, fragmentName=spread.name)
            return
        self.spread.add(spread.name)
        self.narrowed(fragment.on, fragment.selections, depth)

    def field(self, asked: Field, owner: str, depth: int) -> None:
        if asked.name == "__typename":
            return
        known = self.types.fields(owner).get(asked.name)
        if known is None:
            text = f"Field '{asked.name}' doesn't exist on type '{owner}'"
            self.say(text, "undefinedField", asked.place, typeName=owner, fieldName=asked.name)
            return
        self.arguments(asked, known, owner)
        name = known.type.named
        if self.types.is_leaf(name):
            if asked.selections:
                text = f"Selections can't be made on scalars (field '{asked.name}' returns {name} but has selections)"
                self.say(text, "selectionMismatch", asked.place)
            return
        if not asked.selections:
            text = (
                f"Field must have selections (field '{asked.name}' returns {name} but has no selections. Did you mean"
            )
            self.say(f"{text} '{asked.name} {{ ... }}'?)", "selectionMismatch", asked.place)
        self.selections(asked.selections, name, depth + 1)

    def arguments(self, asked: Field, known: FieldType, owner: str) -> None:
        for name, value in asked.args.items():
            if name not in known.args:
                text = f"Field '{asked.name}' doesn't accept argument '{name}'"
                self.say(text, "argumentNotAccepted", asked.place, name=asked.name, argumentName=name)
            else:
                self.value(value, known.args[name], name, asked, owner)
        missing = [name for name, ref in known.args.items() if ref.required and name not in asked.args]
        if missing:
            text = f"Field '{asked.name}' is missing required arguments: {', '.join(missing)}"
            self.say(text, "missingRequiredArguments", asked.place, className="Field", name=asked.name)

    def value(self, value: Any, ref: TypeRef, name: str, asked: Field, owner: str) -> None:
        """Notes the variables; a literal without any is checked as it stands."""
        if isinstance(value, Variable):
            self.variable(value, ref, name, asked)
            return
        if inside := _variables_in(value):
            self.used |= inside
            return
        try:
            coerce(self.types, ref, value, literal=True)
        except BadValue as bad:
            text = f"Argument '{name}' on Field '{asked.name}' has an invalid value ({bad.explanation})."
            self.say(text, "argumentLiteralsIncompatible", asked.place, typeName=owner, argumentName=name)

    def variable(self, variable: Variable, ref: TypeRef, name: str, asked: Field) -> None:
        self.used.add(variable.name)
        for definition in self.operation.variables:
            if definition.name != variable.name:
                continue
            nullable = ref.required and not definition.type.required and not definition.has_default
            if definition.type.named != ref.named or nullable:
                text = f"mismatch on variable ${variable.name} and argument {name} ({definition.type} / {ref})"
                kind = "Nullability" if nullable and definition.type.named == ref.named else "Type"
                self.say(f"{kind} {text}", "variableMismatch", asked.place, variableName=variable.name)

    def directives(self, directives: list[Directive]) -> None:
        for directive in directives:
            wanted = DIRECTIVES.get(directive.name)
            if wanted is None:
                self.say(f"Directive @{directive.name} is not defined", "undefinedDirective")
                continue
            self.used |= _variables_in(list(directive.args.values()))
            if missing := wanted - directive.args.keys():
                text = f"Directive '{directive.name}' is missing required arguments: {', '.join(missing)}"
                self.say(text, "missingRequiredArguments")


def _variables_in(value: Any) -> set[str]:
    if isinstance(value, Variable):
        return {value.name}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {name for part in parts for name in _variables_in(part)}
