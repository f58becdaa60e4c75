"""What happens in the shop without the hub: buyers order and pay, the seller edits, cancels, refunds, listings end.

`order` {lines: […], …} (see `Wanted`), `pay?receipt=`, `cancel?receipt=&refund=1`, `refund?receipt=&amount=`,
`deliver?receipt=`, `ship?receipt=&code=&carrier=` (by hand), `address?receipt=` {first_line: …},
`review?receipt=&rating=&text=`, `listings` {rows: […]} (see `stock_listing`),
`listing?listing=&state=&title=&quantity=&price=&sku=&frozen=1&file=1&inventory=0&gone=1`, `image?listing=&gone=<image id>`,
`partner?name=&location=`, `push?event=&receipt=` (a webhook without a cause).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.simulation.steering import Words, is_said
from marketplaces.adapters.etsy.simulator.acts import publishing
from marketplaces.adapters.etsy.simulator.books import placing
from marketplaces.adapters.etsy.simulator.books.listings import Listing
from marketplaces.adapters.etsy.simulator.books.receipts import Receipt, Refund, Review, Shipment
from marketplaces.adapters.etsy.simulator.books.shipping import Partner

if TYPE_CHECKING:
    from marketplaces.adapters.etsy.simulator.app import EtsySimulator


def order(simulator: "EtsySimulator", words: Words) -> Words:
    made = simulator.place_order(**words)
    simulator.settle()
    return _told(made)


def listings(simulator: "EtsySimulator", words: Words) -> Words:
    return {"listings": simulator.load_listings(words["rows"])}


def pay(simulator: "EtsySimulator", words: Words) -> Words:
    with simulator.lock:
        found = _receipt(simulator, words)
        placing.pay(simulator.shop, found)
        simulator.shop.emit("order.paid", found)
    simulator.settle()
    return _told(found)


def cancel(simulator: "EtsySimulator", words: Words) -> Words:
    """In Shop Manager; what was paid is given back unless `refund=0`. Stock does not come back."""
    with simulator.lock:
        shop, found = simulator.shop, _receipt(simulator, words)
        found.canceled = shop.now()
        if found.paid is not None and is_said(words, "refund", default=True):
            _give_back(simulator, found, found.total - found.refunded, "Order canceled")
        if shop.rules.cancel_bumps:
            shop.touch(found)
        shop.emit("order.canceled", found)
    simulator.settle()
    return _told(found)


def refund(simulator: "EtsySimulator", words: Words) -> Words:
    """All that is left, where no amount is named. The receipt's update time moves only where the rules say so."""
    with simulator.lock:
        shop, found = simulator.shop, _receipt(simulator, words)
        left = found.total - found.refunded
        _give_back(simulator, found, Decimal(str(words.get("amount", left))), str(words.get("reason", "Other")))
        if shop.rules.refund_bumps:
            shop.touch(found)
    return _told(found)


def _give_back(simulator: "EtsySimulator", found: Receipt, amount: Decimal, reason: str) -> None:
    shop = simulator.shop
    found.refunds.append(Refund(amount, shop.now(), reason, ""))
    for payment in shop.books.payments.values():
        if payment.receipt_id == found.receipt_id:
            payment.refunded, payment.updated = payment.refunded + amount, shop.now()
            shop.enter(-amount, "REFUND_GROSS", "Refund", "receipt", str(found.receipt_id), payment.payment_id)


def deliver(simulator: "EtsySimulator", words: Words) -> Words:
    with simulator.lock:
        found = _receipt(simulator, words)
        found.delivered = simulator.shop.now()
        simulator.shop.touch(found)
        simulator.shop.emit("order.delivered", found)
    simulator.settle()
    return _told(found)


def ship(simulator: "EtsySimulator", words: Words) -> Words:
    """Somebody marks it as shipped in Shop Manager, with a code or without one."""
    with simulator.lock:
        shop, found = simulator.shop, _receipt(simulator, words)
        found.shipped = found.shipped or shop.now()
        if words.get("code"):
            carrier = str(words.get("carrier", "other"))
            found.shipments.append(Shipment(shop.take("shipment"), shop.now(), carrier, str(words["code"])))
        shop.touch(found)
        shop.emit("order.shipped", found)
    simulator.settle()
    return _told(found)


def address(simulator: "EtsySimulator", words: Words) -> Words:
    """The buyer moves house."""
    with simulator.lock:
        found = _receipt(simulator, words)
        found.address |= {name: value for name, value in words.items() if name in found.address}
        simulator.shop.touch(found)
    return _told(found)


def review(simulator: "EtsySimulator", words: Words) -> None:
    with simulator.lock:
        shop, found = simulator.shop, _receipt(simulator, words)
        line, rating = found.lines[0], int(words.get("rating", 5))
        text = str(words.get("text", ""))
        made = Review(line.listing_id or 0, line.transaction_id, found.buyer_id, rating, text, shop.now())
        shop.books.reviews.append(made)


def listing(simulator: "EtsySimulator", words: Words) -> Words:
    """The seller changes it by hand, or Etsy does: a state is set as it is said, without any check or fee."""
    with simulator.lock:
        shop, found = simulator.shop, _listing(simulator, words)
        if is_said(words, "gone"):
            del shop.books.listings[found.listing_id]
            return {"listing_id": found.listing_id}
        product = found.product_of(str(words["sku"])) if words.get("sku") else found.products[0]
        if product is None:
            raise ValueError(f"there is no product {words['sku']!r}")
        if "quantity" in words:
            product.offering.quantity = int(words["quantity"])
        if "price" in words:
            product.offering.price = Decimal(str(words["price"]))
        found.facts |= {name: value for name, value in words.items() if name in found.facts}
        found.frozen = is_said(words, "frozen", default=found.frozen)
        found.has_file = is_said(words, "file", default=found.has_file)
        found.has_inventory = is_said(words, "inventory", default=found.has_inventory)
        if words.get("state"):
            publishing.set_state(shop, found, str(words["state"]))
        shop.touch(found)
        return {"listing_id": found.listing_id, "state": found.state, "quantity": found.quantity}


def image(simulator: "EtsySimulator", words: Words) -> None:
    """The seller takes a picture off; variations may still point at it."""
    with simulator.lock:
        found = _listing(simulator, words)
        found.images = [one for one in found.images if one.image_id != int(words["gone"])]


def partner(simulator: "EtsySimulator", words: Words) -> Words:
    with simulator.lock:
        number = simulator.shop.take("partner")
        made = Partner(number, str(words["name"]), str(words.get("location", "")))
        simulator.shop.books.partners[number] = made
    return {"production_partner_id": number}


def push(simulator: "EtsySimulator", words: Words) -> None:
    with simulator.lock:
        simulator.shop.emit(str(words["event"]), _receipt(simulator, words))
    simulator.settle()


def _told(made: Receipt) -> Words:
    return {"receipt_id": made.receipt_id, "status": made.status, "total": str(made.total), "updated": made.updated}


def _receipt(simulator: "EtsySimulator", words: Words) -> Receipt:
    return simulator.shop.receipt_of(words["receipt"])


def _listing(simulator: "EtsySimulator", words: Words) -> Listing:
    """By its number, or by a sku of it."""
    shop = simulator.shop
    found = shop.books.listings.get(int(words["listing"])) if "listing" in words else shop.listing_of_sku(words["sku"])
    if found is None:
        raise ValueError("there is no such listing")
    return found


COMMANDS: dict[str, Callable[["EtsySimulator", Words], Any]] = {
    command.__name__: command
    for command in (
        order,
        listings,
        pay,
        cancel,
        refund,
        deliver,
        ship,
        address,
        review,
        listing,
        image,
        partner,
        push,
    )
}
