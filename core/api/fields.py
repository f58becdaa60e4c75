"""Values as the API writes them: public ids with a prefix, money and quantities as exact text."""

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers


def public_id(prefix: str, pk: int) -> str:
    return f"{prefix}_{pk}"


def id_pattern(prefix: str) -> str:
    """What an id of this kind looks like; 18 digits, as far as the database's keys go."""
    return f"{prefix}_([1-9][0-9]{{0,17}})"


def pk_of(prefix: str, text: str) -> int | None:
    """The primary key in a public id; None for whatever is not one of this kind (then there is no such object)."""
    match = re.fullmatch(id_pattern(prefix), text)
    return int(match[1]) if match else None


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """`{"amount": "12.00", "currency": "XOF"}`: at least two decimals, more only where the price has them."""
    exact = amount.normalize()
    places = -int(exact.as_tuple().exponent)
    return {"amount": f"{exact:.{max(places, 2)}f}", "currency": currency}


def quantity(value: Decimal) -> str:
    """A stock figure without superfluous zeros: "3", "0.25"."""
    return f"{value.normalize():f}"


class PublicIdField(serializers.Field[int, Any, str, int]):
    """A public id in a request; gives the primary key."""

    default_error_messages = {"invalid_id": "This is not an id of the form {prefix}_<number>."}

    def __init__(self, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        pk = pk_of(self.prefix, data) if isinstance(data, str) else None
        if pk is None:
            self.fail("invalid_id", prefix=self.prefix)
        return pk

    def to_representation(self, value: int) -> str:
        return public_id(self.prefix, value)


class TextField(serializers.CharField):
    """A text in a request: taken as it is, spaces too; a number is no text, and no text holds a NUL."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(**{"max_length": max_length, "trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class PatternField(TextField):
    """A text of one form. `pattern` is one that Python and JSON Schema read alike; it has to match the whole text."""

    default_error_messages = {"pattern": "This is not of the form {form}."}

    def __init__(self, pattern: str, *, form: str, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.pattern, self.form = pattern, form

    def to_internal_value(self, data: Any) -> Any:
        text: str = super().to_internal_value(data)
        if not re.fullmatch(self.pattern, text):
            self.fail("pattern", form=self.form)
        return text


class CountryField(PatternField):
    """A country by ISO 3166, two upper-case letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__("[A-Z]{2}", form="FR", max_length=2, **options)


class CurrencyField(PatternField):
    """A currency by ISO 4217, three upper-case letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__("[A-Z]{3}", form="EUR", max_length=3, **options)


class DecimalTextField(PatternField):
    """An exact decimal number as text, so that no JSON reader makes a float of it."""

    def __init__(self, *, whole: int, places: int, signed: bool = False, **options: Any) -> None:
        sign = "-?" if signed else ""
        pattern = f"{sign}[0-9]{{1,{whole}}}([.][0-9]{{1,{places}}})?"
        super().__init__(pattern, form="12.50", max_length=whole + places + 2, **options)
        self.validators = []  # they are for texts, and the pattern says it all

    def to_internal_value(self, data: Any) -> Any:
        return Decimal(super().to_internal_value(data))


class FlagField(serializers.BooleanField):
    """`true` or `false` in a JSON body, and nothing that only looks like them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class IdListField(serializers.ListField):
    """Public ids of one kind in a request; gives primary keys. Counted before any of them is read."""

    def __init__(self, prefix: str, *, max_length: int, **options: Any) -> None:
        super().__init__(child=PublicIdField(prefix), min_length=1, max_length=max_length, allow_empty=False, **options)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            raise serializers.ValidationError(f"Give at most {self.max_length} ids at once.", code="max_length")
        return list(super().to_internal_value(data))


class MoneySerializer(serializers.Serializer[Any]):
    amount = serializers.CharField(help_text="Exact decimal number as text.")
    currency = serializers.CharField(help_text="ISO 4217 code.")
