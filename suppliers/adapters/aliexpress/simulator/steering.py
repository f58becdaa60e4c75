"""`/__simulator/<command>?...`: how the look-alike is steered while it runs, without a key.

state · reset · requests[?api=] · faults?add=...&clear=1 · clock?advance=seconds&skew=seconds · limits?per_second=&per_day=
lists?shape=wrapped|flat|single · tokens?do=expire|revoke|grant&access_life=&refresh_life=
product?id=&gone=605&offline=1 · sku?id=&stock=&price= (CNY; 0 or 1 for yes and no)
orders · order?id=&status=&ship=2 · console?push_url=&callback=&pays_itself=1&ask=1
push?type=53&order=&status=OrderShipped[&url=][&times=2][&forged=1][&timestamp=seconds]
"""

import json
import threading
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from core.simulation import Environ, StartResponse, answer
from core.simulation import push as send
from suppliers.adapters.aliexpress.simulator.books import Order
from suppliers.adapters.aliexpress.simulator.faults import FAULTS
from suppliers.adapters.aliexpress.simulator.pushes import DS_ORDER, ORDER_NEWS, order_data, push_body, push_headers
from suppliers.adapters.aliexpress.simulator.shapes import ListShape

if TYPE_CHECKING:
    from suppliers.adapters.aliexpress.simulator.app import AliExpressSimulator

Query = dict[str, list[str]]


def steer(simulator: "AliExpressSimulator", command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    act = COMMANDS.get(command)
    if act is None:
        return _json(start, 404, {"detail": f"There are: {', '.join(COMMANDS)}."})
    try:
        told = act(simulator, query)
    except (ValueError, KeyError, InvalidOperation) as error:
        return _json(start, 400, {"detail": str(error)})
    return _json(start, 200, simulator.state() if told is None else told)


def _json(start: StartResponse, status: int, body: Any) -> Iterable[bytes]:
    return answer(start, status, json.dumps(body).encode())


def _one(query: Query, name: str, default: str = "") -> str:
    return query.get(name, [default])[-1]


def _yes(query: Query, name: str) -> bool:
    return _one(query, name) not in ("", "0")


def _faults(simulator: "AliExpressSimulator", query: Query) -> None:
    faults = [FAULTS.read(text) for text in query.get("add", [])]
    if "clear" in query:
        simulator.clear_faults()
    for fault in faults:
        simulator.add_fault(fault)


def _requests(simulator: "AliExpressSimulator", query: Query) -> list[dict[str, Any]]:
    return [asked.summary() for asked in simulator.asked_of(_one(query, "api"))]


def _clock(simulator: "AliExpressSimulator", query: Query) -> dict[str, float]:
    with simulator.lock:
        simulator.clock.advance(float(_one(query, "advance", "0")))
        simulator.clock.skew = float(_one(query, "skew", str(simulator.clock.skew)))
        return {"gone_by": simulator.clock.gone_by, "skew": simulator.clock.skew}


def _limits(simulator: "AliExpressSimulator", query: Query) -> None:
    limits = simulator.gateway.limits
    with simulator.lock:
        limits.per_second = int(_one(query, "per_second", str(limits.per_second)))
        limits.per_day = int(_one(query, "per_day", str(limits.per_day)))


def _lists(simulator: "AliExpressSimulator", query: Query) -> None:
    with simulator.lock:
        simulator.gateway.lists = ListShape(_one(query, "shape"))


def _tokens(simulator: "AliExpressSimulator", query: Query) -> dict[str, Any] | None:
    tokens = simulator.gateway.tokens
    with simulator.lock:
        tokens.access_life = float(_one(query, "access_life", str(tokens.access_life)))
        tokens.refresh_life = float(_one(query, "refresh_life", str(tokens.refresh_life)))
        match _one(query, "do"):
            case "expire":
                tokens.expire_access()
            case "revoke":
                tokens.revoke()
            case "grant":
                return tokens.grant()
            case "":
                pass
            case other:
                raise ValueError(f"do takes expire, revoke or grant, not {other}")
    return None


def _product(simulator: "AliExpressSimulator", query: Query) -> None:
    changes: dict[str, object] = {}
    if "gone" in query:
        changes["gone"] = int(_one(query, "gone"))
    if "offline" in query:
        changes["is_offline"] = _yes(query, "offline")
    with simulator.lock:
        simulator.catalogue.change(int(_one(query, "id")), **changes)


def _sku(simulator: "AliExpressSimulator", query: Query) -> dict[str, str]:
    changes: dict[str, object] = {}
    if "stock" in query:
        changes["stock"] = int(_one(query, "stock"))
    if "price" in query:
        changes["price"] = Decimal(_one(query, "price"))
    with simulator.lock:
        product = simulator.catalogue.change_sku(int(_one(query, "id")), **changes)
    if product is None:
        raise ValueError("no such sku")
    return {"product_id": str(product.product_id)}


def _orders(simulator: "AliExpressSimulator", _: Query) -> list[dict[str, Any]]:
    return [order.summary() for order in simulator.orders]


def _order(simulator: "AliExpressSimulator", query: Query) -> dict[str, Any]:
    books = simulator.gateway.books
    with simulator.lock:
        order = books.find(_one(query, "id"))
        if order is None:
            raise ValueError("no such order")
        if "ship" in query:
            books.ship(order, int(_one(query, "ship") or 2))
        order.status = _one(query, "status") or order.status
        told = order.summary()
    tell(simulator, order)
    return told


def tell(simulator: "AliExpressSimulator", order: Order) -> None:
    """Pushes what became of an order, without waiting, when a push address is registered."""
    if simulator.push_url and order.status in ORDER_NEWS:
        body = push_body(DS_ORDER, order_data(order.order_id, ORDER_NEWS[order.status]))
        headers = push_headers(simulator.key, simulator.secret, body)
        threading.Thread(target=send, args=(simulator.push_url, body, headers), daemon=True).start()


def _console(simulator: "AliExpressSimulator", query: Query) -> dict[str, Any]:
    with simulator.lock:
        simulator.push_url = _one(query, "push_url", simulator.push_url)
        simulator.callback = _one(query, "callback", simulator.callback)
        if "pays_itself" in query:
            simulator.gateway.pays_itself = _yes(query, "pays_itself")
        if "ask" in query:
            simulator.at_once = not _yes(query, "ask")
        return {"push_url": simulator.push_url, "callback": simulator.callback, "at_once": simulator.at_once}


def _push(simulator: "AliExpressSimulator", query: Query) -> dict[str, Any]:
    url = _one(query, "url") or simulator.push_url
    kind = int(_one(query, "type", str(DS_ORDER)))
    data = order_data(int(_one(query, "order", "0")), _one(query, "status")) if "order" in query else {}
    body = push_body(kind, data, int(_one(query, "timestamp", "0")))
    secret = "not the app's" if _yes(query, "forged") else simulator.secret
    headers = push_headers(simulator.key, secret, body)
    return {"statuses": [send(url, body, headers) for _ in range(int(_one(query, "times", "1")))]}


COMMANDS = {
    "": lambda _, __: None,
    "state": lambda _, __: None,
    "reset": lambda simulator, _: simulator.reset(),
    "requests": _requests,
    "faults": _faults,
    "clock": _clock,
    "limits": _limits,
    "lists": _lists,
    "tokens": _tokens,
    "product": _product,
    "sku": _sku,
    "orders": _orders,
    "order": _order,
    "console": _console,
    "push": _push,
}
