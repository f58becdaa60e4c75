"""Advertising: the ads of a campaign, many in a call."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import AD_EXISTS, PARTNER
from marketplaces.adapters.ebay.families import marketing as family
from marketplaces.adapters.ebay.families.inventory import chunks
from marketplaces.adapters.ebay.mapper import campaigns
from marketplaces.adapters.ebay.values import Obj
from marketplaces.interface import Operation

OPERATIONS = {
    "list_ads": Operation("list_ads"),
    "add_ads": Operation("add_ads", changes=True),
    "remove_ads": Operation("remove_ads", changes=True),
}
MOST = 5000
Values = Mapping[str, Any]
Send = Callable[[EbayClient, str, Sequence[Mapping[str, Any]]], list[Obj]]


def list_ads(client: EbayClient, values: Values) -> dict[str, Any]:
    return {"ads": [campaigns.ad(each) for each in family.ads(client, str(values["campaign_id"]))]}


def add_ads(client: EbayClient, values: Values) -> dict[str, Any]:
    """One for each of `listing_ids` (eBay's numbers), with `ad_rate`, or the campaign's own rate without it. A listing that
    has its ad already is done: the ad is brought to the rate that was asked for."""
    number, listed = str(values["campaign_id"]), _listed(values)
    bid = {"bidPercentage": campaigns.rate(values["ad_rate"])} if values.get("ad_rate") else {}
    told = _sent(client, number, [{"listingId": each, **bid} for each in listed], family.create_ads)
    there = [row["listing_id"] for row in told if row["code"] == AD_EXISTS]
    raised = {}
    if there and bid:
        wanted = [{"listingId": each, **bid} for each in there]
        raised = {row["listing_id"]: row for row in _sent(client, number, wanted, family.change_bids)}
    return {"ads": [raised.get(row["listing_id"], _settled(row)) for row in told]}


def remove_ads(client: EbayClient, values: Values) -> dict[str, Any]:
    """Of `listing_ids`. Listings stay as they are."""
    number = str(values["campaign_id"])
    return {"ads": _sent(client, number, [{"listingId": each} for each in _listed(values)], family.delete_ads)}


def _sent(client: EbayClient, number: str, requests: Sequence[Mapping[str, Any]], send: Send) -> list[dict[str, Any]]:
    return [campaigns.ad_row(row) for chunk in chunks(requests, family.MOST_ADS) for row in send(client, number, chunk)]


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"is_done": True, "code": "", "words": ""} if row["code"] == AD_EXISTS else row


def _listed(values: Values) -> list[str]:
    found = list(dict.fromkeys(str(each) for each in values["listing_ids"]))
    if len(found) > MOST:
        raise Rejected(PARTNER, "bulk ads", message=f"at most {MOST} listings at once", code="too_many")
    return found
