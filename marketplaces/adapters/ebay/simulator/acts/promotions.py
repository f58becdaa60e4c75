"""Discounts: order and volume discounts, coupons, and sales with struck-out prices."""

from collections.abc import Callable

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import MARKETING
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_records, whole

NAME, MOST = 90, 200
MARKDOWN = "MARKDOWN_SALE"
NEEDED = {
    "item_promotion": ("name", "startDate", "endDate", "discountRules", "inventoryCriterion"),
    "item_price_markdown": ("name", "startDate", "endDate", "selectedInventoryDiscounts"),
}


def _register(path: str, word: str) -> None:
    is_sale = path == "item_price_markdown"

    @MARKETING.post(f"/{path}", f"create{word}")
    def create(call: Call) -> Answer:
        body = _checked(call.body, path)
        number = f"{call.seller.number('promotion')}@0"
        kind = MARKDOWN if is_sale else body.get("promotionType", "ORDER_DISCOUNT")
        status = _status(call.seller, body)
        call.seller.promotions[number] = body | {
            "promotionId": number,
            "promotionType": kind,
            "promotionStatus": status,
        }
        return Answer(201, {}, (("Location", f"{call.address}/{number}"),))

    @MARKETING.get(f"/{path}/{{promotion_id}}", f"get{word}")
    def get(call: Call) -> Answer:
        hidden = ("promotionId", "promotionType") if is_sale else ()
        return Answer(200, {name: value for name, value in _of(call).items() if name not in hidden})

    @MARKETING.put(f"/{path}/{{promotion_id}}", f"update{word}")
    def update(call: Call) -> Answer:
        old, body = _of(call), _checked(call.body, path)
        kept = {name: old[name] for name in ("promotionId", "promotionType")}
        call.seller.promotions[old["promotionId"]] = body | kept | {"promotionStatus": _status(call.seller, body)}
        return Answer(204)

    @MARKETING.delete(f"/{path}/{{promotion_id}}", f"delete{word}")
    def delete(call: Call) -> Answer:
        body = _of(call)
        if body["promotionStatus"] in ("RUNNING", "SCHEDULED"):
            raise Refused(38216, "A promotion can only be deleted if it is paused or ended.")
        del call.seller.promotions[body["promotionId"]]
        return Answer(204)


def _checked(body: Body, path: str) -> Body:
    if body.get("marketplaceId") not in CURRENCIES:
        raise Refused(38240, "The marketplace ID is not valid.")
    if missing := [name for name in NEEDED[path] if not body.get(name)]:
        raise Refused(38218, f"Missing field {missing[0]}.", fieldName=missing[0])
    if len(body["name"]) > NAME:
        raise Refused(38219, f"The name cannot be more than {NAME} characters.")
    if body.get("promotionStatus") not in ("DRAFT", "SCHEDULED"):
        raise Refused(38220, "A promotion is made as DRAFT or SCHEDULED.")
    return dict(body)


def _status(seller: Seller, body: Body) -> str:
    is_due = clock.read(body["startDate"]) <= seller.clock.now()
    return "RUNNING" if body["promotionStatus"] == "SCHEDULED" and is_due else str(body["promotionStatus"])


def _of(call: Call) -> Body:
    """Raises Refused with 38203."""
    number = call.path["promotion_id"]
    if number not in call.seller.promotions:
        raise Refused(38203, "Resource not found. Check the ID and try the call again.", 404)
    return call.seller.promotions[number]


_register("item_promotion", "ItemPromotion")
_register("item_price_markdown", "ItemPriceMarkdownPromotion")


@MARKETING.get("/promotion", "getPromotions")
def get_all(call: Call) -> Answer:
    marketplace, limit, offset = call.one("marketplace_id"), whole(call, "limit", MOST), whole(call, "offset", 0)
    if marketplace not in CURRENCIES:
        raise Refused(38240, "The marketplace ID is not valid.")
    if limit is None or offset is None or not 1 <= limit <= MOST:
        raise Refused(38211, "The limit is not valid.")
    rows = [
        _short(call, body)
        for body in call.seller.promotions.values()
        if body["marketplaceId"] == marketplace
        and call.one("promotion_status") in ("", body["promotionStatus"])
        and call.one("promotion_type") in ("", body["promotionType"])
    ]
    return Answer(200, by_records(call, "promotions", rows, limit=limit, offset=offset))


def _short(call: Call, body: Body) -> Body:
    path = "item_price_markdown" if body["promotionType"] == MARKDOWN else "item_promotion"
    shown = ("name", "marketplaceId", "startDate", "endDate", "promotionId", "promotionType", "promotionStatus")
    return {name: body[name] for name in shown} | {
        "couponCode": (body.get("couponConfiguration") or {}).get("couponCode", ""),
        "description": body.get("description", ""),
        "promotionImageUrl": body.get("promotionImageUrl", ""),
        "promotionHref": call.href(f"/sell/marketing/v1/{path}/{body['promotionId']}"),
    }


def _move(before: set[str], after: str, number: int, text: str) -> Callable[[Call], Answer]:
    def move(call: Call) -> Answer:
        body = _of(call)
        if body["promotionStatus"] not in before:
            raise Refused(number, text)
        body["promotionStatus"] = after
        return Answer(204)

    return move


_PATH = "/promotion/{promotion_id}"
MARKETING.post(f"{_PATH}/pause", "pausePromotion", bodied=False)(
    _move({"RUNNING", "SCHEDULED"}, "PAUSED", 38214, "A promotion can only be paused if it is scheduled or running.")
)
MARKETING.post(f"{_PATH}/resume", "resumePromotion", bodied=False)(
    _move({"PAUSED"}, "RUNNING", 38209, "You cannot resume a promotion that is not paused or has already ended.")
)
