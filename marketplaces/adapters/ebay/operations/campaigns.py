"""Advertising: campaigns of promoted listings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.errors import OutcomeUnknown, Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import CAMPAIGN_NAME_TAKEN, PARTNER, Refused
from marketplaces.adapters.ebay.families import marketing as family
from marketplaces.adapters.ebay.mapper import campaigns
from marketplaces.adapters.ebay.values import Obj
from marketplaces.interface import Operation

OPERATIONS = {
    "list_campaigns": Operation("list_campaigns"),
    "read_campaign": Operation("read_campaign"),
    "create_campaign": Operation("create_campaign", changes=True),
    "change_campaign": Operation("change_campaign", changes=True),
    "pause_campaign": Operation("pause_campaign", changes=True),
    "resume_campaign": Operation("resume_campaign", changes=True),
    "end_campaign": Operation("end_campaign", changes=True),
}
_ENDED = "ended"
Values = Mapping[str, Any]


def list_campaigns(client: EbayClient, values: Values) -> dict[str, Any]:
    """`state` may be given."""
    status = str(values.get("state") or "").upper()
    return {"campaigns": [campaigns.campaign(each) for each in family.campaigns(client, status)]}


def read_campaign(client: EbayClient, values: Values) -> dict[str, Any]:
    return campaigns.campaign(family.campaign(client, str(values["campaign_id"])))


def create_campaign(client: EbayClient, values: Values) -> dict[str, Any]:
    """A seller's names are used once: one that has this name already is looked for first, and is the wanted one if it is
    paid alike and has not ended. After a lost answer it is looked for once more."""
    body = campaigns.campaign_body(values, client.identity.site.code, datetime.now(UTC))
    known = family.campaign_named(client, body["campaignName"])
    if known is None:
        try:
            number = family.create_campaign(client, body)
        except (Refused, OutcomeUnknown) as error:
            if isinstance(error, Refused) and not error.has(CAMPAIGN_NAME_TAKEN):
                raise
            known = family.campaign_named(client, body["campaignName"])
            if known is None:
                raise
        else:
            return read_campaign(client, {"campaign_id": number}) | {"is_new": True}
    return _same(known, values) | {"is_new": False}


def _same(known: Obj, values: Values) -> dict[str, Any]:
    """Raises Rejected for another campaign of this name."""
    found = campaigns.campaign(known)
    is_alike = found["paid"] == values["paid"] and (
        values["paid"] != campaigns.PER_SALE or found["ad_rate"] == campaigns.rate(values["ad_rate"])
    )
    if found["state"] == _ENDED or not is_alike:
        words = f"another campaign has this name: {found['campaign_id']}"
        raise Rejected(PARTNER, "createCampaign", message=words, code=CAMPAIGN_NAME_TAKEN)
    return found


def change_campaign(client: EbayClient, values: Values) -> dict[str, Any]:
    """Of `name`, `ends_at`, `ad_rate` and `daily_budget` what is said; each lands at a fixed value."""
    number = str(values["campaign_id"])
    known = family.campaign(client, number)
    if values.get("name") or values.get("ends_at"):
        family.identify_campaign(client, number, campaigns.identity_body(known, values))
    if values.get("ad_rate"):
        body = {"adRateStrategy": "FIXED", "bidPercentage": campaigns.rate(values["ad_rate"])}
        family.change_ad_rate(client, number, body)
    if values.get("daily_budget"):
        family.change_budget(client, number, campaigns.budget_body(values["daily_budget"]))
    return read_campaign(client, values)


def pause_campaign(client: EbayClient, values: Values) -> dict[str, Any]:
    return _led_to(client, values, "pause", "paused")


def resume_campaign(client: EbayClient, values: Values) -> dict[str, Any]:
    return _led_to(client, values, "resume", "running")


def end_campaign(client: EbayClient, values: Values) -> dict[str, Any]:
    """For good: eBay begins none anew."""
    return _led_to(client, values, "end", _ENDED)


def _led_to(client: EbayClient, values: Values, word: str, state: str) -> dict[str, Any]:
    """Looked at first: one that is in this state already is left, and the answer of a call is lost now and then."""
    found = read_campaign(client, values)
    if found["state"] == state:
        return found
    family.act_on_campaign(client, str(values["campaign_id"]), word)
    return read_campaign(client, values)
