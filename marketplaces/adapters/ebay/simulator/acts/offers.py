"""Offers: one for each SKU, marketplace and format; replaced whole, published elsewhere."""

from decimal import Decimal

from marketplaces.adapters.ebay.simulator import checks
from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES, Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_pages
from marketplaces.adapters.ebay.simulator.revising import revise_offer
from marketplaces.adapters.ebay.simulator.views.offers import offer_body

KEYS = ("sku", "marketplaceId", "format")
DEFAULTS: Body = {
    "listingDuration": "GTC",
    "includeCatalogProductDetails": True,
    "hideBuyerDetails": False,
    "listingPolicies": {},
    "pricingSummary": {},
}
FEE = Decimal("0.35")


def held_offer(call: Call) -> list[str]:
    offer = call.seller.offers.get(call.path["offerId"])
    return [f"sku:{offer.sku}"] if offer else []


@INVENTORY.post("/offer", "createOffer", language=True)
def post_offer(call: Call) -> Answer:
    return Answer(201, {"offerId": create_offer(call.seller, call.body).number})


def create_offer(seller: Seller, body: Body) -> Offer:
    """Raises Refused: a second one is refused with 25002, and the parameters name the first."""
    if not all(body.get(name) for name in KEYS) or body["marketplaceId"] not in CURRENCIES:
        raise Refused(25735, "Invalid SKU, marketplaceId or format.")
    sku = str(body["sku"])
    _check_visible(seller, sku)
    _check_format(seller, body)
    offer = Offer(seller.number("offer"), DEFAULTS | body)
    if twin := next((one for one in seller.offers_of(sku) if one.key == offer.key), None):
        raise Refused(25002, "Any User error. Offer entity already exists.", offerId=twin.number)
    checks.check_numbers(body)
    seller.add_offer(offer)
    seller.note("offer", offer=offer.number, sku=sku)
    return offer


def _check_visible(seller: Seller, sku: str) -> None:
    """A SKU that was written a moment ago may not be there yet."""
    item = seller.items.get(sku)
    age = (seller.clock.now() - item.written).total_seconds() if item else 0
    if item is None or age < seller.rules.sku_lag:
        text = f"SKU {sku} could not be found or is not available in the system for the marketplace"
        raise Refused(25751 if item else 25702, text, additionalInfo=sku)


def _check_format(seller: Seller, body: Body) -> None:
    pricing = body.get("pricingSummary") or {}
    if body["format"] == "AUCTION":
        if seller.group_of(str(body["sku"])):
            raise Refused(25756, "Auction format is not permitted with a SKU that is part of an InventoryItemGroup.")
        if "auctionStartPrice" not in pricing:
            raise Refused(25757, "auctionStartPrice is required for auction offer.")
        if "availableQuantity" in body:
            raise Refused(25762, "availableQuantity is not applicable for auction offer.")
    elif "auctionStartPrice" in pricing or "auctionReservePrice" in pricing:
        raise Refused(25758, "auctionStartPrice and auctionReservePrice are not supported for fixed price offer.")


@INVENTORY.get("/offer", "getOffers")
def get_offers(call: Call) -> Answer:
    """Only by SKU: there is no list of all."""
    seller, sku = call.seller, call.one("sku")
    if not sku:
        raise Refused(25709, "Invalid request. Invalid value for field sku", additionalInfo="sku")
    found = [
        offer_body(seller, one)
        for one in seller.offers_of(sku)
        if call.one("marketplace_id") in ("", one.marketplace) and call.one("format") in ("", one.body["format"])
    ]
    if not found:
        raise Refused(25713, "This Offer is not available : no offer of this SKU.", 404)
    return Answer(200, by_pages(call, "offers", found, default=100, most=200))


@INVENTORY.get("/offer/{offerId}", "getOffer")
def get_offer(call: Call) -> Answer:
    return Answer(200, offer_body(call.seller, offer_of(call.seller, call.path["offerId"])))


def offer_of(seller: Seller, number: str) -> Offer:
    """Raises Refused with 25713."""
    if number not in seller.offers:
        raise Refused(25713, f"This Offer is not available : {number}.", 404)
    return seller.offers[number]


@INVENTORY.put("/offer/{offerId}", "updateOffer", language=True, keys=held_offer)
def put_offer(call: Call) -> Answer:
    """Replaces all but sku, marketplaceId and format; a live listing has to stay whole, and follows."""
    seller, offer = call.seller, offer_of(call.seller, call.path["offerId"])
    checks.check_numbers(call.body)
    keys = {name: offer.body[name] for name in KEYS}
    body = DEFAULTS | {name: value for name, value in call.body.items() if name not in KEYS} | keys
    if (listing := seller.listing_of(offer)) and listing.is_open:
        checks.check_publishable(seller, Offer(offer.number, body, offer.listing))
        revise_offer(seller, offer)
    offer.body = body
    seller.recount_sku(offer.sku)
    return Answer(204)


@INVENTORY.delete("/offer/{offerId}", "deleteOffer", keys=held_offer)
def delete_offer(call: Call) -> Answer:
    """Ends the listing too, where the offer was its only one."""
    seller, offer = call.seller, offer_of(call.seller, call.path["offerId"])
    listing = seller.listing_of(offer)
    seller.drop_offer(offer)
    if listing and listing.is_open:
        listing.offers.remove(offer.number)
        if not listing.offers:
            seller.end(listing, "ENDED")
    return Answer(204)


@INVENTORY.post("/offer/get_listing_fees", "getListingFees")
def listing_fees(call: Call) -> Answer:
    """What publishing would cost, by marketplace."""
    numbers = [row["offerId"] for row in call.body.get("offers", [])]
    if len(numbers) > 250 or any(number not in call.seller.offers for number in numbers):  # noqa: PLR2004 - eBay's limit
        raise Refused(25754, "One or more provided offerId(s) are invalid.")
    offers = [call.seller.offers[number] for number in numbers]
    return Answer(200, {"feeSummaries": [_fees(m, offers) for m in sorted({one.marketplace for one in offers})]})


def _fees(marketplace: str, offers: list[Offer]) -> Body:
    currency = CURRENCIES[marketplace]
    total = FEE * sum(one.marketplace == marketplace for one in offers)
    nothing = {"value": "0.0", "currency": currency}
    fee = {"feeType": "InsertionFee", "amount": {"value": str(total), "currency": currency}}
    return {"marketplaceId": marketplace, "fees": [fee | {"promotionalDiscount": nothing}], "warnings": []}
