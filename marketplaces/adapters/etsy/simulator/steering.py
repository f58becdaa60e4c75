"""What `/__simulator/` understands: the look-alike is moved on while it runs, without a token.

Words stand in the query, or in a JSON body: `faults?add=lost@createDraftListingx1&clear=1`, `reset`, `requests?name=`,
`counts`, `books`, `log?name=`, `clock?seconds=`, `rules?addresses=0`, `release`, `settle`, `pushes`,
`webhook?url=&secret=` (what is set in the portal), `tokens?expire=1|revoke=1`, `scopes?set=`, `connect` (tokens without
the consent page), `rotation?kills=0`; and what happens in the shop (`happenings`).
"""

import json
from collections.abc import Callable, Iterable
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from core.simulated_faults import FaultError
from core.simulation import Environ, StartResponse, answer
from marketplaces.adapters.etsy.simulator import happenings
from marketplaces.adapters.etsy.simulator.faults import FAULTS
from marketplaces.adapters.etsy.simulator.happenings import Words, is_said
from marketplaces.adapters.etsy.simulator.views.books import books_view

if TYPE_CHECKING:
    from marketplaces.adapters.etsy.simulator.app import EtsySimulator

Command = Callable[["EtsySimulator", Words], Any]


def steer(simulator: "EtsySimulator", command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
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


def state(simulator: "EtsySimulator") -> dict[str, Any]:
    with simulator.lock:
        shop = simulator.shop
        faults = [*simulator.plan.in_force(), *simulator.pushes.plan.in_force()]
        return {
            "shop_id": shop.shop_id,
            "now": shop.clock.now().isoformat(),
            "listings": len(shop.books.listings),
            "receipts": len(shop.books.receipts),
            "rules": vars(shop.rules),
            "scopes": sorted(simulator.tokens.scopes),
            "webhook_url": simulator.pushes.url,
            "faults": [str(fault) for fault in faults],
            "requests": len(simulator.requests),
        } | simulator.ids


def _body(environ: Environ) -> dict[str, Any]:
    raw = environ["wsgi.input"].read()
    read = json.loads(raw) if raw else {}
    return read if isinstance(read, dict) else {"rows": read}


def _faults(simulator: "EtsySimulator", query: dict[str, list[str]]) -> None:
    faults = [FAULTS.read(text) for text in query.get("add", [])]
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _reset(simulator: "EtsySimulator", words: Words) -> None:
    simulator.reset()


def _requests(simulator: "EtsySimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.calls(str(words.get("name", "")))


def _counts(simulator: "EtsySimulator", words: Words) -> dict[str, int]:
    return simulator.counts()


def _books(simulator: "EtsySimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return books_view(simulator.shop)


def _log(simulator: "EtsySimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.done(str(words.get("name", "")))


def _clock(simulator: "EtsySimulator", words: Words) -> None:
    simulator.move_clock(float(words["seconds"]))


def _rules(simulator: "EtsySimulator", words: Words) -> None:
    for name, given in words.items():
        old, value = getattr(simulator.shop.rules, name, None), given
        if isinstance(old, bool):
            value = str(given).lower() in ("1", "true")
        elif isinstance(old, int):
            value = int(given)
        simulator.set_rule(name, value)


def _release(simulator: "EtsySimulator", words: Words) -> dict[str, Any]:
    sent = simulator.pushes.release()
    simulator.settle()
    return {"pushed": sent}


def _settle(simulator: "EtsySimulator", words: Words) -> dict[str, Any]:
    return {"settled": simulator.settle()}


def _pushes(simulator: "EtsySimulator", words: Words) -> list[dict[str, Any]]:
    return list(simulator.pushes.log)


def _webhook(simulator: "EtsySimulator", words: Words) -> None:
    with simulator.lock:
        simulator.pushes.url = str(words["url"])
        simulator.pushes.secret = str(words.get("secret", simulator.pushes.secret))


def _tokens(simulator: "EtsySimulator", words: Words) -> None:
    with simulator.lock:
        (simulator.tokens.revoke if is_said(words, "revoke") else simulator.tokens.expire)()


def _scopes(simulator: "EtsySimulator", words: Words) -> None:
    """What is granted from now on; tokens that live keep what they have."""
    simulator.tokens.scopes = frozenset(str(words["set"]).replace(",", " ").split())


def _rotation(simulator: "EtsySimulator", words: Words) -> None:
    simulator.tokens.kills_previous = is_said(words, "kills")


def _connect(simulator: "EtsySimulator", words: Words) -> dict[str, Any]:
    return simulator.connect()


def _say(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body, default=str).encode())


COMMANDS: dict[str, Command] = {
    "reset": _reset,
    "requests": _requests,
    "counts": _counts,
    "books": _books,
    "log": _log,
    "clock": _clock,
    "rules": _rules,
    "release": _release,
    "settle": _settle,
    "pushes": _pushes,
    "webhook": _webhook,
    "tokens": _tokens,
    "scopes": _scopes,
    "rotation": _rotation,
    "connect": _connect,
} | happenings.COMMANDS
