"""How a reader of one field says that it cannot, and where an item's problems are gathered."""

from inventory.source.interface import ItemProblem, Severity

SHOWN_CHARACTERS = 80


class FieldError(ValueError):
    """A field's value cannot be used: `code` and `values` as in ItemProblem."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Problems:
    """The problems of one item, in the order they were found."""

    def __init__(self, external_id: str) -> None:
        self.external_id = external_id
        self.found: list[ItemProblem] = []
        self.has_error = False

    def error(self, field: str, code: str, **values: str | int) -> None:
        self.has_error = True
        self._add(field, code, values, "error")

    def warn(self, field: str, code: str, **values: str | int) -> None:
        self._add(field, code, values, "warning")

    def _add(self, field: str, code: str, values: dict[str, str | int], severity: Severity) -> None:
        self.found.append(ItemProblem(self.external_id, field, code, values, severity))


def shown(value: object) -> str:
    """`value` short enough to be shown in a problem, without characters a database or terminal chokes on."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(c if c.isprintable() else "�" for c in text[:SHOWN_CHARACTERS])
