"""What happens in the shop without the hub: buyers order and pay, the merchant edits, cancels, refunds.

`products` {rows: […]}, `order` {lines: […], …} (see `Wanted`), `pay?order=#1001`, `cancel?order=&reason=&refund=1`,
`edit?order=&sku=&quantity=`, `refund?order=&sku=&quantity=&amount=`, `note?order=&note=`, `stock?sku=&quantity=`,
`variant?sku=&gone=1`, `product?handle=&gone=1`, `fulfil?order=&number=` (somebody in the shop sends it),
`location?name=`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.simulation.steering import Words, is_said
from marketplaces.adapters.shopify.simulator import telling
from marketplaces.adapters.shopify.simulator.acts.fulfilment import fulfillment_create
from marketplaces.adapters.shopify.simulator.bodies.goods import (
    deleted_product_body,
    level_body,
    product_body,
)
from marketplaces.adapters.shopify.simulator.books import changing
from marketplaces.adapters.shopify.simulator.books.goods import Location, Variant
from marketplaces.adapters.shopify.simulator.books.orders import Line, Order
from marketplaces.adapters.shopify.simulator.calls import Call
from marketplaces.adapters.shopify.simulator.granting import order_named

if TYPE_CHECKING:
    from marketplaces.adapters.shopify.simulator.app import ShopifySimulator


def order(simulator: "ShopifySimulator", words: Words) -> Words:
    made = simulator.place_order(**words)
    simulator.settle()
    return _told(made)


def products(simulator: "ShopifySimulator", words: Words) -> Words:
    return {"products": simulator.load_products(words["rows"])}


def pay(simulator: "ShopifySimulator", words: Words) -> Words:
    with simulator.lock:
        found = order_named(simulator, words)
        changing.pay(simulator.shop, found)
        telling.order_paid(simulator.shop, found)
    simulator.settle()
    return _told(found)


def cancel(simulator: "ShopifySimulator", words: Words) -> Words:
    reason = str(words.get("reason", "CUSTOMER")).upper()
    with simulator.lock:
        found = order_named(simulator, words)
        made = changing.cancel(
            simulator.shop,
            found,
            reason,
            refunds=is_said(words, "refund", default=True),
            restocks=is_said(words, "restock", default=True),
            staff_note=None,
        )
        telling.order_cancelled(simulator.shop, found, made)
    simulator.settle()
    return _told(found)


def edit(simulator: "ShopifySimulator", words: Words) -> Words:
    with simulator.lock:
        found = order_named(simulator, words)
        changing.edit(simulator.shop, found, _line(found, words), int(words["quantity"]))
        telling.order_edited(simulator.shop, found)
    simulator.settle()
    return _told(found)


def refund(simulator: "ShopifySimulator", words: Words) -> Words:
    """Without a sku the whole order; the amount is what the lines are worth where it is not named."""
    with simulator.lock:
        found = order_named(simulator, words)
        lines = [_line(found, words)] if words.get("sku") else found.lines
        rows = [(line, int(words.get("quantity") or line.current), "NO_RESTOCK") for line in lines if line.current]
        shipping = Decimal(0) if words.get("sku") else found.shipping_now
        worth = sum((line.worth(quantity) for line, quantity, _ in rows), shipping)
        amount = Decimal(str(words.get("amount", worth)))
        made = changing.refund(simulator.shop, found, rows, amount, shipping)
        telling.order_refunded(simulator.shop, found, made)
    simulator.settle()
    return _told(found)


def note(simulator: "ShopifySimulator", words: Words) -> Words:
    with simulator.lock:
        found = order_named(simulator, words)
        found.note = words.get("note", found.note)
        found.address = {**(found.address or {}), **words["address"]} if words.get("address") else found.address
        simulator.shop.touch(found)
        telling.order_changed(simulator.shop, found)
    simulator.settle()
    return _told(found)


def fulfil(simulator: "ShopifySimulator", words: Words) -> Words:
    """Somebody in the shop's admin sends all that remains."""
    with simulator.lock:
        found = order_named(simulator, words)
        for part in found.to_fulfil:
            given = {
                "lineItemsByFulfillmentOrder": [
                    {"fulfillmentOrderId": f"gid://shopify/FulfillmentOrder/{part.number}"}
                ],
                "trackingInfo": {"company": words.get("company", "Other"), "number": words.get("number")},
                "notifyCustomer": True,
            }
            fulfillment_create(Call(simulator.shop, simulator.tokens.scopes, ""), {"fulfillment": given})
    simulator.settle()
    return _told(found)


def stock(simulator: "ShopifySimulator", words: Words) -> None:
    """A count in the shop: what is available at the first location."""
    with simulator.lock:
        shop, variant = simulator.shop, _variant(simulator, words)
        place = shop.locations[0].number
        level = variant.item.levels[place]
        level.available, level.updated = int(words["quantity"]), shop.clock.now()
        shop.emit("inventory_levels/update", level_body(variant.item, place, level))
    simulator.settle()


def variant(simulator: "ShopifySimulator", words: Words) -> None:
    """`gone=1` deletes it, `price=` changes it."""
    with simulator.lock:
        shop, found = simulator.shop, _variant(simulator, words)
        if is_said(words, "gone"):
            found.product.variants.remove(found)
        if words.get("price"):
            found.price = Decimal(str(words["price"]))
        found.product.updated = found.updated = shop.clock.now()
        shop.emit("products/update", product_body(found.product))
    simulator.settle()


def product(simulator: "ShopifySimulator", words: Words) -> None:
    """`gone=1` deletes it, `status=` changes it."""
    with simulator.lock:
        shop = simulator.shop
        found = next((one for one in shop.products.values() if one.handle == words["handle"]), None)
        if found is None:
            raise ValueError(f"there is no product {words['handle']!r}")
        if is_said(words, "gone"):
            del shop.products[found.number]
            shop.emit("products/delete", deleted_product_body(found))
        else:
            found.status, found.updated = str(words["status"]).upper(), shop.clock.now()
            shop.emit("products/update", product_body(found))
    simulator.settle()


def location(simulator: "ShopifySimulator", words: Words) -> Words:
    with simulator.lock:
        place = Location(simulator.shop.numbers.take("Location"), str(words["name"]))
        simulator.shop.locations.append(place)
    return {"location": place.number}


def _told(made: Order) -> Words:
    return {"id": made.number, "gid": f"gid://shopify/Order/{made.number}", "name": made.name, "total": str(made.total)}


def _line(made: Order, words: Words) -> Line:
    found = next((line for line in made.lines if line.sku == words["sku"]), None)
    if found is None:
        raise ValueError(f"there is no line of {words['sku']!r}")
    return found


def _variant(simulator: "ShopifySimulator", words: Words) -> Variant:
    found = simulator.shop.variant_of_sku(str(words["sku"]))
    if found is None:
        raise ValueError(f"there is no variant {words['sku']!r}")
    return found


COMMANDS: dict[str, Callable[["ShopifySimulator", Words], Any]] = {
    command.__name__: command
    for command in (
        order,
        products,
        pay,
        cancel,
        edit,
        refund,
        note,
        fulfil,
        stock,
        variant,
        product,
        location,
    )
}
