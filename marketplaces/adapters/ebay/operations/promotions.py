"""Discounts: sales, discounts on orders, steps by quantity, coupons."""

from collections.abc import Mapping
from typing import Any

from core.errors import NotFound, OutcomeUnknown, Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import promotions as family
from marketplaces.adapters.ebay.mapper import promotions
from marketplaces.interface import Operation

OPERATIONS = {
    "list_promotions": Operation("list_promotions"),
    "read_promotion": Operation("read_promotion"),
    "create_promotion": Operation("create_promotion", changes=True),
    "pause_promotion": Operation("pause_promotion", changes=True),
    "resume_promotion": Operation("resume_promotion", changes=True),
}
_ENDED = "ended"
_MOST_LISTINGS = 500
Values = Mapping[str, Any]


def list_promotions(client: EbayClient, values: Values) -> dict[str, Any]:
    """`state` may be given. So many of those that have not ended as `whole` says are read as a whole, a call each."""
    status, most = str(values.get("state") or "").upper(), int(values.get("whole") or 0)
    found = [promotions.summary(each) for each in family.promotions(client, status)]
    living = {each["promotion_id"] for each in [row for row in found if row["state"] != _ENDED][:most]}
    return {"promotions": [_whole(client, each) if each["promotion_id"] in living else each for each in found]}


def read_promotion(client: EbayClient, values: Values) -> dict[str, Any]:
    """Two calls or more: only the list tells of which kind it is. Raises NotFound."""
    return _whole(client, _short(client, str(values["promotion_id"])))


def create_promotion(client: EbayClient, values: Values) -> dict[str, Any]:
    """eBay lets two have one name, so one of this name, kind and time is looked for first and is the wanted one, as long as
    it has not ended. After a lost answer it is looked for once more."""
    if len(values["listing_ids"]) > _MOST_LISTINGS:
        words = f"at most {_MOST_LISTINGS} listings a promotion"
        raise Rejected(PARTNER, "create a promotion", message=words, code="too_many")
    body = promotions.promotion_body(values, client.identity.site.code)
    is_sale = values["kind"] == promotions.SALE
    wanted = (str(values["kind"]), body["name"], body["startDate"], body["endDate"])
    known = _alike(client, wanted)
    if known is None:
        try:
            number = family.create_promotion(client, body, is_sale=is_sale)
        except OutcomeUnknown:
            known = _alike(client, wanted)
            if known is None:
                raise
        else:
            return _whole(client, _short(client, number)) | {"is_new": True}
    return _whole(client, known) | {"is_new": False}


def _alike(client: EbayClient, wanted: tuple[str, ...]) -> dict[str, Any] | None:
    """One of this kind, name, start and end that has not ended."""
    for each in list_promotions(client, {})["promotions"]:
        if (each["kind"], each["name"], each["starts_at"], each["ends_at"]) == wanted and each["state"] != _ENDED:
            return dict(each)
    return None


def pause_promotion(client: EbayClient, values: Values) -> dict[str, Any]:
    return _led_to(client, values, "pause", "paused")


def resume_promotion(client: EbayClient, values: Values) -> dict[str, Any]:
    return _led_to(client, values, "resume", "running")


def _led_to(client: EbayClient, values: Values, word: str, state: str) -> dict[str, Any]:
    number = str(values["promotion_id"])
    found = _short(client, number)
    if found["state"] == state:
        return _whole(client, found)
    family.act_on_promotion(client, number, word)
    return read_promotion(client, values)


def _short(client: EbayClient, number: str) -> dict[str, Any]:
    listed = list_promotions(client, {})["promotions"]
    found = next((each for each in listed if each["promotion_id"] == number), None)
    if found is None:
        raise NotFound(PARTNER, "getPromotions", message="the national site has no such promotion")
    return dict(found)


def _whole(client: EbayClient, short: Mapping[str, Any]) -> dict[str, Any]:
    is_sale = short["kind"] == promotions.SALE
    given = family.promotion(client, str(short["promotion_id"]), is_sale=is_sale)
    return promotions.whole_promotion(short, given)
