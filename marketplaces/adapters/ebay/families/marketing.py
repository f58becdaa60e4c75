"""Marketing API, advertising: campaigns of promoted listings, and their ads."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import NotFound
from marketplaces.adapters.ebay import paging
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.client.answers import nothing
from marketplaces.adapters.ebay.values import Misread, Obj, path_of, required, rows

A_PAGE = 500
MOST_ADS = 500  # rows a call
ROOT = "ad_campaign"
Body = Mapping[str, Any]


def campaigns(client: EbayClient, status: str = "") -> list[Obj]:
    """All, or those of one status."""
    query: dict[str, Any] = {"limit": A_PAGE} | ({"campaign_status": status} if status else {})
    return paging.all_rows(client, Family.MARKETING, ROOT, "campaigns", operation="getCampaigns", query=query)


def campaign(client: EbayClient, number: str) -> Obj:
    """Raises NotFound."""
    return client.get(Family.MARKETING, path_of(ROOT, number), _a_campaign, operation="getCampaign")


def campaign_named(client: EbayClient, name: str) -> Obj | None:
    """A seller's names are used once."""
    try:
        return client.get(
            Family.MARKETING,
            f"{ROOT}/get_campaign_by_name",
            _a_campaign,
            operation="getCampaignByName",
            query={"campaign_name": name},
        )
    except NotFound:
        return None


def create_campaign(client: EbayClient, body: Body) -> str:
    """The new one's id, which the Location alone tells. Sent once: look by name before it is asked for again."""
    return client.send(
        "POST", Family.MARKETING, ROOT, new_id, operation="createCampaign", repeatable=False, body=dict(body)
    )


def act_on_campaign(client: EbayClient, number: str, word: str) -> None:
    """`word`: pause, resume or end. It leads to one state, so it may be repeated."""
    client.send("POST", Family.MARKETING, path_of(ROOT, number, word), nothing, operation=f"{word}Campaign")


def identify_campaign(client: EbayClient, number: str, body: Body) -> None:
    """Name, start and end: what is left out of them is lost."""
    _change(client, number, "update_campaign_identification", "updateCampaignIdentification", body)


def change_ad_rate(client: EbayClient, number: str, body: Body) -> None:
    _change(client, number, "update_ad_rate_strategy", "updateAdRateStrategy", body)


def change_budget(client: EbayClient, number: str, body: Body) -> None:
    _change(client, number, "update_campaign_budget", "updateCampaignBudget", body)


def ads(client: EbayClient, number: str) -> list[Obj]:
    return paging.all_rows(
        client,
        Family.MARKETING,
        path_of(ROOT, number, "ad"),
        "ads",
        operation="getAds",
        query={"limit": A_PAGE},
    )


def create_ads(client: EbayClient, number: str, requests: Sequence[Body]) -> list[Obj]:
    """Row by row: a second ad of a listing is refused in its row, so it may be repeated."""
    return _bulk(client, number, "bulk_create_ads_by_listing_id", "bulkCreateAdsByListingId", requests)


def change_bids(client: EbayClient, number: str, requests: Sequence[Body]) -> list[Obj]:
    return _bulk(client, number, "bulk_update_ads_bid_by_listing_id", "bulkUpdateAdsBidByListingId", requests)


def delete_ads(client: EbayClient, number: str, requests: Sequence[Body]) -> list[Obj]:
    return _bulk(client, number, "bulk_delete_ads_by_listing_id", "bulkDeleteAdsByListingId", requests)


def new_id(given: Given) -> str:
    if not given.new_id:
        raise Misread("the answer has no Location")
    return given.new_id


def _bulk(client: EbayClient, number: str, path: str, operation: str, requests: Sequence[Body]) -> list[Obj]:
    return client.send(
        "POST",
        Family.MARKETING,
        path_of(ROOT, number, path),
        lambda given: rows(given.body.get("responses"), "responses"),
        operation=operation,
        body={"requests": [dict(each) for each in requests]},
    )


def _change(client: EbayClient, number: str, path: str, operation: str, body: Body) -> None:
    client.send("POST", Family.MARKETING, path_of(ROOT, number, path), nothing, operation=operation, body=dict(body))


def _a_campaign(given: Given) -> Obj:
    required(given.body, "campaignId")
    return given.body
