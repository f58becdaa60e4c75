"""Reading orders, their parts and parcels, jobs."""

from datetime import timedelta
from functools import partial
from typing import Any

from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.orders import Order
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Shown, root
from marketplaces.adapters.shopify.simulator.searching import matching
from marketplaces.adapters.shopify.simulator.views.fulfilment import show_parcel, show_to_fulfil
from marketplaces.adapters.shopify.simulator.views.orders import show_customer, show_order

READ_PARTS = (
    "read_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "read_assigned_fulfillment_orders",
)
RECENT = timedelta(days=60)


def found_orders(call: Call, path: str, query: str | None) -> list[Order]:
    """By the search, which knows of changes only after the lag of the rules."""
    shop = call.shop
    fields = {
        "updated_at": shop.indexed,
        "created_at": lambda order: order.created,
        "processed_at": lambda order: order.created,
        "id": lambda order: order.number,
        "name": lambda order: order.name,
        "email": lambda order: order.email,
        "tag": lambda order: order.tags,
        "sku": lambda order: [line.sku for line in order.lines if line.sku],
        "test": lambda order: str(order.test).lower(),
        "financial_status": lambda order: order.financial_status,
        "fulfillment_status": lambda order: order.fulfilment_status,
        "status": lambda order: "cancelled" if order.cancelled else "closed" if order.closed else "open",
    }
    known = [order for order in shop.orders.values() if shop.indexed(order) and is_recent(call, order)]
    return matching(call, path, query, fields, known)


def is_recent(call: Call, order: Order) -> bool:
    """Older ones are there for those alone who may read all orders."""
    return "read_all_orders" in call.scopes or order.created >= call.shop.clock.now() - RECENT


@root("order", "read_orders")
def order(call: Call, args: Args) -> Shown | None:
    found = call.shop.orders.get(number_in(args["id"], "Order"))
    return show_order(call.shop, found) if found and is_recent(call, found) else None


@root("orders", "read_orders")
def orders(call: Call, args: Args) -> list[Shown]:
    shop = call.shop
    by_update = args.get("sortKey") == "UPDATED_AT"
    rows: list[tuple[tuple[Any, ...], Order]] = []
    for row in found_orders(call, "orders", args.get("query")):
        when = shop.indexed(row) if by_update else row.created
        rows.append(((when.isoformat() if when else "", row.number), row))
    rows.sort(key=lambda pair: pair[0])
    return [{"__sort": key, "__show": partial(show_order, shop, row)} for key, row in rows]


@root("ordersCount", "read_orders")
def orders_count(call: Call, args: Args) -> Shown:
    return {"count": len(found_orders(call, "orders", args.get("query"))), "precision": "EXACT"}


@root("customer", "read_customers")
def customer(call: Call, args: Args) -> Shown | None:
    number = number_in(args["id"], "Customer")
    found = next((one for one in call.shop.customers.values() if one.number == number), None)
    return show_customer(call.shop, found) if found else None


@root("fulfillment", "read_orders", *READ_PARTS)
def fulfillment(call: Call, args: Args) -> Shown | None:
    found = call.shop.parcel(number_in(args["id"], "Fulfillment"))
    return show_parcel(call.shop, *found) if found else None


@root("fulfillmentOrder", *READ_PARTS)
def fulfillment_order(call: Call, args: Args) -> Shown | None:
    found = call.shop.to_fulfil(number_in(args["id"], "FulfillmentOrder"))
    return show_to_fulfil(call.shop, *found) if found else None


@root("job")
def job(call: Call, args: Args) -> Shown | None:
    found = call.shop.jobs.get(args["id"])
    if found is None:
        return None
    found.poll()
    return {"__typename": "Job", "id": found.identity, "done": found.done}
