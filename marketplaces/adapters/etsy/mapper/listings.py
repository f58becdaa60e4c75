"""Drafts -> Etsy's forms; listings and inventories -> readings."""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence

from marketplaces.adapters.etsy.mapper.inventory import Inventory, Product
from marketplaces.adapters.etsy.mapper.words import tags_of
from marketplaces.adapters.etsy.values import Obj, ident, needed_ident, text, texts, written
from marketplaces.interface import (
    ListingDraft,
    ListingReading,
    PublishedVariant,
    VariantReading,
)

FormValue = str | int | bool | tuple[str, ...] | tuple[int, ...] | None
ACTIVE, INACTIVE, DRAFT = "active", "inactive", "draft"
RENEWED_FOR_A_FEE = frozenset({"expired", "sold_out"})
_BREAKS = re.compile(r"<(?:br|/p|/div|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
_ITEMS = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_IDS = ("shipping_profile_id", "return_policy_id", "shop_section_id")


def plain_text(given: str) -> str:
    """Etsy's descriptions know no HTML."""
    marked = _ITEMS.sub("\n- ", _BREAKS.sub("\n", given))
    lines = (" ".join(line.split()) for line in html.unescape(_TAGS.sub("", marked)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def title_of(draft: ListingDraft) -> str:
    """Composed, so that an accent is one letter: Etsy counts and checks letters."""
    return unicodedata.normalize("NFC", " ".join(draft.title.split()))


def description_of(draft: ListingDraft) -> str:
    return unicodedata.normalize("NFC", plain_text(draft.description_html)) or title_of(draft)


def change_form(draft: ListingDraft) -> dict[str, FormValue]:
    """The fields that can be written at any time. Who made it, when, and whether it is a supply go together: one alone
    is answered with misleading errors. Listings are renewed for a fee each four months only where somebody chose so."""
    settings = draft.settings
    values: dict[str, FormValue] = {
        "title": title_of(draft),
        "description": description_of(draft),
        "taxonomy_id": draft.category_id,
        "who_made": settings.get("who_made", ""),
        "when_made": settings.get("when_made", ""),
        "is_supply": is_true(settings.get("is_supply", "")),
        "should_auto_renew": is_true(settings.get("should_auto_renew", "")),
        "tags": tags_of(draft.tags),
        "materials": _list(settings, "materials"),
        "production_partner_ids": _list(settings, "production_partner_ids"),
    }
    values |= {name: settings[name] for name in _IDS if settings.get(name)}
    if weight := _weight(draft):
        values |= {"item_weight": weight, "item_weight_unit": "g"}
    return values


def draft_form(draft: ListingDraft) -> dict[str, FormValue]:
    """With the price and quantity that a new listing must have; its real ones follow by the inventory."""
    prices = [variant.price for variant in draft.variants]
    units = sum(max(variant.quantity or 0, 0) for variant in draft.variants)
    return change_form(draft) | {
        "price": written(min(prices, key=lambda price: price.amount)),
        "quantity": min(max(units, 1), 999),
        "readiness_state_id": draft.settings.get("readiness_state_id") or None,
        "type": "physical",
    }


def is_true(given: str) -> bool:
    return given.strip().lower() in {"true", "1", "yes"}


def published_variants(draft: ListingDraft, listing_id: str, inventory: Inventory) -> tuple[PublishedVariant, ...]:
    """By SKU, else by what they are; Etsy gives products new numbers when their values change. A variant's inventory is
    its listing's, so that is its number."""
    found = []
    for place, variant in enumerate(draft.variants):
        product = _product_of(variant.sku, place, inventory.products)
        if product is not None:
            found.append(PublishedVariant(variant.key, product.product_id, listing_id, product.sku))
    return tuple(found)


def _product_of(sku: str, place: int, products: Sequence[Product]) -> Product | None:
    same = [product for product in products if product.sku == sku]
    if len(same) == 1:
        return same[0]
    return products[place] if place < len(products) else None


def listing_reading(node: Obj, inventory: Inventory) -> ListingReading:
    """`status` is Etsy's own word. What is asleep for want of stock (see `mapper.inventory`) sells nothing: its figures
    are 0, whatever the one unit is that Etsy makes us keep."""
    state = text(node.get("state"))
    sells = not is_asleep(state, inventory) and state != "sold_out"
    listing_id = needed_ident(node, "listing_id")
    return ListingReading(
        remote_id=listing_id,
        handle="",
        title=text(node.get("title")),
        status=state,
        variants=tuple(
            VariantReading(each.product_id, listing_id, each.sku, each.price, each.for_sale if sells else 0)
            for each in inventory.products
        ),
        url=text(node.get("url")),
        is_visible=state == ACTIVE,
    )


def is_asleep(state: str, inventory: Inventory) -> bool:
    return state == INACTIVE and inventory.units <= 1


def differences(draft: ListingDraft, node: Obj) -> list[str]:
    """Fields that Etsy answered 200 for and did not take. Materials are left out: Etsy mixes them with attributes."""
    wanted = change_form(draft)
    found = []
    if text(node.get("title")) != wanted["title"]:
        found.append("title")
    if sorted(word.lower() for word in texts(node.get("tags"))) != sorted(word.lower() for word in tags_of(draft.tags)):
        found.append("tags")
    ids = ("taxonomy_id", *_IDS)
    return found + [name for name in ids if wanted.get(name) and ident(node.get(name)) != str(wanted[name])]


def _list(settings: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word for each in settings.get(name, "").split(",") if (word := each.strip()))


def _weight(draft: ListingDraft) -> str:
    """Of the heaviest form; a weight of 0 is answered with 500, and the listing is made all the same."""
    weights = [variant.weight_g for variant in draft.variants if variant.weight_g and variant.weight_g > 0]
    return f"{max(weights):f}" if weights else ""
