"""Discounts as eBay tells them -> ours, and what is wanted -> bodies. Pure.

A `sale` takes per cent or an amount off each item and strikes the old price out; an `order` discount and a `coupon` take
them off an order that is large enough; `volume` takes more per cent off the more is bought.
"""

from collections.abc import Callable, Mapping
from typing import Any

from marketplaces.adapters.ebay.mapper.marketing_values import given_money, given_time, iso, shown_money
from marketplaces.adapters.ebay.values import Obj, amount, money, obj, obj_or_empty, rows, text, texts, whole

SALE, ORDER, VOLUME, COUPON = "sale", "order", "volume", "coupon"
_TYPES = {"MARKDOWN_SALE": SALE, "ORDER_DISCOUNT": ORDER, "VOLUME_DISCOUNT": VOLUME, "CODED_COUPON": COUPON}
TYPES = {ours: theirs for theirs, ours in _TYPES.items()}
Values = Mapping[str, Any]


def summary(given: Obj) -> dict[str, Any]:
    """`state` is eBay's in lower case."""
    theirs = text(given.get("promotionType"))
    return {
        "promotion_id": text(given.get("promotionId")),
        "kind": _TYPES.get(theirs, theirs.lower()),
        "name": text(given.get("name")),
        "description": text(given.get("description")),
        "state": text(given.get("promotionStatus")).lower(),
        "site": text(given.get("marketplaceId")),
        "starts_at": iso(given.get("startDate")),
        "ends_at": iso(given.get("endDate")),
        "coupon_code": text(given.get("couponCode")),
    }


def whole_promotion(short: Mapping[str, Any], given: Obj) -> dict[str, Any]:
    """`short` is what the list says of it, `given` the promotion itself. `listing_ids` are None where eBay chooses the
    items by a rule."""
    if short["kind"] == SALE:
        found = [_sale_part(each) for each in rows(given.get("selectedInventoryDiscounts"), "discounts")]
        listed = [number for _tier, numbers in found for number in numbers or ()]
        is_named = all(numbers is not None for _tier, numbers in found)
        return {**short, "tiers": [tier for tier, _numbers in found], "listing_ids": listed if is_named else None}
    tiers = [_tier(each) for each in rows(given.get("discountRules"), "discountRules")]
    return {**short, "tiers": tiers, "listing_ids": _numbers(given.get("inventoryCriterion"))}


def promotion_body(values: Values, site: str) -> dict[str, Any]:
    """`listing_ids` are eBay's numbers. It begins as a draft, or scheduled."""
    body: dict[str, Any] = {
        "name": str(values["name"]),
        "marketplaceId": site,
        "promotionStatus": "DRAFT" if values.get("is_draft") else "SCHEDULED",
        "startDate": given_time(values["starts_at"]),
        "endDate": given_time(values["ends_at"]),
    }
    if values.get("description"):
        body["description"] = str(values["description"])
    if values.get("image_url"):
        body["promotionImageUrl"] = str(values["image_url"])
    return body | _PARTS[values["kind"]](values)


def _sale(values: Values) -> dict[str, Any]:
    discount = {"discountBenefit": _benefit(values, "Item"), "inventoryCriterion": _criterion(values), "ruleOrder": 1}
    return {"selectedInventoryDiscounts": [discount]}


def _order(values: Values) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if values.get("min_amount"):
        wanted["minAmount"] = amount(given_money(values["min_amount"]))
    else:
        wanted["minQuantity"] = int(values.get("min_quantity") or 1)
    rule = {"discountBenefit": _benefit(values, "Order"), "discountSpecification": wanted, "ruleOrder": 1}
    return {"promotionType": TYPES[values["kind"]], "discountRules": [rule], "inventoryCriterion": _criterion(values)}


def _volume(values: Values) -> dict[str, Any]:
    """eBay wants a first step of one piece without a discount, which nobody would want to write."""
    steps = [{"quantity": 1, "percent": "0"}, *values["tiers"]]
    rules = [
        {
            "discountBenefit": {"percentageOffOrder": str(step["percent"])},
            "discountSpecification": {"minQuantity": int(step["quantity"])},
            "ruleOrder": int(step["quantity"]),
        }
        for step in steps
    ]
    return {
        "promotionType": TYPES[VOLUME],
        "applyDiscountToSingleItemOnly": True,
        "discountRules": rules,
        "inventoryCriterion": _criterion(values),
    }


def _coupon(values: Values) -> dict[str, Any]:
    kind = "PUBLIC_SINGLE_SELLER_COUPON" if values.get("is_public") else "PRIVATE_SINGLE_SELLER_COUPON"
    coupon: dict[str, Any] = {"couponCode": str(values["code"]), "couponType": kind}
    if values.get("most_uses"):
        coupon["maxCouponRedemptionPerUser"] = int(values["most_uses"])
    budget = {"budget": amount(given_money(values["budget"]))} if values.get("budget") else {}
    return {**_order(values), **budget, "couponConfiguration": coupon}


_PARTS: dict[str, Callable[[Values], dict[str, Any]]] = {
    SALE: _sale,
    ORDER: _order,
    VOLUME: _volume,
    COUPON: _coupon,
}


def _benefit(values: Values, of: str) -> dict[str, Any]:
    if values.get("amount_off"):
        return {f"amountOff{of}": amount(given_money(values["amount_off"]))}
    return {f"percentageOff{of}": str(values["percent"])}


def _criterion(values: Values) -> dict[str, Any]:
    return {"inventoryCriterionType": "INVENTORY_BY_VALUE", "listingIds": [str(each) for each in values["listing_ids"]]}


def _sale_part(given: Obj) -> tuple[dict[str, Any], list[str] | None]:
    return _tier(given), _numbers(given.get("inventoryCriterion"))


def _tier(given: Obj) -> dict[str, Any]:
    """One step of a discount; `quantity` and `min_amount` are what has to be bought for it."""
    benefit = obj_or_empty(given.get("discountBenefit"), "discountBenefit")
    wanted = obj_or_empty(given.get("discountSpecification"), "discountSpecification")
    off = money(benefit.get("amountOffItem")) or money(benefit.get("amountOffOrder"))
    return {
        "percent": text(benefit.get("percentageOffItem")) or text(benefit.get("percentageOffOrder")) or None,
        "amount_off": shown_money(off),
        "quantity": whole(wanted.get("minQuantity")) or whole(wanted.get("forEachQuantity")),
        "min_amount": shown_money(money(wanted.get("minAmount")) or money(wanted.get("forEachAmount"))),
    }


def _numbers(criterion: Any) -> list[str] | None:
    chosen = obj(criterion, "inventoryCriterion")
    if text(chosen.get("inventoryCriterionType")) != "INVENTORY_BY_VALUE":
        return None
    return texts(chosen.get("listingIds"), "listingIds")
