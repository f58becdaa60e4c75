"""Publishing and withdrawing: a listing comes, stays the same while it is live, and comes anew after its end."""

from marketplaces.adapters.ebay.simulator import checks, telling
from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.acts.offers import held_offer, offer_of
from marketplaces.adapters.ebay.simulator.books.goods import Listing, Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused, problem

GROUPED = "The following SKU is part of an inventory item group."
NO_OFFER = "No offer found"


@INVENTORY.post("/offer/{offerId}/publish", "publishOffer", bodied=False, keys=held_offer)
def publish(call: Call) -> Answer:
    return Answer(200, publish_offer(call.seller, offer_of(call.seller, call.path["offerId"])))


def publish_offer(seller: Seller, offer: Offer) -> Body:
    """A live offer stays what it is, with a warning. Raises Refused."""
    listing = seller.listing_of(offer)
    if listing and listing.is_open:
        warning = problem(25402, "System warning. The offer is published already.", listingId=listing.number)
        return {"listingId": listing.number, "warnings": [warning]}
    checks.check_publishable(seller, Offer(offer.number, offer.body))
    return {"listingId": _list(seller, [offer], "").number, "warnings": []}


def _list(seller: Seller, offers: list[Offer], group: str) -> Listing:
    numbers = [offer.number for offer in offers]
    listing = Listing(seller.number("listing"), offers[0].marketplace, numbers, group, seller.clock.now())
    seller.listings[listing.number] = listing
    for offer in offers:
        offer.listing = listing.number
    seller.note("publish", listing=listing.number, offers=numbers)
    telling.listing_changed(seller, listing, "ITEM_CREATED")
    return listing


@INVENTORY.post("/offer/{offerId}/withdraw", "withdrawOffer", bodied=False, keys=held_offer)
def withdraw(call: Call) -> Answer:
    """The offer stays; a second time there is nothing to end."""
    seller, offer = call.seller, offer_of(call.seller, call.path["offerId"])
    listing = seller.listing_of(offer)
    if listing is None or not listing.is_open:
        raise Refused(25713, f"This Offer is not available : {offer.number} is not published.", 404)
    if listing.group:
        raise Refused(25002, f"Any User error. {GROUPED}", sku=offer.sku)
    _end(seller, listing)
    return Answer(200, {"listingId": listing.number, "warnings": []})


def _end(seller: Seller, listing: Listing) -> None:
    seller.end(listing, "ENDED")
    seller.note("withdraw", listing=listing.number)
    telling.listing_changed(seller, listing, "ITEM_CLOSED")


def _held_group(call: Call) -> list[str]:
    key = call.body.get("inventoryItemGroupKey")
    members = call.seller.groups.get(key, {}).get("variantSKUs", [])
    return [f"group:{key}", *(f"sku:{sku}" for sku in members)]


@INVENTORY.post("/offer/publish_by_inventory_item_group", "publishOfferByInventoryItemGroup", keys=_held_group)
def publish_group(call: Call) -> Answer:
    """Variants that lack something are left out without a word, as long as one is whole."""
    seller, key, marketplace = call.seller, call.body["inventoryItemGroupKey"], call.body["marketplaceId"]
    if key not in seller.groups:
        raise Refused(
            25705, f"The Inventory Item Group named {key} could not be found or is not available in the system."
        )
    group = seller.groups[key]
    live = next(
        (
            one
            for one in seller.listings.values()
            if one.group == key and one.marketplace == marketplace and one.is_open
        ),
        None,
    )
    whole, reason = _whole(seller, group, marketplace)
    if live:
        _join(seller, live, whole)
        warning = problem(25402, "System warning. The group is published already.", listingId=live.number)
        return Answer(200, {"listingId": live.number, "warnings": [warning]})
    if not whole:
        raise reason or Refused(25725, NO_OFFER)
    return Answer(200, {"listingId": _list(seller, whole, key).number, "warnings": []})


def _whole(seller: Seller, group: Body, marketplace: str) -> tuple[list[Offer], Refused | None]:
    """The offers that can be shown, and why the last of the others cannot."""
    whole, reason = [], None
    for sku in group["variantSKUs"]:
        offer = next((one for one in seller.offers_of(sku) if one.marketplace == marketplace), None)
        if offer is None:
            continue
        try:
            checks.check_publishable(seller, Offer(offer.number, offer.body), group=group)
        except Refused as no:
            reason = no
        else:
            whole.append(offer)
    return whole, reason


def _join(seller: Seller, listing: Listing, offers: list[Offer]) -> None:
    for offer in offers:
        if offer.number not in listing.offers:
            listing.offers.append(offer.number)
            offer.listing = listing.number


@INVENTORY.post("/offer/withdraw_by_inventory_item_group", "withdrawOfferByInventoryItemGroup", keys=_held_group)
def withdraw_group(call: Call) -> Answer:
    seller, key, marketplace = call.seller, call.body["inventoryItemGroupKey"], call.body["marketplaceId"]
    for listing in seller.listings.values():
        if listing.group == key and listing.marketplace == marketplace and listing.is_open:
            _end(seller, listing)
            return Answer(204)
    raise Refused(25725, NO_OFFER)
