"""Marketing API, discounts: order and volume discounts and coupons, and sales with struck-out prices."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay import paging
from marketplaces.adapters.ebay.client import EbayClient, Family
from marketplaces.adapters.ebay.client.answers import nothing
from marketplaces.adapters.ebay.families.marketing import new_id
from marketplaces.adapters.ebay.values import Obj, path_of

A_PAGE = 200
Body = Mapping[str, Any]


def promotions(client: EbayClient, status: str = "") -> list[Obj]:
    """Of the account's site, in short: without the items and the discount itself."""
    query: dict[str, Any] = {"marketplace_id": client.identity.site.code, "limit": A_PAGE}
    if status:
        query["promotion_status"] = status
    return paging.all_rows(client, Family.MARKETING, "promotion", "promotions", operation="getPromotions", query=query)


def promotion(client: EbayClient, number: str, *, is_sale: bool) -> Obj:
    """The whole of it; a sale's answer names neither its id nor its kind. Raises NotFound."""
    path, word = _place(is_sale=is_sale)
    return client.get(Family.MARKETING, path_of(path, number), lambda given: given.body, operation=f"get{word}")


def create_promotion(client: EbayClient, body: Body, *, is_sale: bool) -> str:
    """The new one's id. Sent once: look by name and time before it is asked for again."""
    path, word = _place(is_sale=is_sale)
    return client.send(
        "POST", Family.MARKETING, path, new_id, operation=f"create{word}", repeatable=False, body=dict(body)
    )


def act_on_promotion(client: EbayClient, number: str, word: str) -> None:
    """`word`: pause or resume."""
    path = path_of("promotion", number, word)
    client.send("POST", Family.MARKETING, path, nothing, operation=f"{word}Promotion")


def _place(*, is_sale: bool) -> tuple[str, str]:
    return ("item_price_markdown", "ItemPriceMarkdownPromotion") if is_sale else ("item_promotion", "ItemPromotion")
