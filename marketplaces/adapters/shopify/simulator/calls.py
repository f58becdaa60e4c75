"""One GraphQL call on its way: whose token, which version, which field; and how root fields are registered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from marketplaces.adapters.shopify.simulator.books.shop import Shop

Args = dict[str, Any]
Shown = dict[str, Any]
Answers = Callable[["Call", Args], Any]


@dataclass
class Call:
    """`warnings` are those of searches, which are told beside the data."""

    shop: Shop
    scopes: frozenset[str]
    version: str
    origin: str = ""
    client_id: str = ""
    warnings: list[Shown] = field(default_factory=list)

    def may(self, *any_of: str) -> bool:
        """A write scope implies its read."""
        return not any_of or any(
            scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes for scope in any_of
        )

    def sees_people(self) -> bool:
        return self.shop.rules.customer_data


@dataclass(frozen=True)
class Root:
    """`scopes`: any one of them is enough. `needs_key` from 2026-04 on. A `failed` payload has nulls besides its errors."""

    answers: Answers
    scopes: tuple[str, ...] = ()
    needs_key: bool = False
    errors_name: str = "userErrors"


@dataclass
class Roots:
    table: dict[str, Root] = field(default_factory=dict)

    def add(self, name: str, *scopes: str, **how: Any) -> Callable[[Answers], Answers]:
        def register(answers: Answers) -> Answers:
            self.table[name] = Root(answers, scopes, **how)
            return answers

        return register


ROOTS = Roots()
root = ROOTS.add


def error(message: str, where: list[str] | None = None, code: str | None = None, **more: Any) -> Shown:
    return {"field": where, "message": message, "code": code, **more}


class Refused(Exception):  # noqa: N818 - a business rule says no
    """A userError: the payload has no object, HTTP is 200."""

    def __init__(self, message: str, where: list[str] | None = None, code: str | None = None, **more: Any) -> None:
        super().__init__(message)
        self.error = error(message, where, code, **more)
