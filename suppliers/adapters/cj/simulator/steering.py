"""What `/__simulator/` understands at CJ besides what every look-alike does.

`requests?path=`, `books`, `points?left=`, `balance?amount=&restricted=1`, `tokens?expire=access|all`, `hold`,
`release?reverse=1`, `pushes`, and rules as `rules?login=cached`; and what happens at CJ: see `happenings`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.simulation.steering import Steering, Words
from suppliers.adapters.cj.simulator import happenings
from suppliers.adapters.cj.simulator.tokens import expire_tokens

if TYPE_CHECKING:
    from suppliers.adapters.cj.simulator.app import CJSimulator


def _state(simulator: "CJSimulator") -> dict[str, Any]:
    return {"products": len(simulator.world.catalogue.products)}


def _requests(simulator: "CJSimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.calls(words.get("path", ""))


def _books(simulator: "CJSimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return simulator.world.books()


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


COMMANDS: dict[str, Callable[["CJSimulator", Words], Any]] = {
    "requests": _requests,
    "books": _books,
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
steer = Steering(_state, COMMANDS)
