"""What `/__simulator/` understands: the simulator is moved on while it runs, without a token.

`faults?add=status%3D502@product/query&clear=1`, `reset`, `requests?path=`, `books`, `clock?seconds=`,
`rules?login=cached`, `points?left=`, `balance?amount=`, `tokens?expire=access|all`,
`stock?vid=&quantity=&country=`, `price?vid=&price=`, `product?pid=&state=on|off|removed`.
"""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from core.simulation import Environ, StartResponse, answer
from suppliers.adapters.cj.simulator.catalogue import CENT, OFF_SALE, ON_SALE, Area
from suppliers.adapters.cj.simulator.faults import FaultError, parse
from suppliers.adapters.cj.simulator.tokens import expire_tokens

if TYPE_CHECKING:
    from suppliers.adapters.cj.simulator.app import CJSimulator

Query = dict[str, list[str]]
Command = Callable[["CJSimulator", Query], Any]


class SteeringError(ValueError):
    """The command cannot be understood; the text says why."""


def steer(simulator: "CJSimulator", command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"])
    run = COMMANDS.get(command)
    if command and run is None:
        return _say(start, 404, {"detail": f"There are: {', '.join(COMMANDS)}."})
    try:
        told = run(simulator, query) if run else None
    except (SteeringError, FaultError, KeyError, ValueError, InvalidOperation) as error:
        return _say(start, 400, {"detail": str(error)})
    return _say(start, 200, state(simulator) if told is None else told)


def state(simulator: "CJSimulator") -> dict[str, Any]:
    with simulator.lock:
        return {
            "products": len(simulator.world.catalogue.products),
            "now": simulator.world.clock.now().isoformat(),
            "rules": vars(simulator.world.rules),
            "faults": [str(fault) for fault in simulator.plan.faults if fault.left != 0],
            "requests": len(simulator.requests),
        }


def _reset(simulator: "CJSimulator", query: Query) -> None:
    simulator.reset()


def _faults(simulator: "CJSimulator", query: Query) -> None:
    faults = [parse(text) for text in query.get("add", [])]
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _requests(simulator: "CJSimulator", query: Query) -> list[dict[str, Any]]:
    return simulator.calls(_one(query, "path", ""))


def _books(simulator: "CJSimulator", query: Query) -> dict[str, Any]:
    with simulator.lock:
        return simulator.world.books()


def _clock(simulator: "CJSimulator", query: Query) -> None:
    simulator.world.clock.move(float(_one(query, "seconds")))


def _rules(simulator: "CJSimulator", query: Query) -> None:
    for name, values in query.items():
        old = getattr(simulator.world.rules, name, None)
        text = values[-1]
        value: Any = text in ("1", "true") if isinstance(old, bool) else int(text) if isinstance(old, int) else text
        simulator.set_rule(name, value)


def _points(simulator: "CJSimulator", query: Query) -> None:
    with simulator.lock:
        account = simulator.world.first_account
        account.points_left, account.points_at = float(_one(query, "left")), simulator.world.clock.now()


def _balance(simulator: "CJSimulator", query: Query) -> None:
    with simulator.lock:
        account = simulator.world.first_account
        if "amount" in query:
            account.balance = Decimal(_one(query, "amount"))
        account.may_pay_from_balance = _one(query, "restricted", "0") != "1"


def _tokens(simulator: "CJSimulator", query: Query) -> None:
    with simulator.lock:
        for account in simulator.world.accounts.values():
            expire_tokens(account, simulator.world, refresh_too=_one(query, "expire") == "all")


def _stock(simulator: "CJSimulator", query: Query) -> Any:
    country, quantity = _one(query, "country", "CN").upper(), int(_one(query, "quantity"))
    with simulator.lock:
        _, variant = simulator.world.catalogue.by_vid[_one(query, "vid")]
        area = next((area for area in variant.areas if area.country == country), None)
        if area is None:
            area = Area(country, 0, 0, verified=True)
            variant.areas.append(area)
        area.own, area.maker = (quantity, 0) if area.verified else (0, quantity)
    return None


def _price(simulator: "CJSimulator", query: Query) -> Any:
    with simulator.lock:
        _, variant = simulator.world.catalogue.by_vid[_one(query, "vid")]
        variant.price = Decimal(_one(query, "price")).quantize(CENT)
    return None


def _product(simulator: "CJSimulator", query: Query) -> Any:
    wanted = _one(query, "state")
    with simulator.lock:
        product = simulator.world.catalogue.products[_one(query, "pid")]
        product.removed = wanted == "removed"
        product.status = ON_SALE if wanted == "on" else OFF_SALE
    return None


def _one(query: Query, name: str, default: str | None = None) -> str:
    if name in query:
        return query[name][-1]
    if default is None:
        raise SteeringError(f"{name} is missing")
    return default


def _say(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body, default=str).encode())


COMMANDS: dict[str, Command] = {
    "reset": _reset,
    "faults": _faults,
    "requests": _requests,
    "books": _books,
    "clock": _clock,
    "rules": _rules,
    "points": _points,
    "balance": _balance,
    "tokens": _tokens,
    "stock": _stock,
    "price": _price,
    "product": _product,
}
