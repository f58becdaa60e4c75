"""What a route is given and how it is registered: one table of paths, filled by the modules that know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from suppliers.adapters.cj.simulator.envelopes import Refused, Reply

if TYPE_CHECKING:
    from suppliers.adapters.cj.simulator.account import Account
    from suppliers.adapters.cj.simulator.world import World


@dataclass
class Asked:
    """One call: `account` is whose token it came with, None on the routes without a login."""

    path: str
    query: dict[str, list[str]]
    body: dict[str, Any]
    account: "Account | None" = None
    token: str = ""
    origin: str = ""

    @property
    def caller(self) -> "Account":
        if self.account is None:
            raise Refused(1600002)
        return self.account

    def word(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1].strip()

    def whole(self, name: str, default: int, least: int = 1, most: int = 10_000) -> int:
        """Raises Refused where it is no number or out of its range."""
        text = self.word(name) or str(default)
        if not text.isdecimal() or not least <= int(text) <= most:
            raise Refused(1600300, f"Param error: {name}")
        return int(text)

    def field(self, name: str, most: int = 200, *, required: bool = True) -> str:
        """A text of the body. Raises Refused where it is missing, too long or no text."""
        value = self.body.get(name)
        if value in (None, "") and not required:
            return ""
        if not isinstance(value, str) or not value or len(value) > most:
            raise Refused(1600300, f"Param error: {name}")
        return value

    def number(self, name: str) -> int:
        """A whole number of the body, which may be written as text. Raises Refused."""
        text = str(self.body.get(name) or "")
        if not text.isdecimal():
            raise Refused(1600300, f"Param error: {name}")
        return int(text)

    def texts(self, name: str, most: int = 100) -> list[str]:
        value = self.body.get(name)
        if not isinstance(value, list) or not value or len(value) > most or not all(isinstance(v, str) for v in value):
            raise Refused(1600300, f"Param error: {name}")
        return value


Handler = Callable[["World", Asked], Reply]


@dataclass(frozen=True)
class Route:
    """`points` is what a call costs under the points policy; a `slow` route asks others while it works and so is not
    served under the simulator's lock."""

    method: str
    path: str
    handler: Handler
    points: int = 0
    needs_token: bool = True
    is_slow: bool = False
    calls_per_second: int = 0
    shows_points: bool = True


@dataclass
class Routes:
    table: dict[str, Route] = field(default_factory=dict)

    def add(self, method: str, path: str, **how: Any) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.table[path] = Route(method, path, handler, **how)
            return handler

        return register


ROUTES = Routes()
route = ROUTES.add
