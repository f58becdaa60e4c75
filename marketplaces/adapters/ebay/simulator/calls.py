"""The operations that the look-alike offers: a table that `acts` fill, and what such an act gets and gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.tokens import Token

Body = dict[str, Any]
ROOT = "https://api.ebay.com/oauth/api_scope"
APPLICATION_ERRORS = {2003, 20500, 20501, 25001, 25025, 30500, 33000, 34900, 35001, 38201, 62000, 195000}


@dataclass(frozen=True)
class Answer:
    """`body` None is no body at all."""

    status: int = 200
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class Refused(Exception):  # noqa: N818 - an answer, not an accident
    """The call, or one row of it, is refused with eBay's error `number`."""

    def __init__(self, number: int, message: str, status: int = 400, **parameters: str) -> None:
        super().__init__(message)
        self.number, self.message, self.status, self.parameters = number, message, status, parameters

    def body(self, domain: str) -> Body:
        return problem(self.number, self.message, domain, **self.parameters)


def problem(number: int, message: str, domain: str = "API_INVENTORY", **parameters: str) -> Body:
    """One row of `errors` or `warnings`."""
    row: Body = {
        "errorId": number,
        "domain": domain,
        "category": "APPLICATION" if number in APPLICATION_ERRORS else "REQUEST",
        "message": message,
        "longMessage": message,
    }
    if domain == "API_INVENTORY":
        row["subdomain"] = "Selling"
    if parameters:
        row["parameters"] = [{"name": name, "value": value} for name, value in parameters.items()]
    return row


@dataclass
class Call:
    """`path` are the values of the path's names, `address` is the absolute URL without a query, `own_path` the host's part of it."""

    seller: Seller
    operation: "Operation"
    token: Token
    path: dict[str, str]
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    raw: bytes
    address: str
    own_path: str
    body: Any = None

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    def href(self, path: str) -> str:
        """The absolute URL of another path of the host that was called."""
        return f"{self.address.removesuffix(self.own_path)}{path}"


Act = Callable[[Call], Answer]


@dataclass(frozen=True)
class Operation:
    """`keys` are what a write holds while it is done: a second write of one of them meanwhile is refused with 25025."""

    name: str
    method: str
    segments: tuple[str, ...]
    run: Act
    family: "Family"
    scopes: tuple[str, ...]
    hosts: tuple[str, ...]
    language: bool = False
    bodied: bool = False
    signed: bool = False
    keys: Callable[[Call], list[str]] | None = None

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """The values of the path's names, where the path is of this operation."""
        if len(segments) != len(self.segments):
            return None
        values: dict[str, str] = {}
        for want, got in zip(self.segments, segments, strict=True):
            if want.startswith("{"):
                values[want[1:-1]] = got
            elif want != got:
                return None
        return values

    @property
    def literals(self) -> tuple[bool, ...]:
        return tuple(not segment.startswith("{") for segment in self.segments)


OPERATIONS: list[Operation] = []


@dataclass(frozen=True)
class Family:
    """One API: its base path, the scopes of which one is needed (without their root), error domain, calls a day."""

    base: str
    scopes: tuple[str, ...]
    domain: str
    limit: int
    hosts: tuple[str, ...] = ("api",)
    called: str = ""

    @property
    def resource(self) -> str:
        """As developer analytics names it: `sell.inventory`."""
        if self.called:
            return self.called
        context, name = self.base.strip("/").split("/")[:2]
        return f"{context}.{name}"

    def get(self, path: str, name: str, **more: Any) -> Callable[[Act], Act]:
        return self._serve("GET", path, name, **more)

    def post(self, path: str, name: str, **more: Any) -> Callable[[Act], Act]:
        return self._serve("POST", path, name, **{"bodied": True} | more)

    def put(self, path: str, name: str, **more: Any) -> Callable[[Act], Act]:
        return self._serve("PUT", path, name, **{"bodied": True} | more)

    def delete(self, path: str, name: str, **more: Any) -> Callable[[Act], Act]:
        return self._serve("DELETE", path, name, **more)

    def _serve(self, method: str, path: str, name: str, **more: Any) -> Callable[[Act], Act]:
        scopes = tuple(more.pop("scopes", self.scopes))
        if method == "GET":
            scopes += tuple(f"{scope}.readonly" for scope in scopes if scope)
        hosts = tuple(more.pop("hosts", self.hosts))
        segments = tuple(f"{self.base}{path}".strip("/").split("/"))

        def register(act: Act) -> Act:
            OPERATIONS.append(Operation(name, method, segments, act, self, scopes, hosts, **more))
            return act

        return register


def find(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation of a path: the one with the most literal path where two would do."""
    segments = path.strip("/").split("/")
    found = [(operation, values) for operation, values in _fitting(segments) if operation.method == method]
    return max(found, key=lambda pair: pair[0].literals, default=None)


def _fitting(segments: list[str]) -> Iterator[tuple[Operation, dict[str, str]]]:
    for operation in OPERATIONS:
        if (values := operation.match(segments)) is not None:
            yield operation, values


def full_scope(name: str) -> str:
    """`sell.inventory` as it stands in a token; "" is the base scope."""
    return f"{ROOT}/{name}" if name else ROOT
