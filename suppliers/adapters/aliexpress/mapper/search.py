"""`aliexpress.ds.text.search`, there and back. Its names are camelCase, unlike those of its neighbours."""

from core.money import MoneyRange
from suppliers.adapters.aliexpress.envelope import Body
from suppliers.adapters.aliexpress.mapper.languages import locale_of
from suppliers.adapters.aliexpress.reading import Json, Unreadable, absolute, money, objects, text, whole
from suppliers.interface import ProductSummary, SearchPage, SearchQuery

SORTS = {"": "", "price": "min_price,asc", "-price": "min_price,desc", "sold": "orders,desc"}


def search_params(query: SearchQuery, country: str, currency: str) -> dict[str, str]:
    """What is sent, empty values included: the client leaves them out. An unknown order is a KeyError."""
    return {
        "keyWord": query.text,
        "local": locale_of(query.language),  # their spelling
        "countryCode": country,
        "currency": currency,
        "categoryId": query.category_id,
        "sortBy": SORTS[query.sort],
        "pageSize": str(query.size),
        "pageIndex": str(query.page),
    }


def read_search(body: Body, query: SearchQuery, currency: str) -> SearchPage:
    """One page. The price limits of `query` are kept here, since the call has none; the total is then not known."""
    data = body.content.get("data")
    if not isinstance(data, dict):
        raise Unreadable("a search without data")
    found = [_summary(item, currency) for item in objects(data.get("products"), "itemId")]
    total, size = whole(data.get("totalCount")), whole(data.get("pageSize")) or query.size
    has_more = bool(found) and (query.page * size < total if total is not None else len(found) >= size)
    items = tuple(item for item in found if _is_within(item, query))
    is_limited = query.price_from is not None or query.price_to is not None
    return SearchPage(items, query.page, has_more, None if is_limited else total)


def _summary(item: Json, currency: str) -> ProductSummary:
    product_id = text(item.get("itemId"))
    if not product_id:
        raise Unreadable("a search line without an id")
    return ProductSummary(
        product_id=product_id,
        title=text(item.get("title")),
        price=_price(item, currency),
        image_url=absolute(item.get("itemMainPic")),
        page_url=absolute(item.get("itemUrl")),
        category_id=text(item.get("cateId")).rsplit(",", 1)[-1],  # the path from the root, its own one last
        sold=text(item.get("orders")),
    )


def _price(item: Json, currency: str) -> MoneyRange | None:
    """`targetSalePrice`, in the currency that was asked for: `salePrice` beside it is in CNY, seven times as much."""
    names = ("targetSalePriceCurrency", "targetOriginalPriceCurrency")
    said = next((found for name in names if (found := text(item.get(name)))), currency)
    price = money(item.get("targetSalePrice"), said)
    return MoneyRange(price, price) if price else None


def _is_within(item: ProductSummary, query: SearchQuery) -> bool:
    if item.price is None:
        return query.price_from is None and query.price_to is None
    amount = item.price.low.amount
    too_low = query.price_from is not None and amount < query.price_from
    return not too_low and (query.price_to is None or amount <= query.price_to)
