"""The fast reading: a faultless product in the required vocabulary, decoded straight into a struct.

Whatever is not plain (another vocabulary, a value to be repaired or remarked on) gives None and goes the slow way.
"""

import re
from decimal import Decimal
from typing import Literal

import msgspec

from inventory.source.interface import SourceProduct
from inventory.source.mapper.images import PLAIN_URL
from inventory.source.mapper.limits import (
    LONGEST_BLOCK,
    LONGEST_BRAND,
    LONGEST_SKU,
    LONGEST_STAMP,
    LONGEST_TITLE,
    LONGEST_URL,
    MOST_IMAGES,
)
from inventory.source.mapper.text import clean_block, is_clean

# The type of a key that only the slow reading understands: no value fits, so its presence ends the fast reading.
Unusual = Literal["(read this item the slow way)"]
ABSENT: Unusual = "(read this item the slow way)"
NULL = msgspec.Raw(b"null")


class _PlainProduct(msgspec.Struct, gc=False, kw_only=True):
    # In the order in which items mostly have them: the decoder then finds each key at the first try.
    id: int
    name: str
    description: str | None = None
    sku: str | None = None
    price: msgspec.Raw
    currency: str | None = None
    stock: msgspec.Raw = NULL
    category_id: int | None = None
    brand: str | None = None
    images: list[str] | None = None
    is_active: bool = True
    site_configuration: int | None = None
    site_id: int | None = None
    updated_at: str | None = None
    quantity: Unusual = ABSENT
    available_quantity: Unusual = ABSENT
    sold_by_weight: Unusual = ABSENT
    by_weight: Unusual = ABSENT
    sale_unit_type: Unusual = ABSENT
    unit_type: Unusual = ABSENT
    selling_unit: Unusual = ABSENT
    cug: Unusual = ABSENT
    code: Unusual = ABSENT
    generated_ean: Unusual = ABSENT
    primary_barcode: Unusual = ABSENT
    barcodes: Unusual = ABSENT
    category: Unusual = ABSENT
    category_name: Unusual = ABSENT
    brand_name: Unusual = ABSENT
    manufacturer: Unusual = ABSENT
    image_urls: Unusual = ABSENT
    gallery: Unusual = ABSENT
    image_url: Unusual = ABSENT
    image: Unusual = ABSENT
    main_image: Unusual = ABSENT
    photo: Unusual = ABSENT
    is_available_b2c: Unusual = ABSENT
    is_available: Unusual = ABSENT
    available: Unusual = ABSENT
    site: Unusual = ABSENT


_decoder = msgspec.json.Decoder(_PlainProduct)
_PRICE = re.compile(rb'(?P<quote>"?)(?P<figure>[0-9]{1,10}(?:\.[0-9]{1,4})?)(?P=quote)')
_STOCK = re.compile(rb'(?P<quote>"?)(?P<figure>[0-9]{1,9})(?:\.0{1,3})?(?P=quote)')
_URLS = re.compile(rf"{PLAIN_URL.pattern}(?:\n{PLAIN_URL.pattern})*")
_CURRENCY = re.compile("[A-Z]{3}")
ZERO = Decimal(0)


def read_plain_product(raw: bytes | msgspec.Raw, currency: str) -> SourceProduct | None:
    """The product, or None when the item is not plain."""
    try:
        item = _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    title, sku, brand, stamp = item.name, item.sku or "", item.brand or "", item.updated_at or ""
    description, images, code = item.description or "", item.images or [], item.currency or currency
    site = item.site_id if item.site_configuration is None else item.site_configuration
    price, stock = _PRICE.fullmatch(item.price), _STOCK.fullmatch(item.stock)
    if (
        price is None
        or (stock is None and bytes(item.stock) != b"null")
        or not is_clean(f"{title}{sku}{brand}{stamp}")
        or not (title := title.strip())
        or len(sku := sku.strip()) > LONGEST_SKU
        or len(title) > LONGEST_TITLE
        or (brand and len(brand := brand.strip()) > LONGEST_BRAND)
        or len(stamp := stamp.strip()) > LONGEST_STAMP
        or len(description) > LONGEST_BLOCK
        or not _are_plain(images)
        or (item.currency is not None and (not _CURRENCY.fullmatch(code) or code == "CFA"))
    ):
        return None
    return SourceProduct(
        str(item.id),
        title,
        clean_block(description),
        sku,
        Decimal(price["figure"].decode()) or ZERO,
        code,
        None if stock is None else Decimal(stock["figure"].decode()),
        "",
        brand,
        "" if item.category_id is None else str(item.category_id),
        "",
        images,
        item.is_active,
        "" if site is None else str(site),
        stamp,
    )


def _are_plain(urls: list[str]) -> bool:
    """Nothing in the list to be repaired, refused or left out."""
    if not urls:
        return True
    count, together = len(urls), "\n".join(urls)
    if count > MOST_IMAGES or (len(together) > LONGEST_URL and max(map(len, urls)) > LONGEST_URL):
        return False
    if len(set(urls)) != count or together.count("\n") != count - 1:
        return False
    return _URLS.fullmatch(together) is not None
