"""What `/__simulator/` understands: the look-alike is moved on while it runs, without a token.

Words stand in the query, or in a JSON body: `faults?add=lost@publishOfferx1&clear=1`, `reset`, `requests?name=`,
`counts`, `books`, `log`, `clock?seconds=`, `rules?eu_seller=1`, `limit?resource=sell.inventory&calls=5`, `settle`,
`deliveries`; and what happens over there (`happenings`). What sends notifications answers once they have been sent.
"""

import json
from collections.abc import Callable, Iterable
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from core.simulated_faults import FaultError
from core.simulation import Environ, StartResponse, answer
from marketplaces.adapters.ebay.simulator import happenings
from marketplaces.adapters.ebay.simulator.faults import FAULTS
from marketplaces.adapters.ebay.simulator.happenings import Words

if TYPE_CHECKING:
    from marketplaces.adapters.ebay.simulator.app import EbaySimulator

Command = Callable[["EbaySimulator", Words], Any]


def steer(simulator: "EbaySimulator", command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
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


def state(simulator: "EbaySimulator") -> dict[str, Any]:
    with simulator.lock:
        seller = simulator.seller
        faults = [*simulator.plan.in_force(), *simulator.deliveries.plan.in_force()]
        return {
            "seller": seller.rules.username,
            "now": seller.clock.now().isoformat(),
            "items": len(seller.items),
            "offers": len(seller.offers),
            "listings": sum(listing.is_open for listing in seller.listings.values()),
            "orders": len(seller.orders),
            "disputes": len(seller.disputes),
            "subscriptions": len(seller.subscriptions),
            "programs": sorted(seller.programs),
            "rules": vars(seller.rules),
            "faults": [str(fault) for fault in faults],
            "requests": len(simulator.requests),
        }


def _body(environ: Environ) -> dict[str, Any]:
    raw = environ["wsgi.input"].read()
    read = json.loads(raw) if raw else {}
    return read if isinstance(read, dict) else {"rows": read}


def _faults(simulator: "EbaySimulator", query: dict[str, list[str]]) -> None:
    faults = [FAULTS.read(text) for text in query.get("add", [])]
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _reset(simulator: "EbaySimulator", words: Words) -> None:
    simulator.reset()


def _requests(simulator: "EbaySimulator", words: Words) -> list[dict[str, Any]]:
    return simulator.calls(str(words.get("name", "")))


def _counts(simulator: "EbaySimulator", words: Words) -> dict[str, int]:
    return dict(simulator.counts())


def _books(simulator: "EbaySimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return simulator.seller.books()


def _log(simulator: "EbaySimulator", words: Words) -> list[dict[str, Any]]:
    with simulator.lock:
        return [row for row in simulator.seller.log if words.get("name", "") in ("", row["name"])]


def _clock(simulator: "EbaySimulator", words: Words) -> None:
    simulator.seller.clock.move(float(words["seconds"]))
    simulator.settle()


def _rules(simulator: "EbaySimulator", words: Words) -> None:
    for name, given in words.items():
        old, value = getattr(simulator.seller.rules, name, None), given
        if isinstance(old, bool):
            value = str(given).lower() in ("1", "true")
        elif isinstance(old, int | float):
            value = type(old)(given)
        simulator.set_rule(name, value)


def _limit(simulator: "EbaySimulator", words: Words) -> None:
    simulator.seller.limits[str(words["resource"])] = int(words["calls"])


def _settle(simulator: "EbaySimulator", words: Words) -> dict[str, Any]:
    return {"settled": simulator.settle()}


def _deliveries(simulator: "EbaySimulator", words: Words) -> list[dict[str, Any]]:
    return list(simulator.deliveries.log)


def _say(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body, default=str).encode())


COMMANDS: dict[str, Command] = {
    **happenings.COMMANDS,
    "reset": _reset,
    "requests": _requests,
    "counts": _counts,
    "books": _books,
    "log": _log,
    "clock": _clock,
    "rules": _rules,
    "limit": _limit,
    "settle": _settle,
    "deliveries": _deliveries,
}
