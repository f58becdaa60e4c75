"""Listings made elsewhere are taken over; a listing's SKU is tied to the locations that it ships from."""

from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.books.goods import LANGUAGES, Item, Listing, Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused, problem

MOST = 5


@INVENTORY.post("/bulk_migrate_listing", "bulkMigrateListing")
def migrate(call: Call) -> Answer:
    rows = call.body["requests"]
    if not 1 <= len(rows) <= MOST:
        raise Refused(25718, f"Cannot migrate listing. There are more than {MOST}.")
    told = [_migrate(call.seller, str(row["listingId"])) for row in rows]
    is_whole = all(row["statusCode"] == 200 for row in told)  # noqa: PLR2004 - success
    return Answer(200 if is_whole else 207, {"responses": told})


def _migrate(seller: Seller, number: str) -> Body:
    """A listing keeps its number; what it shows becomes an item, and a group where it varies, with an offer each."""
    listing = seller.listings.get(number)
    if listing is None or not listing.is_open or not listing.foreign:
        return _refused(number, seller.rules.marketplace, "It is not live, or not one of yours, or migrated already.")
    if any(not row["sku"] for row in listing.foreign):
        return _refused(number, listing.marketplace, "It has no SKU.")
    made = [_adopt(seller, listing, row) for row in listing.foreign]
    body: Body = {"statusCode": 200, "listingId": number, "marketplaceId": listing.marketplace, "inventoryItems": made}
    if len(made) > 1:
        body["inventoryItemGroupKey"] = _group(seller, listing, [row["sku"] for row in made])
    listing.foreign = []
    return body


def _refused(number: str, marketplace: str, reason: str) -> Body:
    error = problem(25718, f"Cannot migrate listing. {reason}")
    head = {"listingId": number, "marketplaceId": marketplace}
    return head | {"statusCode": 400, "errors": [error], "inventoryItems": []}


def _group(seller: Seller, listing: Listing, skus: list[str]) -> str:
    """Its key."""
    listing.group = f"migrated-{listing.number}"
    title = listing.foreign[0]["item"]["product"].get("title", "")
    body = {"inventoryItemGroupKey": listing.group, "variantSKUs": skus, "title": title}
    seller.set_group(listing.group, body)
    return listing.group


def _adopt(seller: Seller, listing: Listing, row: Body) -> Body:
    sku = row["sku"]
    locale = LANGUAGES[listing.marketplace].replace("-", "_")
    seller.items[sku] = Item(sku, locale, row["item"], seller.clock.now())
    head = {"sku": sku, "marketplaceId": listing.marketplace, "format": "FIXED_PRICE"}
    offer = Offer(seller.number("offer"), head | row["offer"], listing.number)
    seller.add_offer(offer)
    listing.offers.append(offer.number)
    return {"sku": sku, "offerId": offer.number}


def _mapping_key(call: Call) -> tuple[str, str]:
    """Raises Refused where the listing or the SKU in it is unknown."""
    number, sku = call.path["listingId"], call.path["sku"]
    listing = call.seller.listings.get(number)
    offers = [call.seller.offers[one] for one in listing.offers if one in call.seller.offers] if listing else []
    if not any(offer.sku == sku for offer in offers):
        raise Refused(25904, f"Invalid SKU {sku} or listing {number}.", 404)
    return number, sku


@INVENTORY.put("/listing/{listingId}/sku/{sku}/locations", "createOrReplaceSkuLocationMapping")
def put_locations(call: Call) -> Answer:
    key = _mapping_key(call)
    for row in call.body["locations"]:
        if row["merchantLocationKey"] not in call.seller.locations:
            raise Refused(25902, f"Invalid location {row['merchantLocationKey']}.")
    call.seller.sku_locations[key] = call.body
    return Answer(204)


@INVENTORY.get("/listing/{listingId}/sku/{sku}/locations", "getSkuLocationMapping")
def get_locations(call: Call) -> Answer:
    body = call.seller.sku_locations.get(_mapping_key(call))
    if body is None:
        raise Refused(25905, "No location mapping was found.", 404)
    return Answer(200, body)


@INVENTORY.delete("/listing/{listingId}/sku/{sku}/locations", "deleteSkuLocationMapping")
def delete_locations(call: Call) -> Answer:
    call.seller.sku_locations.pop(_mapping_key(call), None)
    return Answer(204)
