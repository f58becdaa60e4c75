"""Tokens into a document: operations, variables, aliases, arguments, fragments, directives."""

from typing import Any

from marketplaces.adapters.shopify.simulator.graphql.lexing import SyntaxFault, Token, tokens
from marketplaces.adapters.shopify.simulator.graphql.nodes import (
    Directive,
    Document,
    Field,
    Fragment,
    Inline,
    Operation,
    Selection,
    Spread,
    TypeRef,
    Variable,
    VariableDefinition,
    Word,
)

WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


class Cursor:
    """Where one is in the tokens."""

    def __init__(self, text: str) -> None:
        self._tokens, self._at = tokens(text), 0

    @property
    def now(self) -> Token:
        return self._tokens[self._at]

    def take(self, kind: str, text: str = "") -> Token:
        """Raises SyntaxFault where something else comes."""
        token = self.now
        if token.kind != kind or (text and token.text != text):
            got = token.text or "end of file"
            raise SyntaxFault(f'Expected {text or kind.upper()}, actual: "{got}" at {list(token.place)}', token.place)
        self._at += 1
        return token

    def passes(self, text: str) -> bool:
        """Steps over this punctuation or word where it comes."""
        if self.now.text == text and self.now.kind in ("punct", "name"):
            self._at += 1
            return True
        return False

    def name(self) -> str:
        return self.take("name").text


def read_document(text: str) -> Document:
    """Raises SyntaxFault."""
    cursor, document = Cursor(text), Document()
    while cursor.now.kind != "end":
        if cursor.now.text == "fragment":
            fragment = _fragment(cursor)
            document.fragments[fragment.name] = fragment
        else:
            document.operations.append(_operation(cursor))
    return document


def read_type(cursor: Cursor) -> TypeRef:
    if cursor.passes("["):
        inner = read_type(cursor)
        cursor.take("punct", "]")
        return TypeRef("", cursor.passes("!"), inner)
    name = cursor.name()
    return TypeRef(name, cursor.passes("!"))


def _operation(cursor: Cursor) -> Operation:
    if cursor.now.text == "{":
        return Operation("query", "", [], _selections(cursor))
    place, kind = cursor.now.place, cursor.name()
    if kind not in ("query", "mutation"):
        raise SyntaxFault(f'Expected a definition, actual: "{kind}" at {list(place)}', place)
    name = cursor.name() if cursor.now.kind == "name" else ""
    variables = []
    if cursor.passes("("):
        while not cursor.passes(")"):
            variables.append(_variable(cursor))
    _directives(cursor)
    return Operation(kind, name, variables, _selections(cursor))


def _variable(cursor: Cursor) -> VariableDefinition:
    cursor.take("punct", "$")
    name = cursor.name()
    cursor.take("punct", ":")
    ref = read_type(cursor)
    if cursor.passes("="):
        return VariableDefinition(name, ref, _value(cursor), has_default=True)
    return VariableDefinition(name, ref)


def _fragment(cursor: Cursor) -> Fragment:
    cursor.take("name", "fragment")
    name = cursor.name()
    cursor.take("name", "on")
    on = cursor.name()
    _directives(cursor)
    return Fragment(name, on, _selections(cursor))


def _selections(cursor: Cursor) -> list[Selection]:
    cursor.take("punct", "{")
    found: list[Selection] = []
    while not cursor.passes("}"):
        found.append(_selection(cursor))
    return found


def _selection(cursor: Cursor) -> Selection:
    place = cursor.now.place
    if cursor.passes("..."):
        if cursor.now.kind == "name" and cursor.now.text != "on":
            return Spread(cursor.name(), _directives(cursor), place)
        on = cursor.name() if cursor.passes("on") else ""
        return Inline(on, _directives(cursor), _selections(cursor))
    key = name = cursor.name()
    if cursor.passes(":"):
        name = cursor.name()
    args = _arguments(cursor)
    directives = _directives(cursor)
    inner = _selections(cursor) if cursor.now.text == "{" else []
    return Field(name, key, args, directives, inner, place)


def _arguments(cursor: Cursor) -> dict[str, Any]:
    args: dict[str, Any] = {}
    if cursor.passes("("):
        while not cursor.passes(")"):
            name = cursor.name()
            cursor.take("punct", ":")
            args[name] = _value(cursor)
    return args


def _directives(cursor: Cursor) -> list[Directive]:
    found = []
    while cursor.passes("@"):
        name = cursor.name()
        found.append(Directive(name, _arguments(cursor)))
    return found


def _value(cursor: Cursor) -> Any:
    if cursor.passes("$"):
        return Variable(cursor.name())
    if cursor.passes("["):
        items = []
        while not cursor.passes("]"):
            items.append(_value(cursor))
        return items
    if cursor.passes("{"):
        fields: dict[str, Any] = {}
        while not cursor.passes("}"):
            name = cursor.name()
            cursor.take("punct", ":")
            fields[name] = _value(cursor)
        return fields
    return _plain(cursor)


def _plain(cursor: Cursor) -> Any:
    token = cursor.now
    if token.kind not in ("int", "float", "string", "name"):
        raise SyntaxFault(f'Expected a value, actual: "{token.text}" at {list(token.place)}', token.place)
    cursor.take(token.kind)
    if token.kind == "int":
        return int(token.text)
    if token.kind == "float":
        return float(token.text)
    if token.kind == "string":
        return token.text
    return WORDS[token.text] if token.text in WORDS else Word(token.text)
