"""Values that come in, checked against the types, and values that go out, written as Shopify writes them."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from marketplaces.adapters.shopify.simulator.graphql.nodes import TypeRef, Variable, VariableDefinition, Word
from marketplaces.adapters.shopify.simulator.graphql.types import Types

MOST_INPUTS = 250  # input arrays hold at most so many


class BadValue(Exception):  # noqa: N818 - the caller's
    """`path` leads to the value inside of its argument or variable."""

    def __init__(self, explanation: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(explanation)
        self.explanation, self.path = explanation, path


def coerce(types: Types, ref: TypeRef, value: Any, *, literal: bool = False) -> Any:
    """The value as resolvers take it: what is absent stays absent, null stays null. Raises BadValue."""
    if value is None:
        if ref.required:
            raise BadValue("Expected value to not be null")
        return None
    if ref.of:
        rows = value if isinstance(value, list) else [value]
        if len(rows) > MOST_INPUTS:
            raise BadValue(f"The input array size of {len(rows)} is greater than the maximum allowed of {MOST_INPUTS}.")
        return [_inside(types, ref.of, row, i, literal=literal) for i, row in enumerate(rows)]
    if ref.name in types.inputs:
        return _object(types, ref.name, value, literal=literal)
    if ref.name in types.enums:
        known = types.enums[ref.name]
        if not isinstance(value, Word if literal else str) or (known and value not in known):
            raise BadValue(f'Expected "{value}" to be one of: {", ".join(sorted(known))}')
        return str(value)
    return _scalar(ref.name, value)


def _inside(types: Types, ref: TypeRef, value: Any, step: str | int, *, literal: bool) -> Any:
    try:
        return coerce(types, ref, value, literal=literal)
    except BadValue as bad:
        raise BadValue(bad.explanation, (step, *bad.path)) from bad


def _object(types: Types, name: str, value: Any, *, literal: bool) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadValue(f'Could not coerce value "{value}" to {name}')
    fields = types.inputs[name]
    for key in value:
        if key not in fields:
            raise BadValue(f"Field is not defined on {name}", (key,))
    for key, ref in fields.items():
        if ref.required and key not in value:
            raise BadValue("Expected value to not be null", (key,))
    return {key: _inside(types, fields[key], given, key, literal=literal) for key, given in value.items()}


def _scalar(name: str, value: Any) -> Any:
    if isinstance(value, Decimal if name in ("Money", "Decimal") else datetime):
        return value  # of a variable, read before
    try:
        return READERS[name](value)
    except (TypeError, ValueError, InvalidOperation) as error:
        raise BadValue(f'Could not coerce value "{value}" to {name}') from error


def _text(value: Any) -> str:
    if isinstance(value, Word) or not isinstance(value, str):
        raise TypeError(value)
    return value


def _identity(value: Any) -> str:
    return str(_whole(value)) if isinstance(value, int) else _text(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _number(value: Any) -> int | float:
    return value if isinstance(value, float) else _whole(value)


def _decimal(value: Any) -> Decimal:
    return Decimal(value if isinstance(value, str) else str(_number(value)))


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _address(value: Any) -> str:
    if not _text(value).startswith(("http://", "https://")):
        raise ValueError(value)
    return str(value)


def _moment(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


READERS: dict[str, Callable[[Any], Any]] = {
    "ID": _identity,
    "String": _text,
    "HTML": _text,
    "Int": _whole,
    "UnsignedInt64": _identity,
    "Float": _number,
    "Boolean": _switch,
    "Money": _decimal,
    "Decimal": _decimal,
    "URL": _address,
    "DateTime": lambda value: _moment(_text(value)),
    "JSON": lambda value: value,
}


def fill(value: Any, variables: dict[str, Any]) -> Any:
    """A literal with its variables put in; what an absent variable would have given is left out."""
    if isinstance(value, Variable):
        return variables.get(value.name)
    if isinstance(value, list):
        return [fill(row, variables) for row in value]
    if isinstance(value, dict):
        return {k: fill(v, variables) for k, v in value.items() if not is_absent(v, variables)}
    return value


def is_absent(value: Any, variables: dict[str, Any]) -> bool:
    return isinstance(value, Variable) and value.name not in variables


def given_variables(
    types: Types, definitions: list[VariableDefinition], given: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The variables as resolvers take them, and the errors in the form of the API's answer."""
    values: dict[str, Any] = {}
    errors = []
    for definition in definitions:
        name = definition.name
        if name not in given and definition.has_default:
            values[name] = definition.default
            continue
        if name not in given and not definition.type.required:
            continue
        try:
            values[name] = coerce(types, definition.type, given.get(name))
        except BadValue as bad:
            errors.append(_variable_error(definition, given.get(name), bad))
    return values, errors


def _variable_error(definition: VariableDefinition, value: Any, bad: BadValue) -> dict[str, Any]:
    where = ".".join(str(step) for step in bad.path)
    text = f"Variable ${definition.name} of type {definition.type} was provided invalid value"
    return {
        "message": f"{text} for {where} ({bad.explanation})" if where else text,
        "locations": [{"line": 1, "column": 1}],
        "extensions": {"value": value, "problems": [{"path": list(bad.path), "explanation": bad.explanation}]},
    }


def written(types: Types, name: str, value: Any) -> Any:
    """A leaf as it stands in an answer. Raises TypeError where a resolver gave what its type does not allow."""
    if name in ("Decimal", "Money") and isinstance(value, Decimal):
        # MoneyV2.amount is the shortest form with at least one digit ("12.0"), Money has the two of its currency.
        return f"{value:.2f}" if name == "Money" else _short(value)
    if name == "DateTime" and isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if name == "UnsignedInt64" and isinstance(value, int):
        return str(value)
    if name in types.enums and types.enums[name] and value not in types.enums[name]:
        raise TypeError(f"{value!r} is none of {name}")
    if not isinstance(value, str | bool | int | float) and name != "JSON":
        raise TypeError(f"{value!r} is no {name}")
    return value


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    if "." not in text:
        return f"{text}.0"
    text = text.rstrip("0")
    return f"{text}0" if text.endswith(".") else text
