"""What `/__simulator/` understands: the look-alike is moved on while it runs, without a token.

Words stand in the query, or in a JSON body: `faults?add=lost@fulfillmentCreatex1&clear=1`, `reset`, `requests?name=`,
`books`, `log?name=`, `clock?seconds=`, `rules?search_lag=30`, `hold`, `release?reverse=1`, `settle`, `pushes`; and what
happens in the shop (`happenings`) and to the app's access (`granting`). What sends webhooks answers once they have been sent.
"""

import json
from collections.abc import Callable, Iterable
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from core.simulated_faults import FaultError
from core.simulation import Environ, StartResponse, answer
from marketplaces.adapters.shopify.simulator import granting, happenings
from marketplaces.adapters.shopify.simulator.faults import FAULTS
from marketplaces.adapters.shopify.simulator.granting import Words

if TYPE_CHECKING:
    from marketplaces.adapters.shopify.simulator.app import ShopifySimulator

Command = Callable[["ShopifySimulator", Words], Any]


def steer(simulator: "ShopifySimulator", command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    run = COMMANDS.get(command)
    if command and command != "faults" and run is None:
        return _say(start, 404, {"detail": f"There are: faults, {', '.join(COMMANDS)}."})
    told = None
    try:
        words: Words = {name: values[-1] for name, values in query.items()} | _body(environ)
        if command == "faults":
            _faults(simulator, query)
        elif run is not None:
            told = run(simulator, words)
    except (FaultError, KeyError, ValueError, TypeError, InvalidOperation) as error:
        return _say(start, 400, {"detail": f"{type(error).__name__}: {error}"})
    return _say(start, 200, state(simulator) if told is None else told)


def state(simulator: "ShopifySimulator") -> dict[str, Any]:
    with simulator.lock:
        shop = simulator.shop
        faults = [*simulator.plan.in_force(), *simulator.pushes.plan.in_force()]
        return {
            "shop": shop.domain,
            "now": shop.clock.now().isoformat(),
            "products": len(shop.products),
            "orders": len(shop.orders),
            "subscriptions": len(shop.subscriptions),
            "rules": vars(shop.rules),
            "scopes": sorted(simulator.tokens.scopes),
            "installed": shop.installed,
            "faults": [str(fault) for fault in faults],
            "requests": len(simulator.requests),
        }


def _body(environ: Environ) -> dict[str, Any]:
    raw = environ["wsgi.input"].read()
    read = json.loads(raw) if raw else {}
    return read if isinstance(read, dict) else {"rows": read}


def _faults(simulator: "ShopifySimulator", query: dict[str, list[str]]) -> None:
    faults = [FAULTS.read(text) for text in query.get("add", [])]
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _reset(simulator: "ShopifySimulator", words: Words) -> None:
    simulator.reset()


def _requests(simulator: "ShopifySimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.calls(str(words.get("name", "")))


def _books(simulator: "ShopifySimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return simulator.shop.books()


def _log(simulator: "ShopifySimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.done(str(words.get("name", "")))


def _clock(simulator: "ShopifySimulator", words: Words) -> None:
    simulator.shop.clock.move(float(words["seconds"]))
    granting.fall_due(simulator)
    simulator.settle()


def _rules(simulator: "ShopifySimulator", words: Words) -> None:
    for name, given in words.items():
        old, value = getattr(simulator.shop.rules, name, None), given
        if isinstance(old, bool):
            value = str(given).lower() in ("1", "true")
        elif isinstance(old, int):
            value = int(given)
        simulator.set_rule(name, value)


def _hold(simulator: "ShopifySimulator", words: Words) -> None:
    simulator.pushes.is_holding = True


def _release(simulator: "ShopifySimulator", words: Words) -> dict[str, Any]:
    sent = simulator.pushes.release(reverse=words.get("reverse") == "1")
    simulator.settle()
    return {"pushed": sent}


def _settle(simulator: "ShopifySimulator", words: Words) -> dict[str, Any]:
    return {"settled": simulator.settle()}


def _pushes(simulator: "ShopifySimulator", words: Words) -> list[dict[str, Any]]:
    return list(simulator.pushes.log)


def _say(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body, default=str).encode())


COMMANDS: dict[str, Command] = (
    {
        "reset": _reset,
        "requests": _requests,
        "books": _books,
        "log": _log,
        "clock": _clock,
        "rules": _rules,
        "hold": _hold,
        "release": _release,
        "settle": _settle,
        "pushes": _pushes,
    }
    | happenings.COMMANDS
    | granting.COMMANDS
)
