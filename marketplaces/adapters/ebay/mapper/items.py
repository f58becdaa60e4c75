"""Inventory items: one for each form of a product, written whole each time, since what is left out is erased."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplaces.adapters.ebay.mapper.words import plain
from marketplaces.adapters.ebay.sites import Site
from marketplaces.interface import ListingDraft, VariantDraft

MOST_IMAGES = 24
LONGEST_BRAND = 65
NO_CODE = "Does not apply"  # eBay's own filler for products without a number
CONDITIONS = frozenset(
    {
        "NEW", "LIKE_NEW", "NEW_OTHER", "NEW_WITH_DEFECTS", "MANUFACTURER_REFURBISHED", "CERTIFIED_REFURBISHED",
        "EXCELLENT_REFURBISHED", "VERY_GOOD_REFURBISHED", "GOOD_REFURBISHED", "SELLER_REFURBISHED", "USED_EXCELLENT",
        "USED_VERY_GOOD", "USED_GOOD", "USED_ACCEPTABLE", "FOR_PARTS_OR_NOT_WORKING", "PRE_OWNED_EXCELLENT",
        "PRE_OWNED_FAIR",
    }
)  # fmt: skip
_OUR_CONDITIONS = {"": "NEW", "USED": "USED_EXCELLENT", "REFURBISHED": "SELLER_REFURBISHED"}
_UPC, _EANS = 12, (8, 13)


def item_body(draft: ListingDraft, variant: VariantDraft, site: Site, quantity: int) -> dict[str, Any]:
    """For createOrReplaceInventoryItem. `quantity` is the figure that is to stand there, which may be another than the
    draft's: sales there are not to be undone."""
    body: dict[str, Any] = {
        "availability": {"shipToLocationAvailability": {"quantity": quantity}},
        "condition": condition(draft.condition),
        "product": _product(draft, variant, site),
    }
    if variant.weight_g is not None and variant.weight_g > 0:
        body["packageWeightAndSize"] = {"weight": {"value": _number(variant.weight_g), "unit": "GRAM"}}
    return body


def item_row(draft: ListingDraft, variant: VariantDraft, site: Site, quantity: int, locale: str) -> dict[str, Any]:
    """For bulkCreateOrReplaceInventoryItem: there the language stands in the body, with an underscore."""
    return {"sku": variant.sku, "locale": locale, **item_body(draft, variant, site, quantity)}


def condition(ours: str) -> str:
    """eBay's word; ours is one of "new", "used", "refurbished", or eBay's own in any case."""
    word = ours.strip().upper()
    return _OUR_CONDITIONS.get(word, word)


def shared_aspects(draft: ListingDraft, site: Site) -> dict[str, list[str]]:
    """The aspects that all forms have in common."""
    options = set(draft.option_names)
    found = {key: [value for value in values if value] for key, values in draft.attributes if key not in options}
    if draft.vendor.strip():
        found.setdefault(site.brand, [draft.vendor.strip()[:LONGEST_BRAND]])
    return {key: values for key, values in found.items() if values}


def images_of(draft: ListingDraft, variant: VariantDraft) -> list[str]:
    """The form's own picture first; of a product with several forms the others are the listing's."""
    own = [variant.image_url] if variant.image_url else []
    if draft.option_names and own:
        return own
    return list(dict.fromkeys([*own, *draft.images]))[:MOST_IMAGES]


def _product(draft: ListingDraft, variant: VariantDraft, site: Site) -> dict[str, Any]:
    aspects = {**shared_aspects(draft, site), **{name: [value] for name, value in variant.options}}
    product: dict[str, Any] = {
        "title": draft.title.strip(),
        "aspects": aspects,
        "imageUrls": images_of(draft, variant),
        **_identifier(variant.gtin, site),
    }
    if description := plain(draft.description_html):
        product["description"] = description
    if brand := next(iter(aspects.get(site.brand, ())), ""):
        product["brand"] = brand[:LONGEST_BRAND]
    if number := next(iter(aspects.get("MPN", ())), ""):
        product["mpn"] = number[:LONGEST_BRAND]
    return product


def _identifier(gtin: str, site: Site) -> Mapping[str, list[str]]:
    digits = gtin.strip()
    if digits.isascii() and digits.isdigit():
        if len(digits) == _UPC:
            return {"upc": [digits]}
        if len(digits) in _EANS:
            return {"isbn" if digits.startswith(("978", "979")) else "ean": [digits]}
    return {site.product_code: [NO_CODE]}


def _number(value: Decimal) -> int | float:
    """A JSON number: weights are no money."""
    return int(value) if value == value.to_integral_value() else float(value)
