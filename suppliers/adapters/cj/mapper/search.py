"""The search index (`listV2`) and the older list."""

from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.values import CURRENCY, Obj, money_range, obj, required, rows, rows_or_none, text, whole
from suppliers.interface import ProductSummary, SearchPage, SearchQuery

LARGEST_PAGE = 100
LARGEST_LIST_PAGE = 200
MOST_FOUND = 6000  # the index counts no further
# The numbers of `orderBy` are named in the manual, their meaning is not settled: see NOTES.md.
_ORDER_BY = {"price": ("2", "asc"), "-price": ("2", "desc"), "sold": ("1", "desc"), "newest": ("3", "desc")}


def search_params(query: SearchQuery) -> dict[str, object]:
    """For `listV2`. Names that CJ does not know are ignored in silence and give the whole catalogue: these are its own.

    `countryCode` is left out: it is the country in which goods lie (its users' code, 2026), ours is where they go.
    """
    order_by, sort = _ORDER_BY.get(query.sort, ("", ""))
    given: dict[str, object] = {
        "keyWord": query.text.strip(),
        "page": query.page,
        "size": min(query.size, LARGEST_PAGE),
        "categoryId": query.category_id,
        "startSellPrice": _figure(query.price_from),
        "endSellPrice": _figure(query.price_to),
        "orderBy": order_by,
        "sort": sort,
        "features": "enable_category",
    }
    return {name: value for name, value in given.items() if value != ""}


def list_params(query: SearchQuery) -> dict[str, object]:
    """For `list`, where the words go into `productNameEn`; `keyword` would be ignored."""
    given: dict[str, object] = {
        "productNameEn": query.text.strip(),
        "pageNum": query.page,
        "pageSize": min(query.size, LARGEST_LIST_PAGE),
        "categoryId": query.category_id,
        "minPrice": _figure(query.price_from),
        "maxPrice": _figure(query.price_to),
    }
    return {name: value for name, value in given.items() if value != ""}


def _figure(amount: Decimal | None) -> str:
    """Without an exponent."""
    return "" if amount is None else f"{amount:f}"


def search_page(data: Any, query: SearchQuery) -> SearchPage:
    """`listV2`: the products stand in `content[].productList[]`."""
    found = obj(data)
    content = rows_or_none(found.get("content"), "content")
    items = [_found(row) for part in content for row in rows_or_none(part.get("productList"), "productList")]
    total, pages = whole(found.get("totalRecords")), whole(found.get("totalPages"))
    has_more = query.page < pages if pages is not None else len(items) >= min(query.size, LARGEST_PAGE)
    return SearchPage(tuple(items), query.page, has_more, total, total is not None and total >= MOST_FOUND)


def list_page(data: Any, query: SearchQuery) -> SearchPage:
    found = obj(data)
    items = [_listed(row) for row in rows(found.get("list"), "list")]
    total, size = whole(found.get("total")), whole(found.get("pageSize")) or query.size
    has_more = query.page * size < total if total is not None else len(items) >= size
    return SearchPage(tuple(items), query.page, has_more, total)


def _found(row: Obj) -> ProductSummary:
    currency = text(row.get("currency")) or CURRENCY
    levels = (text(row.get(name)) for name in ("oneCategoryName", "twoCategoryName", "threeCategoryName"))
    return ProductSummary(
        product_id=required(row, "id"),
        title=text(row.get("nameEn")),
        price=money_range(row.get("sellPrice"), currency),
        image_url=text(row.get("bigImage")),
        sku=text(row.get("sku")) or text(row.get("spu")),
        category_id=text(row.get("categoryId")),
        category_name=" / ".join(name for name in levels if name),
        sold=text(row.get("listedNum")),
    )


def _listed(row: Obj) -> ProductSummary:
    return ProductSummary(
        product_id=required(row, "pid"),
        title=text(row.get("productNameEn")),
        price=money_range(row.get("sellPrice")),
        image_url=text(row.get("productImage")),
        sku=text(row.get("productSku")),
        category_id=text(row.get("categoryId")),
        category_name=text(row.get("categoryName")),
        sold=text(row.get("listedNum")),
    )
