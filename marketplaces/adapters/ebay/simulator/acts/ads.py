"""Ads of a campaign: by listing or by inventory reference, one by one or up to 500 at once."""

from collections.abc import Callable

from marketplaces.adapters.ebay.simulator.acts.campaigns import PATH, campaign_of, check_bid
from marketplaces.adapters.ebay.simulator.acts.families import MARKETING
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_records, whole

MOST = 500
DOMAIN = "API_MARKETING"


def _listing(seller: Seller, number: object) -> str:
    """Raises Refused with 35014, 35013 or 35048."""
    if not number:
        raise Refused(35014, "The listing Id is required for this call.")
    if not isinstance(number, str):
        raise Refused(35013, f"The listing ID {number} is not valid.")
    if number not in seller.listings or not seller.listings[number].is_open:
        raise Refused(35048, f"The listing ID {number} is invalid or has ended.", listingId=number)
    return number


def _ads(seller: Seller, campaign: str, **words: str) -> list[Body]:
    rows = [ad for ad in seller.ads.values() if ad["campaign"] == campaign]
    return [ad for ad in rows if all(ad.get(name) == value for name, value in words.items())]


def _create(seller: Seller, campaign: str, body: Body, **of: str) -> Body:
    """Raises Refused with 35036 for a second ad of the same."""
    if _ads(seller, campaign, **of):
        raise Refused(
            35036, f"An ad for listing ID {of.get('listingId', '')} already exists.", listingId=of.get("listingId", "")
        )
    if "bidPercentage" in body:
        check_bid(body["bidPercentage"])
    number = seller.number("ad")
    bid = body.get("bidPercentage") or seller.campaigns[campaign]["fundingStrategy"].get("bidPercentage", "")
    seller.ads[number] = {"adId": number, "campaign": campaign, "adStatus": "ACTIVE", "bidPercentage": bid, **of}
    return seller.ads[number]


def _shown(ad: Body) -> Body:
    return {name: value for name, value in ad.items() if name != "campaign"}


@MARKETING.post(f"{PATH}/ad", "createAdByListingId")
def create(call: Call) -> Answer:
    campaign_of(call.seller, call.path["campaign_id"], alive=True)
    listing = _listing(call.seller, call.body.get("listingId"))
    ad = _create(call.seller, call.path["campaign_id"], call.body, listingId=listing)
    return Answer(201, {}, (("Location", f"{call.address}/{ad['adId']}"),))


@MARKETING.post(f"{PATH}/create_ads_by_inventory_reference", "createAdsByInventoryReference")
def create_by_reference(call: Call) -> Answer:
    campaign_of(call.seller, call.path["campaign_id"], alive=True)
    ad = _create_by_reference(call, call.body)
    href = f"{call.address.rpartition('/')[0]}/ad/{ad['adId']}"
    return Answer(201, {"ads": [{"adId": ad["adId"], "href": href}]})


def _create_by_reference(call: Call, row: Body) -> Body:
    seller, number, kind = call.seller, str(row["inventoryReferenceId"]), str(row["inventoryReferenceType"])
    if number not in (seller.items if kind == "INVENTORY_ITEM" else seller.groups):
        raise Refused(35012, f"The inventory reference ID {number} is not valid.", inventoryReferenceId=number)
    offers = [one for one in seller.offers_of(number) if one.listing]
    words = {"inventoryReferenceId": number, "inventoryReferenceType": kind}
    if offers:
        words["listingId"] = offers[0].listing
    return _create(seller, call.path["campaign_id"], row, **words)


@MARKETING.get(f"{PATH}/ad", "getAds")
def get_all(call: Call) -> Answer:
    campaign_of(call.seller, call.path["campaign_id"])
    limit, offset = whole(call, "limit", 10), whole(call, "offset", 0)
    if limit is None or offset is None or not 1 <= limit <= MOST:
        raise Refused(35029, "The limit is not valid.")
    wanted = set(filter(None, call.one("listing_ids").split(",")))
    rows = [
        _shown(ad) for ad in _ads(call.seller, call.path["campaign_id"]) if not wanted or ad.get("listingId") in wanted
    ]
    return Answer(200, by_records(call, "ads", rows, limit=limit, offset=offset))


def _ad(call: Call) -> Body:
    campaign_of(call.seller, call.path["campaign_id"])
    found = _ads(call.seller, call.path["campaign_id"], adId=call.path["ad_id"])
    if not found:
        raise Refused(35044, f"No Ad found for 'ad_id' {call.path['ad_id']}.", 404)
    return found[0]


@MARKETING.get(f"{PATH}/ad/{{ad_id}}", "getAd")
def get(call: Call) -> Answer:
    return Answer(200, _shown(_ad(call)))


@MARKETING.delete(f"{PATH}/ad/{{ad_id}}", "deleteAd")
def delete(call: Call) -> Answer:
    del call.seller.ads[_ad(call)["adId"]]
    return Answer(204)


@MARKETING.post(f"{PATH}/ad/{{ad_id}}/update_bid", "updateBid")
def update_bid(call: Call) -> Answer:
    ad = _ad(call)
    check_bid(call.body.get("bidPercentage"))
    ad["bidPercentage"] = call.body["bidPercentage"]
    return Answer(204)


@MARKETING.get("/ad_campaign/find_campaign_by_ad_reference", "findCampaignByAdReference")
def find_campaign(call: Call) -> Answer:
    words = {"listingId": call.one("listing_id"), "inventoryReferenceId": call.one("inventory_reference_id")}
    given = {name: value for name, value in words.items() if value}
    if len(given) != 1:
        raise Refused(35031, "Either a listing ID or an inventory reference ID is required.")
    name, value = given.popitem()
    numbers = {ad["campaign"] for ad in call.seller.ads.values() if ad.get(name) == value}
    if not numbers:
        raise Refused(35032, "No campaign was found for the ad reference.", 404)
    return Answer(200, {"campaigns": [call.seller.campaigns[number] for number in sorted(numbers)]})


Row = Callable[[Call, Body], Body]


def _bulk(path: str, name: str, act: Row) -> None:
    """Rows are done one by one: 200 where all passed, 207 where they differ."""

    @MARKETING.post(f"{PATH}/{path}", name)
    def serve(call: Call) -> Answer:
        campaign_of(call.seller, call.path["campaign_id"], alive=True)
        rows = call.body.get("requests") or []
        if not 1 <= len(rows) <= MOST:
            raise Refused(35033, "At least one request is required for bulk requests, and 500 at most.")
        told = [_told(call, row, act) for row in rows]
        is_whole = all(row["statusCode"] < 300 for row in told)  # noqa: PLR2004 - success
        return Answer(200 if is_whole else 207, {"responses": told})


def _told(call: Call, row: Body, act: Row) -> Body:
    head = {name: row[name] for name in ("listingId", "inventoryReferenceId", "inventoryReferenceType") if name in row}
    try:
        return head | act(call, row)
    except Refused as no:
        extra: Body = {"ads": []} if "inventoryReferenceId" in row else {}
        return head | extra | {"statusCode": no.status, "errors": [no.body(DOMAIN)]}


def _create_row(call: Call, row: Body) -> Body:
    ad = _create(call.seller, call.path["campaign_id"], row, listingId=_listing(call.seller, row.get("listingId")))
    return {"statusCode": 201, "adId": ad["adId"], "href": f"{call.address.rpartition('/')[0]}/ad/{ad['adId']}"}


def _create_reference_row(call: Call, row: Body) -> Body:
    ad = _create_by_reference(call, row)
    href = f"{call.address.rpartition('/')[0]}/ad/{ad['adId']}"
    return {"statusCode": 201, "ads": [{"adId": ad["adId"], "href": href}]}


def _found(call: Call, row: Body) -> Body:
    found = _ads(call.seller, call.path["campaign_id"], listingId=str(row.get("listingId")))
    if not found:
        raise Refused(35048, f"The listing ID {row.get('listingId')} is invalid or has ended.")
    return found[0]


def _delete_row(call: Call, row: Body) -> Body:
    ad = _found(call, row)
    del call.seller.ads[ad["adId"]]
    return {"statusCode": 200, "adId": ad["adId"]}


def _bid_row(call: Call, row: Body) -> Body:
    ad = _found(call, row)
    check_bid(row.get("bidPercentage"))
    ad["bidPercentage"] = row["bidPercentage"]
    return {"statusCode": 200, "adId": ad["adId"]}


def _status_row(call: Call, row: Body) -> Body:
    _found(call, row)["adStatus"] = row["adStatus"]
    return {"statusCode": 200}


_bulk("bulk_create_ads_by_listing_id", "bulkCreateAdsByListingId", _create_row)
_bulk("bulk_create_ads_by_inventory_reference", "bulkCreateAdsByInventoryReference", _create_reference_row)
_bulk("bulk_delete_ads_by_listing_id", "bulkDeleteAdsByListingId", _delete_row)
_bulk("bulk_update_ads_bid_by_listing_id", "bulkUpdateAdsBidByListingId", _bid_row)
_bulk("bulk_update_ads_status_by_listing_id", "bulkUpdateAdsStatusByListingId", _status_row)
