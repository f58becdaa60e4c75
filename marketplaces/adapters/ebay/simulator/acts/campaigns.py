"""Advertising campaigns: unique by name, made with an address and no body, moved from state to state."""

import re
from collections.abc import Callable

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import MARKETING
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_records, whole

PATH = "/ad_campaign/{campaign_id}"
NAME, MOST = 80, 500
BID = re.compile(r"\d{1,3}(\.\d)?")
MOVES = {
    "pause": ({"RUNNING"}, "PAUSED"),
    "resume": ({"PAUSED"}, "RUNNING"),
    "end": ({"RUNNING", "PAUSED", "SCHEDULED"}, "ENDED"),
}


@MARKETING.post("/ad_campaign", "createCampaign")
def create(call: Call) -> Answer:
    seller, body = call.seller, call.body
    if not seller.rules.advertising:
        raise Refused(35077, "The seller is not eligible for Promoted Listings.", 409)
    _check_name(seller, body.get("campaignName") or "")
    if body.get("marketplaceId") not in CURRENCIES:
        raise Refused(35004, "The marketplace ID is not valid.")
    funding = body.get("fundingStrategy") or {}
    _check_funding(funding, body)
    number = seller.number("campaign")
    starts = clock.read(body["startDate"])
    status = "SCHEDULED" if starts > seller.clock.now() else "RUNNING"
    defaults = {"campaignTargetingType": "MANUAL", "channels": ["ON_SITE"]}
    rest = {"campaignId": number, "campaignStatus": status, "alerts": []}
    seller.campaigns[number] = defaults | body | {"fundingStrategy": {"adRateStrategy": "FIXED"} | funding} | rest
    return Answer(201, {}, (("Location", f"{call.address}/{number}"),))


def _check_name(seller: Seller, name: str, number: str = "") -> None:
    if not name:
        raise Refused(35019, "Campaign name is required for this call.")
    if len(name) > NAME:
        raise Refused(35020, f"The campaign name cannot be more than {NAME} characters.")
    if set(name) & set("<>"):
        raise Refused(35023, "The campaign name holds characters that are not allowed.")
    if any(one["campaignName"] == name and one["campaignId"] != number for one in seller.campaigns.values()):
        raise Refused(35021, f"A campaign with the name of {name} already exists. Please provide a different name.")


def _check_funding(funding: Body, body: Body) -> None:
    model = funding.get("fundingModel")
    if model not in ("COST_PER_SALE", "COST_PER_CLICK"):
        raise Refused(35079, "The funding model is not valid.")
    if model == "COST_PER_CLICK" and "amount" not in (body.get("budget") or {}).get("daily", {}):
        raise Refused(36100, "A daily budget is required for this funding model.")
    if model == "COST_PER_SALE" and funding.get("adRateStrategy") != "DYNAMIC":
        check_bid(funding.get("bidPercentage"))


def check_bid(bid: str | None) -> None:
    """Text with one decimal, 2.0 to 100.0. Raises Refused with 35007."""
    if not BID.fullmatch(bid or "") or not 2 <= float(bid or 0) <= 100:  # noqa: PLR2004 - eBay's range
        raise Refused(35007, f"The 'bidPercentage' {bid} is not valid. Minimum value: 2.0 , Maximum value: 100.0")


def campaign_of(seller: Seller, number: str, *, alive: bool = False) -> Body:
    """Raises Refused with 35045, or 35035 for one that ended."""
    if number not in seller.campaigns:
        raise Refused(35045, f"No campaign found for campaign id {number}.", 404)
    if alive and seller.campaigns[number]["campaignStatus"] == "ENDED":
        raise Refused(35035, f"The campaign with campaign id {number} has ended.")
    return seller.campaigns[number]


@MARKETING.get("/ad_campaign", "getCampaigns")
def get_all(call: Call) -> Answer:
    limit, offset = whole(call, "limit", 10), whole(call, "offset", 0)
    if limit is None or not 1 <= limit <= MOST:
        raise Refused(35029, "The limit is not valid.")
    if offset is None:
        raise Refused(35030, "The offset is not valid.")
    rows = [
        body
        for body in call.seller.campaigns.values()
        if call.one("campaign_name") in ("", body["campaignName"])
        and call.one("campaign_status") in ("", body["campaignStatus"])
    ]
    return Answer(200, by_records(call, "campaigns", rows, limit=limit, offset=offset))


@MARKETING.get("/ad_campaign/get_campaign_by_name", "getCampaignByName")
def by_name(call: Call) -> Answer:
    name = call.one("campaign_name")
    for body in call.seller.campaigns.values():
        if body["campaignName"] == name:
            return Answer(200, body)
    raise Refused(35046, f"No campaign found with the name {name}.", 404)


@MARKETING.get(PATH, "getCampaign")
def get(call: Call) -> Answer:
    return Answer(200, campaign_of(call.seller, call.path["campaign_id"]))


@MARKETING.delete(PATH, "deleteCampaign")
def delete(call: Call) -> Answer:
    number = call.path["campaign_id"]
    if campaign_of(call.seller, number)["campaignStatus"] != "ENDED":
        raise Refused(35056, "The state of the campaign cannot be changed as requested.", 409)
    del call.seller.campaigns[number]
    return Answer(204)


def _move(word: str) -> Callable[[Call], Answer]:
    before, after = MOVES[word]

    def move(call: Call) -> Answer:
        body = campaign_of(call.seller, call.path["campaign_id"], alive=True)
        if body["campaignStatus"] not in before:
            raise Refused(35056, "The state of the campaign cannot be changed as requested.", 409)
        body["campaignStatus"] = after
        if word == "end":
            body["endDate"] = clock.written(call.seller.clock.now())
        return Answer(204)

    return move


for each in MOVES:
    MARKETING.post(f"{PATH}/{each}", f"{each}Campaign", bodied=False)(_move(each))


@MARKETING.post(f"{PATH}/update_campaign_identification", "updateCampaignIdentification")
def rename(call: Call) -> Answer:
    number = call.path["campaign_id"]
    body = campaign_of(call.seller, number, alive=True)
    _check_name(call.seller, call.body.get("campaignName") or "", number)
    body.update(call.body)
    return Answer(204)


@MARKETING.post(f"{PATH}/update_ad_rate_strategy", "updateAdRateStrategy")
def change_rate(call: Call) -> Answer:
    body = campaign_of(call.seller, call.path["campaign_id"], alive=True)
    if "bidPercentage" in call.body:
        check_bid(call.body["bidPercentage"])
    body["fundingStrategy"] = body["fundingStrategy"] | call.body
    return Answer(204)


@MARKETING.post(f"{PATH}/update_campaign_budget", "updateCampaignBudget")
def change_budget(call: Call) -> Answer:
    body = campaign_of(call.seller, call.path["campaign_id"], alive=True)
    body["budget"] = {"daily": {"amount": call.body["daily"]["amount"], "budgetStatus": "ACTIVE"}}
    return Answer(204)
