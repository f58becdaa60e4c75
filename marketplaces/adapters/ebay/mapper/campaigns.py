"""Campaigns and ads as eBay tells them -> ours, and what is wanted -> bodies. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplaces.adapters.ebay.mapper.marketing_values import given_money, given_time, iso, seconds, shown_money
from marketplaces.adapters.ebay.mapper.readings import row_result
from marketplaces.adapters.ebay.values import Obj, amount, decimal, moment, money, obj_or_empty, required, text

PER_SALE, PER_CLICK = "per_sale", "per_click"
_MODELS = {"COST_PER_SALE": PER_SALE, "COST_PER_CLICK": PER_CLICK}
MODELS = {ours: theirs for theirs, ours in _MODELS.items()}
Values = Mapping[str, Any]


def campaign(given: Obj) -> dict[str, Any]:
    """In our words. `state` is eBay's in lower case; `ad_rate` is per cent of the price, None where eBay sets it itself or
    the campaign is paid by the click."""
    funding = obj_or_empty(given.get("fundingStrategy"), "fundingStrategy")
    daily = obj_or_empty(obj_or_empty(given.get("budget"), "budget").get("daily"), "daily")
    model = text(funding.get("fundingModel"))
    return {
        "campaign_id": required(given, "campaignId"),
        "name": text(given.get("campaignName")),
        "state": text(given.get("campaignStatus")).lower(),
        "site": text(given.get("marketplaceId")),
        "paid": _MODELS.get(model, model.lower()),
        "ad_rate": text(funding.get("bidPercentage")) or None,
        "is_rate_fixed": text(funding.get("adRateStrategy")) != "DYNAMIC",
        "daily_budget": shown_money(money(daily.get("amount"))),
        "starts_at": iso(given.get("startDate")),
        "ends_at": iso(given.get("endDate")),
    }


def campaign_body(values: Values, site: str, now: datetime) -> dict[str, Any]:
    """`paid` "per_sale" needs `ad_rate`, "per_click" a `daily_budget`."""
    model = MODELS[values["paid"]]
    funding = {"fundingModel": model}
    body: dict[str, Any] = {
        "campaignName": str(values["name"]),
        "marketplaceId": site,
        "startDate": seconds(moment(values.get("starts_at")) or now),
        "fundingStrategy": funding,
    }
    if values["paid"] == PER_SALE:
        funding |= {"bidPercentage": rate(values["ad_rate"]), "adRateStrategy": "FIXED"}
    else:
        body["budget"] = budget_body(values["daily_budget"])
    if values.get("ends_at"):
        body["endDate"] = given_time(values["ends_at"])
    return body


def budget_body(daily: Values) -> dict[str, Any]:
    return {"daily": {"amount": amount(given_money(daily))}}


def identity_body(known: Obj, values: Values) -> dict[str, Any]:
    """With what stays: eBay forgets what is left out."""
    body = {
        "campaignName": str(values.get("name") or text(known.get("campaignName"))),
        "startDate": text(known.get("startDate")),
        "endDate": given_time(values["ends_at"]) if values.get("ends_at") else text(known.get("endDate")),
    }
    return {name: value for name, value in body.items() if value}


def rate(value: Any) -> str:
    """Per cent with one decimal, as text: "5.0"."""
    found = decimal(value)
    if found is None:
        raise ValueError(f"not a rate: {value!r}")
    return f"{found:.1f}"


def ad(given: Obj) -> dict[str, Any]:
    return {
        "ad_id": required(given, "adId"),
        "listing_id": text(given.get("listingId")),
        "reference": text(given.get("inventoryReferenceId")),
        "ad_rate": text(given.get("bidPercentage")) or None,
        "state": text(given.get("adStatus")).lower(),
    }


def ad_row(given: Obj) -> dict[str, Any]:
    """What became of one row of a bulk call."""
    result = row_result(given)
    return {
        "listing_id": text(given.get("listingId")),
        "ad_id": text(given.get("adId")),
        "is_done": result.is_taken,
        "code": result.code,
        "words": result.words,
    }
