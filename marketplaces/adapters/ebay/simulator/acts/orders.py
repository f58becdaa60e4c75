"""Reading orders: by number, or in pages with the filter's own small language."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import FULFILLMENT
from marketplaces.adapters.ebay.simulator.books.orders import Order
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_records, whole
from marketplaces.adapters.ebay.simulator.views.orders import order_body

LIMIT, MOST, MOST_NUMBERS = 50, 200, 50
DEFAULT_DAYS, OLDEST = timedelta(days=90), timedelta(days=730)
RANGE = re.compile(r"\[(?P<start>[^\].]*(?:\.(?!\.)[^\].]*)?)\.\.(?P<end>[^\]]*)\]")
STATES = {
    "{NOT_STARTED|IN_PROGRESS}": {"NOT_STARTED", "IN_PROGRESS"},
    "{FULFILLED|IN_PROGRESS}": {"FULFILLED", "IN_PROGRESS"},
}

Test = Callable[[Order], bool]


@FULFILLMENT.get("/order/{orderId}", "getOrder")
def get_order(call: Call) -> Answer:
    order = order_of(call.seller, call.path["orderId"])
    return Answer(200, order_body(call.seller, order, with_cancels=True, with_taxes=_with_taxes(call)))


def order_of(seller: Seller, number: str) -> Order:
    """Raises Refused with 32100."""
    if number not in seller.orders:
        raise Refused(32100, f"Invalid order ID: {number}", 404, orderId=number)
    return seller.orders[number]


def _with_taxes(call: Call) -> bool:
    groups = call.one("fieldGroups")
    if groups not in ("", "TAX_BREAKDOWN"):
        raise Refused(32800, f"Invalid field group: {groups}", fieldGroup=groups)
    return groups == "TAX_BREAKDOWN"


@FULFILLMENT.get("/order", "getOrders")
def get_orders(call: Call) -> Answer:
    """`orderIds` switches every other parameter off. The newest come last."""
    seller = call.seller
    limit, offset = whole(call, "limit", LIMIT), whole(call, "offset", 0)
    if "orderIds" in call.query:
        found = _named(seller, call.one("orderIds").split(","))
        limit, offset = MOST, 0
    else:
        if limit is None or not 1 <= limit <= MOST:
            raise Refused(31100, f"Invalid limit: {call.one('limit')}", limitvalue=call.one("limit"))
        if offset is None:
            raise Refused(31000, f"Invalid offset: {call.one('offset')}", offsetvalue=call.one("offset"))
        test = _filter(call.one("filter"), seller.clock.now())
        found = sorted(filter(test, seller.orders.values()), key=lambda order: (order.created, order.number))
    with_taxes = _with_taxes(call)
    render = partial(order_body, seller, with_cancels=False, with_taxes=with_taxes)
    return Answer(200, by_records(call, "orders", found, limit=limit, offset=offset, render=render))


def _named(seller: Seller, numbers: list[str]) -> list[Order]:
    if len(numbers) > MOST_NUMBERS:
        raise Refused(30900, f"Exceeded maximum number of order IDs (the current limit is {MOST_NUMBERS})")
    return [seller.orders[number] for number in numbers if number in seller.orders]


def _filter(text: str, now: datetime) -> Test:
    """Of two dates only creationdate counts; without one, the last 90 days. Raises Refused."""
    given = _parts(text)
    if unknown := set(given) - {"creationdate", "lastmodifieddate", "orderfulfillmentstatus"}:
        raise Refused(30700, f"Invalid filter name: {unknown.pop()}")
    states = None
    if word := given.get("orderfulfillmentstatus"):
        if word not in STATES:
            raise Refused(30800, f"Invalid filter value {word} for filter orderfulfillmentstatus")
        states = STATES[word]
    name = "creationdate" if "creationdate" in given else "lastmodifieddate"
    start, end = _range(given[name], now) if name in given else (now - DEFAULT_DAYS, now)

    def test(order: Order) -> bool:
        when = order.changed(now) if name == "lastmodifieddate" and name in given else order.created
        return start <= when <= end and (states is None or order.status in states)

    return test


def _parts(text: str) -> dict[str, str]:
    """`name:value` by comma."""
    parts = {}
    for part in filter(None, text.split(",")):
        name, colon, value = part.partition(":")
        if not colon:
            raise Refused(30800, f"Invalid filter value {part} for filter {name}")
        parts[name.strip()] = value.strip()
    return parts


def _range(text: str, now: datetime) -> tuple[datetime, datetime]:
    match = RANGE.fullmatch(text)
    if match is None:
        raise Refused(30810, "Invalid date format")
    if not match["start"]:
        raise Refused(30820, "Start date is missing")
    try:
        start = clock.read(match["start"])
        end = clock.read(match["end"]) if match["end"] else now
    except ValueError:
        raise Refused(30810, "Invalid date format") from None
    if start > now or end > now + timedelta(seconds=1):
        raise Refused(30850, "Start and end dates can't be in the future")
    if start > end:
        raise Refused(30840, "Start date should be before end date")
    if now - start > OLDEST:
        raise Refused(30830, "Time range between start date and end date must be within '2' years.")
    return start, end
