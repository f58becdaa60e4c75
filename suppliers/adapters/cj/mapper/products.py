"""A product with its variants, categories and reviews."""

from collections.abc import Sequence
from typing import Any

from suppliers.adapters.cj.mapper.options import Values, option_names, options, plain_values
from suppliers.adapters.cj.mapper.stock import levels
from suppliers.adapters.cj.values import (
    Obj,
    number,
    obj,
    price,
    required,
    rows,
    rows_or_none,
    text,
    whole,
    words,
)
from suppliers.interface import ItemState, Review, ReviewPage, SupplierCategory, SupplierItem, Variant, VariantStock

_ON_SALE, _OFF_SALE = "3", "2"
_VARIANT_OFF = "0"


def product(data: Any) -> SupplierItem:
    """`product/query`. The description is CJ's HTML as it came."""
    found = obj(data)
    names = option_names(found.get("productKeyEn"))
    images = words(found.get("productImageSet")) or words(found.get("productImage"))
    return SupplierItem(
        product_id=required(found, "pid"),
        title=text(found.get("productNameEn")) or " ".join(words(found.get("productName"))),
        variants=tuple(_variants(rows_or_none(found.get("variants"), "variants"), names)),
        description_html=found["description"] if isinstance(found.get("description"), str) else "",
        sku=text(found.get("productSku")),
        images=tuple(dict.fromkeys((*images, *words(found.get("bigImage"))))),
        category_id=text(found.get("categoryId")),
        category_name=text(found.get("categoryName")),
        brand=text(found.get("supplierName")),
        option_names=names,
        state=state_of(found.get("status")),
        attributes=_attributes(found),
    )


def variants(data: Any, names: tuple[str, ...] = ()) -> list[Variant]:
    """`variant/query`, which does not say what the options are called."""
    return _variants(rows(data), names)


def _variants(found: Sequence[Obj], names: Values) -> list[Variant]:
    siblings = plain_values((row.get("variantKey") for row in found), names)
    return [variant(row, names, siblings) for row in found]


def variant(data: Any, names: Values = (), siblings: Sequence[Values] = ()) -> Variant:
    """One variant, with its stock where the answer holds it (`features=enable_inventory`).

    `siblings` are the values of the product's other variants (see `options`).
    """
    found = obj(data, "variant")
    vid = required(found, "vid")
    sizes = [number(found.get(name)) for name in ("variantLength", "variantWidth", "variantHeight")]
    length, width, height = sizes
    has_stock = isinstance(found.get("inventories"), list)
    return Variant(
        variant_id=vid,
        title=text(found.get("variantNameEn")) or text(found.get("variantName")),
        cost=price(found.get("variantSellPrice")),
        sku=text(found.get("variantSku")),
        options=options(found.get("variantKey"), names, siblings),
        image_url=text(found.get("variantImage")),
        weight_g=number(found.get("variantWeight")),
        size_mm=(length, width, height) if length is not None and width is not None and height is not None else None,
        stock=VariantStock(vid, levels(found["inventories"], {})) if has_stock else None,
        state=ItemState.OFF_SALE if text(found.get("variantStatus")) == _VARIANT_OFF else ItemState.ON_SALE,
    )


def state_of(status: Any) -> ItemState:
    """ "3" is on sale and "2" is off; nothing else is documented."""
    return {_ON_SALE: ItemState.ON_SALE, _OFF_SALE: ItemState.OFF_SALE}.get(text(status), ItemState.UNKNOWN)


def _attributes(found: Obj) -> tuple[tuple[str, str], ...]:
    given = (
        ("Material", ", ".join(words(found.get("materialNameEn")))),
        ("Packing", ", ".join(words(found.get("packingNameEn")))),
        ("Customs code", text(found.get("entryCode"))),
    )
    return tuple((name, value) for name, value in given if value)


def categories(data: Any) -> list[SupplierCategory]:
    """All three levels, parents first. Only the third has an id in this route."""
    found: list[SupplierCategory] = []
    for first in rows(data):
        top = required(first, "categoryFirstName")
        found.append(SupplierCategory("", top, (top,)))
        for second in rows_or_none(first.get("categoryFirstList"), "categoryFirstList"):
            middle = required(second, "categorySecondName")
            found.append(SupplierCategory("", middle, (top, middle)))
            for third in rows_or_none(second.get("categorySecondList"), "categorySecondList"):
                name = required(third, "categoryName")
                found.append(SupplierCategory(required(third, "categoryId"), name, (top, middle, name)))
    return found


def reviews(data: Any, page: int) -> ReviewPage:
    found = obj(data)
    return ReviewPage(
        tuple(_review(row) for row in rows_or_none(found.get("list"), "list")),
        page=whole(found.get("pageNum")) or page,
        total=whole(found.get("total")),
    )


def _review(row: Obj) -> Review:
    return Review(
        review_id=required(row, "commentId"),
        text=text(row.get("comment")),
        score=whole(row.get("score")),
        author=text(row.get("commentUser")),
        country=text(row.get("countryCode")),
        written_on=text(row.get("commentDate"))[:10],
        images=words(row.get("commentUrls")),
    )
