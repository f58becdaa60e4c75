"""What `/__simulator/` understands: the simulator is moved on while it runs, without a token.

`faults?add=status%3D502@product/query&clear=1`, `reset`, `requests?path=`, `books`, `clock?seconds=`,
`rules?login=cached`, `points?left=`, `balance?amount=&restricted=1`, `tokens?expire=access|all`,
`hold`, `release?reverse=1`, `pushes`; and what happens at CJ: see `happenings`.
"""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from core.simulated_faults import FaultError
from core.simulation import Environ, StartResponse, answer
from suppliers.adapters.cj.simulator import happenings
from suppliers.adapters.cj.simulator.faults import FAULTS
from suppliers.adapters.cj.simulator.happenings import SteeringError, Words
from suppliers.adapters.cj.simulator.tokens import expire_tokens

if TYPE_CHECKING:
    from suppliers.adapters.cj.simulator.app import CJSimulator

Command = Callable[["CJSimulator", Words], Any]


def steer(simulator: "CJSimulator", command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"])
    run = COMMANDS.get(command)
    if command and command != "faults" and run is None:
        return _say(start, 404, {"detail": f"There are: faults, {', '.join(COMMANDS)}."})
    told = None
    try:
        if command == "faults":
            _faults(simulator, query)
        elif run is not None:
            told = run(simulator, {name: values[-1] for name, values in query.items()})
    except (SteeringError, FaultError, KeyError, ValueError, InvalidOperation) as error:
        return _say(start, 400, {"detail": f"{type(error).__name__}: {error}"})
    return _say(start, 200, state(simulator) if told is None else told)


def state(simulator: "CJSimulator") -> dict[str, Any]:
    with simulator.lock:
        return {
            "products": len(simulator.world.catalogue.products),
            "now": simulator.world.clock.now().isoformat(),
            "rules": vars(simulator.world.rules),
            "faults": [str(fault) for fault in simulator.plan.in_force()],
            "requests": len(simulator.requests),
        }


def _faults(simulator: "CJSimulator", query: dict[str, list[str]]) -> None:
    faults = [FAULTS.read(text) for text in query.get("add", [])]
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _reset(simulator: "CJSimulator", words: Words) -> None:
    simulator.reset()


def _requests(simulator: "CJSimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.calls(words.get("path", ""))


def _books(simulator: "CJSimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return simulator.world.books()


def _clock(simulator: "CJSimulator", words: Words) -> None:
    simulator.world.clock.move(float(words["seconds"]))


def _rules(simulator: "CJSimulator", words: Words) -> None:
    for name, text in words.items():
        old = getattr(simulator.world.rules, name, None)
        value: Any = text in ("1", "true") if isinstance(old, bool) else int(text) if isinstance(old, int) else text
        simulator.set_rule(name, value)


def _points(simulator: "CJSimulator", words: Words) -> None:
    with simulator.lock:
        account = simulator.world.first_account
        account.points_left, account.points_at = float(words["left"]), simulator.world.clock.now()


def _balance(simulator: "CJSimulator", words: Words) -> None:
    with simulator.lock:
        account = simulator.world.first_account
        account.balance = Decimal(words.get("amount", str(account.balance)))
        account.may_pay_from_balance = words.get("restricted", "0") != "1"


def _tokens(simulator: "CJSimulator", words: Words) -> None:
    with simulator.lock:
        for account in simulator.world.accounts.values():
            expire_tokens(account, simulator.world, refresh_too=words["expire"] == "all")


def _hold(simulator: "CJSimulator", words: Words) -> None:
    simulator.pushes.is_holding = True


def _release(simulator: "CJSimulator", words: Words) -> dict[str, Any]:
    return {"pushed": simulator.pushes.release(reverse=words.get("reverse") == "1")}


def _pushes(simulator: "CJSimulator", words: Words) -> list[dict[str, Any]]:
    return list(simulator.pushes.log)


def _say(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body, default=str).encode())


COMMANDS: dict[str, Command] = {
    "reset": _reset,
    "requests": _requests,
    "books": _books,
    "clock": _clock,
    "rules": _rules,
    "points": _points,
    "balance": _balance,
    "tokens": _tokens,
    "hold": _hold,
    "release": _release,
    "pushes": _pushes,
    "stock": happenings.stock,
    "price": happenings.price,
    "product": happenings.product,
    "variant": happenings.variant,
    "order": happenings.order,
    "parcel": happenings.parcel,
    "split": happenings.split,
    "bill": happenings.bill,
    "push": happenings.push,
}
