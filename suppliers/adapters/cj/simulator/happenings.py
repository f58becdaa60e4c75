"""What happens at CJ without us: goods come and go, prices move, parcels travel. Each may be told by a push."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.simulation.steering import Words
from suppliers.adapters.cj.simulator import messages
from suppliers.adapters.cj.simulator.catalogue import CENT, OFF_SALE, ON_SALE, Area
from suppliers.adapters.cj.simulator.envelopes import Refused
from suppliers.adapters.cj.simulator.ledger import Order, find_order
from suppliers.adapters.cj.simulator.messages import Message
from suppliers.adapters.cj.simulator.orders import move
from suppliers.adapters.cj.simulator.pushes import Manner

if TYPE_CHECKING:
    from suppliers.adapters.cj.simulator.app import CJSimulator


class SteeringError(ValueError):
    """The command cannot be understood; the text says why."""


def stock(simulator: "CJSimulator", words: Words) -> Any:
    """`vid`, `quantity`, `country` (CN): that much lies there now."""
    country, quantity = words.get("country", "CN").upper(), int(words["quantity"])
    with simulator.lock:
        product, variant = simulator.world.catalogue.by_vid[words["vid"]]
        area = next((area for area in variant.areas if area.country == country), None)
        if area is None:
            area = Area(country, 0, 0, verified=True)
            variant.areas.append(area)
        area.own, area.maker = (quantity, 0) if area.verified else (0, quantity)
        message = messages.stock_changed([(variant, area)])
    return tell(simulator, words, message, product.pid)


def price(simulator: "CJSimulator", words: Words) -> Any:
    """`vid`, `price` in USD; told as the product's new range."""
    with simulator.lock:
        product, variant = simulator.world.catalogue.by_vid[words["vid"]]
        variant.price = Decimal(words["price"]).quantize(CENT)
        message = messages.product_changed(product, {"productSellPrice": product.prices()})
    return tell(simulator, words, message, product.pid)


def product(simulator: "CJSimulator", words: Words) -> Any:
    """`pid`, `state`: on, off or removed."""
    wanted = words["state"]
    with simulator.lock:
        row = simulator.world.catalogue.products[words["pid"]]
        row.removed = wanted == "removed"
        row.status = ON_SALE if wanted == "on" else OFF_SALE
        message = messages.product_changed(row, {"productStatus": int(row.status)})
    return tell(simulator, words, message, row.pid)


def variant(simulator: "CJSimulator", words: Words) -> Any:
    """`vid`, and `state` (on, off) or `options` ("Grey|40x30"): what it is called by its options from now on."""
    with simulator.lock:
        row, found = simulator.world.catalogue.by_vid[words["vid"]]
        if "options" in words:
            found.options = tuple(words["options"].split("|"))
            message = messages.variant_changed(found, {"variantKey": "-".join(found.options)})
        else:
            found.on_sale = words["state"] == "on"
            message = messages.variant_changed(found, {"variantStatus": int(found.on_sale)})
    return tell(simulator, words, message, row.pid)


def order(simulator: "CJSimulator", words: Words) -> Any:
    """`orderId` (CJ's or the caller's), `status`, `subStatus`, `trackNumber`."""
    account = simulator.world.first_account
    with simulator.lock:
        found = _order(simulator, words)
        if "status" in words:
            move(simulator.world, found, words["status"], words.get("subStatus"), words.get("trackNumber", ""))
        message = messages.order_changed(simulator.world, found, account.open_id)
    return tell(simulator, words, message)


def parcel(simulator: "CJSimulator", words: Words) -> Any:
    """`orderId`: tells how far its parcel is."""
    with simulator.lock:
        message = messages.parcel_moved(
            simulator.world, _order(simulator, words), simulator.world.first_account.open_id
        )
    return tell(simulator, words, message)


def split(simulator: "CJSimulator", words: Words) -> Any:
    with simulator.lock:
        message = messages.order_split(simulator.world, _order(simulator, words))
    return tell(simulator, words, message)


def connected(simulator: "CJSimulator", words: Words) -> Any:
    with simulator.lock:
        message = messages.order_connected(_order(simulator, words))
    return tell(simulator, words, message)


def bill(simulator: "CJSimulator", words: Words) -> Any:
    """`orderId`, `amount`: freight that CJ asks for afterwards."""
    account = simulator.world.first_account
    with simulator.lock:
        amount = Decimal(words.get("amount", "2.40"))
        message = messages.extra_bill(simulator.world, _order(simulator, words), amount, account.open_id)
    return tell(simulator, words, message)


def push(simulator: "CJSimulator", words: Words) -> Any:
    """`type` alone: PROBE (an empty body, unsigned), BROKEN (no JSON, signed), or any word as a message of that type."""
    account, kind = simulator.world.first_account, words["type"]
    manner = _manner(words)
    if kind == "PROBE":
        return {"pushed": simulator.pushes.send_raw(account, "ORDER", b"", Manner(manner.times, "unsigned"))}
    if kind == "BROKEN":
        return {"pushed": simulator.pushes.send_raw(account, "ORDER", b'{"messageId": "12', manner)}
    if kind in TOLD:
        return TOLD[kind](simulator, words)
    return tell(simulator, words, {"type": kind, "messageType": "UPDATE", "params": {}})


def tell(simulator: "CJSimulator", words: Words, message: Message, pid: str = "") -> dict[str, Any]:
    """Pushes a message unless `push=0`; `times` and `signature` (right, forged, unsigned) say how."""
    account = simulator.world.first_account
    unwanted = pid and simulator.world.rules.only_subscribed and pid not in account.subscribed
    if words.get("push") == "0" or unwanted:
        return {"pushed": []}
    return {"pushed": simulator.pushes.send(account, message, _manner(words))}


def _manner(words: Words) -> Manner:
    return Manner(int(words.get("times", "1")), words.get("signature", "right"))


def _order(simulator: "CJSimulator", words: Words) -> Order:
    for account in simulator.world.accounts.values():
        with contextlib.suppress(Refused):
            return find_order(account, words["orderId"])
    raise SteeringError(f"there is no order {words['orderId']!r}")


def _stock_as_it_is(simulator: "CJSimulator", words: Words) -> Any:
    with simulator.lock:
        row, found = simulator.world.catalogue.by_vid[words["vid"]]
        message = messages.stock_changed([(found, area) for area in found.areas])
    return tell(simulator, words, message, row.pid)


TOLD: dict[str, Callable[["CJSimulator", Words], Any]] = {
    "STOCK": _stock_as_it_is,
    "ORDER": order,
    "ORDERSPLIT": split,
    "LOGISTIC": parcel,
    "MAKEUP": bill,
    "ORDER_CONNNECTED": connected,
}
