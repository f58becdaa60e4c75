"""Calls of many rows: 200 where all passed, 207 where they differ; each row has its own status and errors."""

from collections.abc import Callable
from functools import partial

from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.acts.items import item_body, item_of, write_item
from marketplaces.adapters.ebay.simulator.acts.offers import create_offer, offer_of
from marketplaces.adapters.ebay.simulator.acts.publishing import publish_offer
from marketplaces.adapters.ebay.simulator.books.goods import Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.checks import check_price
from marketplaces.adapters.ebay.simulator.revising import revise_offer

MOST = 25


def rows_of(call: Call, number: int) -> list[Body]:
    """Raises Refused with `number` where there are too many."""
    rows = call.body["requests"]
    if not 1 <= len(rows) <= MOST:
        raise Refused(number, f"The number of rows in the request cannot exceed {MOST}.", additionalInfo=str(MOST))
    return list(rows)


def many(rows: list[Body], act: Callable[[Body], Body], keys: Callable[[Body], Body]) -> Answer:
    """Each row by itself. `act` gives a row's answer with its statusCode."""
    told = []
    for row in rows:
        head = keys(row)
        try:
            told.append(head | {"errors": [], "warnings": []} | act(row))
        except Refused as no:
            told.append(head | {"statusCode": no.status, "errors": [no.body("API_INVENTORY")], "warnings": []})
    is_whole = all(row["statusCode"] < 300 for row in told)  # noqa: PLR2004 - success
    return Answer(200 if is_whole else 207, {"responses": told})


def _held_skus(call: Call) -> list[str]:
    return [f"sku:{row['sku']}" for row in call.body.get("requests", []) if "sku" in row]


@INVENTORY.post(
    "/bulk_create_or_replace_inventory_item", "bulkCreateOrReplaceInventoryItem", language=True, keys=_held_skus
)
def put_items(call: Call) -> Answer:
    rows = rows_of(call, 25727)
    if len({row["sku"] for row in rows}) < len(rows):
        raise Refused(25734, "SKU should be unique in the request.")

    def write(row: Body) -> Body:
        return {"statusCode": 201 if write_item(call.seller, row["sku"], row["locale"], row) else 200}

    return many(rows, write, lambda row: {"sku": row["sku"], "locale": row["locale"]})


@INVENTORY.post("/bulk_get_inventory_item", "bulkGetInventoryItem")
def get_items(call: Call) -> Answer:
    def read(row: Body) -> Body:
        item = item_of(call.seller, row["sku"])
        body = {name: value for name, value in item_body(call.seller, item).items() if name != "groupIds"}
        return {"statusCode": 200, "inventoryItem": body}

    return many(rows_of(call, 25727), read, lambda row: {"sku": row["sku"]})


@INVENTORY.post("/bulk_create_offer", "bulkCreateOffer", language=True)
def post_offers(call: Call) -> Answer:
    rows = rows_of(call, 25730)
    keys = [tuple(row.get(name) for name in ("sku", "marketplaceId", "format")) for row in rows]
    if len(set(keys)) < len(keys):
        raise Refused(25729, "The combination of SKU, marketplaceId and format should be unique.")

    def create(row: Body) -> Body:
        return {"statusCode": 200, "offerId": create_offer(call.seller, row).number}

    return many(rows, create, lambda row: {name: row.get(name) for name in ("sku", "marketplaceId", "format")})


@INVENTORY.post(
    "/bulk_publish_offer", "bulkPublishOffer", keys=lambda call: _held_offers(call.seller, call.body["requests"])
)
def publish_offers(call: Call) -> Answer:
    def publish(row: Body) -> Body:
        return {"statusCode": 200, **publish_offer(call.seller, offer_of(call.seller, row["offerId"]))}

    return many(rows_of(call, 25730), publish, lambda row: {"offerId": row["offerId"]})


def _held_offers(seller: Seller, rows: list[Body]) -> list[str]:
    return [f"sku:{seller.offers[row['offerId']].sku}" for row in rows if row.get("offerId") in seller.offers]


def _held_quantities(call: Call) -> list[str]:
    offers = [offer for row in call.body["requests"] for offer in row.get("offers") or []]
    return sorted({*_held_skus(call), *_held_offers(call.seller, offers)})


@INVENTORY.post("/bulk_update_price_quantity", "bulkUpdatePriceQuantity", keys=_held_quantities)
def update_numbers(call: Call) -> Answer:
    """Absolute values; one row of the answer for the SKU's own quantity and one for each offer."""
    told: list[Body] = []
    for row in rows_of(call, 25730):
        told += _row_answers(call.seller, row)
    is_whole = all(row["statusCode"] < 300 for row in told)  # noqa: PLR2004 - success
    return Answer(200 if is_whole else 207, {"responses": told})


def _row_answers(seller: Seller, row: Body) -> list[Body]:
    told = []
    ship = row.get("shipToLocationAvailability")
    if ship is not None:
        told.append(_attempt({"sku": row.get("sku", "")}, partial(_set_item_quantity, seller, row, ship)))
    for asked in row.get("offers") or []:
        offer = seller.offers.get(asked["offerId"])
        head = {"offerId": asked["offerId"], "sku": offer.sku if offer else row.get("sku", "")}
        told.append(_attempt(head, partial(_set_offer, seller, row, asked)))
    return told or [_attempt({"sku": row.get("sku", "")}, _nothing_asked)]


def _attempt(head: Body, act: Callable[[], None]) -> Body:
    try:
        act()
    except Refused as no:
        return head | {"statusCode": no.status, "errors": [no.body("API_INVENTORY")]}
    return head | {"statusCode": 200}


def _nothing_asked() -> None:
    raise Refused(25709, "Invalid request. Invalid value for field requests", additionalInfo="requests")


def _set_item_quantity(seller: Seller, row: Body, ship: Body) -> None:
    item = seller.items.get(row.get("sku", ""))
    if item is None:
        raise Refused(25702, f"SKU {row.get('sku')} is not available in the system", additionalInfo=str(row.get("sku")))
    quantity = ship.get("quantity")
    if not isinstance(quantity, int) or quantity < 0:
        raise Refused(25004, "Invalid quantity. It has to be 0 or more.")
    for offer in seller.offers_of(item.sku):
        if item.quantity != quantity:
            revise_offer(seller, offer)
    item.set_quantity(quantity)
    seller.recount_sku(item.sku)
    seller.note("quantity", sku=item.sku, quantity=quantity)


def _set_offer(seller: Seller, row: Body, asked: Body) -> None:
    offer = seller.offers.get(asked["offerId"])
    if offer is None or (row.get("sku") and offer.sku != row["sku"]):
        raise Refused(25713, f"This Offer is not available : {asked['offerId']}.", 404)
    if "availableQuantity" not in asked and "price" not in asked:
        raise Refused(25709, "Invalid request. Invalid value for field price", additionalInfo="price")
    listing = seller.listing_of(offer)
    if listing is None or not listing.is_open:
        raise Refused(25713, f"This Offer is not available : {offer.number} is not published.", 404)
    _change(seller, offer, asked)


def _change(seller: Seller, offer: Offer, asked: Body) -> None:
    if "price" in asked:
        check_price(asked["price"], offer.marketplace)
    quantity = asked.get("availableQuantity")
    if quantity is not None and (not isinstance(quantity, int) or quantity < 0):
        raise Refused(25004, "Invalid quantity. It has to be 0 or more.")
    revise_offer(seller, offer)
    if "price" in asked:
        offer.body["pricingSummary"] = offer.body["pricingSummary"] | {"price": asked["price"]}
    if quantity is not None:
        offer.body["availableQuantity"] = quantity
    seller.recount_sku(offer.sku)
    seller.note("numbers", offer=offer.number, price=asked.get("price"), quantity=quantity)
