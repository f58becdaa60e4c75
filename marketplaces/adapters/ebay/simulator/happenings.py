"""What buyers, the seller in eBay's own pages, and eBay do: without a call of the API."""

from decimal import Decimal
from typing import TYPE_CHECKING

from core.simulation.steering import Words
from marketplaces.adapters.ebay.simulator import telling
from marketplaces.adapters.ebay.simulator.acts.disputes import note
from marketplaces.adapters.ebay.simulator.acts.refunds import refund as give_back
from marketplaces.adapters.ebay.simulator.books.goods import Listing, Offer
from marketplaces.adapters.ebay.simulator.books.orders import CancelRequest, Order
from marketplaces.adapters.ebay.simulator.books.seller import PROGRAMS

if TYPE_CHECKING:
    from marketplaces.adapters.ebay.simulator.app import EbaySimulator


def place_order(simulator: "EbaySimulator", words: Words) -> Words:
    """`order`: lines of {sku, quantity, price, tax, shipping}, country, address, payment, see `placing.Wanted`."""
    lines = words.pop("lines", None) or [{"sku": words.pop("sku"), "quantity": words.pop("quantity", 1)}]
    order = simulator.place_order(lines=lines, **words)
    simulator.settle()
    return {"orderId": order.number, "lineItems": [line.number for line in order.lines], "total": str(order.total)}


def pay(simulator: "EbaySimulator", words: Words) -> Words:
    """`pay?order=`: the payment of a PENDING order arrives, or with `state=FAILED` does not."""
    with simulator.lock:
        order = _order(simulator, words)
        order.payment = str(words.get("state", "PAID"))
        simulator.seller.touch(order)
    return {"orderId": order.number, "payment": order.payment}


def cancel(simulator: "EbaySimulator", words: Words) -> Words:
    """`cancel?order=`: the buyer asks; `state=COMPLETED` or `REJECTED` ends the last request; `by=SELLER`."""
    with simulator.lock:
        seller, order = simulator.seller, _order(simulator, words)
        now, state = seller.clock.now(), str(words.get("state", "REQUESTED"))
        if state == "REQUESTED" or not order.cancels:
            by, reason = str(words.get("by", "BUYER")), str(words.get("reason", "BUYER_ASKED_CANCEL"))
            order.cancels.append(CancelRequest(seller.number("cancel"), by, reason, now))
        request = order.cancels[-1]
        request.state = state
        if state != "REQUESTED":
            request.done = now
        if state == "COMPLETED" and order.refunded() < order.total:
            give_back(seller, order, order.total - order.refunded(), "BUYER_CANCEL")
        seller.touch(order)
        telling.cancel_asked(seller, order, request)
    simulator.settle()
    return {"cancelRequestId": request.number, "cancelState": order.cancel_state}


def refund(simulator: "EbaySimulator", words: Words) -> Words:
    """`refund?order=&amount=&line=`: given back in eBay's own pages."""
    with simulator.lock:
        order = _order(simulator, words)
        amount = Decimal(str(words.get("amount") or order.total - order.refunded()))
        made = give_back(simulator.seller, order, amount, "OTHER_ADJUSTMENT", line=str(words.get("line", "")))
    return {"refundId": made.number, "amount": str(made.amount)}


def case(simulator: "EbaySimulator", words: Words) -> Words:
    """`case?order=`: the buyer opens a return or an inquiry, which blocks issueRefund with 34916."""
    with simulator.lock:
        order = _order(simulator, words)
        order.has_case = str(words.get("open", "1")) == "1"
        simulator.seller.touch(order)
    return {"orderId": order.number, "open": order.has_case}


def dispute(simulator: "EbaySimulator", words: Words) -> Words:
    """`dispute?order=&reason=&amount=`: the buyer goes to the bank."""
    made = simulator.open_dispute(**{name: str(value) for name, value in words.items()})
    return {"paymentDisputeId": made.number, "revision": made.revision}


def dispute_changed(simulator: "EbaySimulator", words: Words) -> Words:
    """`dispute_changed?dispute=`: a new revision; with `outcome=SELLER_WON` or `SELLER_LOST` it is closed."""
    with simulator.lock:
        seller, one = simulator.seller, simulator.seller.disputes[str(words["dispute"])]
        if outcome := str(words.get("outcome", "")):
            one.status, one.outcome, one.closed = "CLOSED", outcome, seller.clock.now()
        note(seller, one, "DISPUTE_CLOSED" if outcome else "DISPUTE_UPDATED", "SYSTEM")
    return {"paymentDisputeId": one.number, "revision": one.revision, "status": one.status}


def edit(simulator: "EbaySimulator", words: Words) -> Words:
    """`edit?offer=&price=&quantity=&item_quantity=`: the seller changes numbers in eBay's own pages."""
    with simulator.lock:
        seller = simulator.seller
        offer: Offer = seller.offers[str(words["offer"])]
        if "price" in words:
            old = offer.body["pricingSummary"]
            price = {**old["price"], "value": str(words["price"])}
            offer.body["pricingSummary"] = {**old, "price": price}
        if "quantity" in words:
            offer.body["availableQuantity"] = int(words["quantity"])
        if "item_quantity" in words:
            seller.items[offer.sku].set_quantity(int(words["item_quantity"]))
        seller.recount_sku(offer.sku)
        if listing := seller.listing_of(offer):
            telling.listing_changed(seller, listing, "ITEM_REVISED")
    simulator.settle()
    return {"offerId": offer.number}


def end(simulator: "EbaySimulator", words: Words) -> Words:
    """`end?listing=`: eBay ends it (EBAY_ENDED), `by=SELLER` the seller; `hold=1` puts it on hold instead."""
    with simulator.lock:
        seller, listing = simulator.seller, simulator.seller.listings[str(words["listing"])]
        if "hold" in words:
            listing.on_hold = str(words["hold"]) == "1"
        else:
            seller.end(listing, "ENDED" if words.get("by") == "SELLER" else "EBAY_ENDED")
        telling.listing_changed(seller, listing, "ITEM_CLOSED")
    simulator.settle()
    return {"listingId": listing.number, "status": listing.status, "onHold": listing.on_hold}


def foreign(simulator: "EbaySimulator", words: Words) -> Words:
    """`foreign`: a listing made outside the API, `rows` of {sku, title, price, quantity, aspects, categoryId}."""
    with simulator.lock:
        seller = simulator.seller
        marketplace = str(words.get("marketplace", seller.rules.marketplace))
        listing = Listing(seller.number("listing"), marketplace, [], "", seller.clock.now())
        listing.foreign = [_foreign(row) for row in words["rows"]]
        seller.listings[listing.number] = listing
    return {"listingId": listing.number}


def _foreign(row: Words) -> Words:
    product = {"title": row["title"], "aspects": row.get("aspects", {}), "imageUrls": ["https://i.example.com/1.jpg"]}
    ship = {"shipToLocationAvailability": {"quantity": int(row.get("quantity", 1))}}
    price = {"price": {"value": str(row["price"]), "currency": str(row.get("currency", "USD"))}}
    offer = {
        "categoryId": str(row.get("categoryId", "67391")),
        "pricingSummary": price,
        "listingDuration": "GTC",
        "listingPolicies": {},
        "hideBuyerDetails": False,
        "includeCatalogProductDetails": False,
    }
    item = {"product": product, "availability": ship, "condition": "NEW"}
    return {"sku": row.get("sku", ""), "item": item, "offer": offer}


def revoke(simulator: "EbaySimulator", words: Words) -> Words:
    """`revoke`: the seller changes the password, all grants end; with `access=1` only the access tokens."""
    with simulator.lock:
        telling.access_revoked(simulator.seller)
        gone = 0
        if str(words.get("access")) == "1":
            simulator.tokens.given.clear()
        else:
            gone = simulator.tokens.revoke_all()
    simulator.settle()
    return {"revoked": gone}


def readiness(simulator: "EbaySimulator", words: Words) -> Words:
    """`readiness?registered=0&programs=OUT_OF_STOCK_CONTROL&policies=0&locations=0`: what is missing from then on."""
    with simulator.lock:
        seller = simulator.seller
        if "registered" in words:
            seller.rules.registered = str(words["registered"]) == "1"
        if "programs" in words:
            seller.programs = set(filter(None, str(words["programs"]).split(","))) & set(PROGRAMS)
        if str(words.get("policies")) == "0":
            seller.policies = {kind: {} for kind in seller.policies}
        if str(words.get("locations")) == "0":
            seller.locations = {}
        return {"registered": seller.rules.registered, "programs": sorted(seller.programs)}


def notify(simulator: "EbaySimulator", words: Words) -> Words:
    """`notify?topic=` with `data`: sent to `url`, or to who subscribed; the same `id` twice is a duplicate."""
    topic, data = str(words["topic"]), words.get("data") or {}
    with simulator.lock:
        if url := str(words.get("url", "")):
            number = simulator.pushes.send(topic, data, url, str(words.get("id", "")))
        else:
            simulator.seller.emit(topic, data)
            number = ""
    simulator.settle()
    return {"notificationId": number}


def delete_account(simulator: "EbaySimulator", words: Words) -> Words:
    """`delete_account?username=&user_id=`: a person leaves eBay, every app has to forget them."""
    data = telling.account_deleted(str(words.get("username", "")), str(words["user_id"]))
    return notify(simulator, words | {"topic": "MARKETPLACE_ACCOUNT_DELETION", "data": data})


def _order(simulator: "EbaySimulator", words: Words) -> Order:
    return simulator.seller.orders[str(words["order"])]


COMMANDS = {
    "order": place_order,
    "pay": pay,
    "cancel": cancel,
    "refund": refund,
    "case": case,
    "dispute": dispute,
    "dispute_changed": dispute_changed,
    "edit": edit,
    "end": end,
    "foreign": foreign,
    "revoke": revoke,
    "readiness": readiness,
    "notify": notify,
    "delete_account": delete_account,
}
