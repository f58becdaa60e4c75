"""A product in any of the service's three vocabularies. The first key of a line that has a value wins."""

from typing import Any

import msgspec

from inventory.source.interface import ItemProblem, SourceProduct
from inventory.source.mapper.categories import read_product_category
from inventory.source.mapper.decoding import Item, decode_item, first_given
from inventory.source.mapper.flags import read_active
from inventory.source.mapper.identity import read_site, required_id
from inventory.source.mapper.images import read_images
from inventory.source.mapper.limits import (
    HOPELESS_TITLE,
    LONGEST_BLOCK,
    LONGEST_BRAND,
    LONGEST_SKU,
    LONGEST_STAMP,
    LONGEST_TITLE,
)
from inventory.source.mapper.money import read_currency, read_price
from inventory.source.mapper.plain import read_plain_product
from inventory.source.mapper.problems import FieldError, Problems
from inventory.source.mapper.stock import read_stock, read_unit
from inventory.source.mapper.text import clean_block, clean_line, cut

TITLE_KEYS = ("name", "title")
SKU_KEYS = ("sku", "cug", "code", "generated_ean", "primary_barcode", "barcodes")
BRAND_KEYS = ("brand", "brand_name", "manufacturer")

Reading = tuple[SourceProduct | None, list[ItemProblem]]


def read_product(raw: bytes | msgspec.Raw, *, currency: str) -> Reading:
    """The product and its problems; None for the product when an error is among them.

    `currency` is the connection's, for items that name none.
    """
    plain = read_plain_product(raw, currency)
    return (plain, []) if plain is not None else read_any_product(raw, currency=currency)


def read_any_product(raw: bytes | msgspec.Raw, *, currency: str) -> Reading:
    """The same for every shape, several times slower."""
    try:
        item = decode_item(raw)
        external_id = required_id(item)
    except FieldError as error:
        return None, [ItemProblem("", "", error.code, error.values)]
    problems = Problems(external_id)
    product = _read(item, problems, currency)
    return (None if problems.has_error else product), problems.found


def _read(item: Item, problems: Problems, currency: str) -> SourceProduct:
    unit = read_unit(item)
    category_id, category_name = read_product_category(item, problems)
    return SourceProduct(
        external_id=problems.external_id,
        title=_title(item, problems),
        description=_description(item, problems),
        sku=_sku(item, problems),
        price=read_price(item, problems),
        currency=read_currency(item.get("currency"), currency, problems),
        stock=read_stock(item, unit, problems),
        unit=unit,
        brand=_brand(item, problems),
        category_external_id=category_id,
        category_name=category_name,
        images=read_images(item, problems),
        is_active=read_active(item, problems),
        site_id=read_site(item),
        updated_at=_stamp(item.get("updated_at")),
    )


def _text(value: Any) -> str | None:
    """A line of text from text or a whole number, None from anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return clean_line(str(value))


def _title(item: Item, problems: Problems) -> str:
    value = first_given(item, TITLE_KEYS)
    title = _text(value)
    if title is None and value is not None:
        problems.error("title", "name_unreadable")
        return ""
    if not title:
        problems.warn("title", "name_missing")
        return ""
    if len(title) > HOPELESS_TITLE:
        problems.error("title", "name_too_long", length=len(title), limit=HOPELESS_TITLE)
    elif len(title) > LONGEST_TITLE:
        problems.warn("title", "name_cut", length=len(title), limit=LONGEST_TITLE)
    return cut(title, LONGEST_TITLE)


def _description(item: Item, problems: Problems) -> str:
    value = item.get("description")
    if value is None:
        return ""
    if not isinstance(value, str):
        problems.warn("description", "description_unreadable")
        return ""
    if len(value) > LONGEST_BLOCK:
        problems.warn("description", "description_cut", length=len(value), limit=LONGEST_BLOCK)
    return clean_block(value)


def _sku(item: Item, problems: Problems) -> str:
    value = first_given(item, SKU_KEYS)
    if isinstance(value, list):
        value = next((b for b in value if isinstance(b, dict) and b.get("is_primary")), value[0] if value else None)
    if isinstance(value, dict):
        value = value.get("ean")
    if value is None:
        return ""
    sku = _text(value)
    if sku is None:
        problems.error("sku", "sku_unreadable")
    elif len(sku) > LONGEST_SKU:
        problems.error("sku", "sku_too_long", length=len(sku), limit=LONGEST_SKU)
    return sku or ""


def _brand(item: Item, problems: Problems) -> str:
    value = first_given(item, BRAND_KEYS)
    if isinstance(value, dict):
        value = value.get("name")
    brand = _text(value) or ""
    if len(brand) > LONGEST_BRAND:
        problems.warn("brand", "brand_cut", length=len(brand), limit=LONGEST_BRAND)
    return cut(brand, LONGEST_BRAND)


def _stamp(value: Any) -> str:
    return cut(_text(value) or "", LONGEST_STAMP)
