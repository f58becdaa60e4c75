"""The fields of a listing that can be written, and the checks that both creating and changing share."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts.words import wrong_words
from marketplaces.adapters.etsy.simulator.books.listings import Image
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.books.taxonomy import NODES
from marketplaces.adapters.etsy.simulator.calls import bad, wrong_fields
from marketplaces.adapters.etsy.simulator.fields import Fields, choice, flag, number, text, texts, whole, wholes

MOST_IMAGES = 20
WHO = ("i_did", "someone_else", "collective")
WHEN = [
    "made_to_order",
    "2020_2026",
    "2010_2019",
    "2007_2009",
    "before_2007",
    "2000_2006",
    "1990s",
    "1980s",
    "1970s",
    "1960s",
    "1950s",
    "1940s",
    "1930s",
    "1920s",
    "1910s",
    "1900s",
    "1800s",
    "1700s",
    "before_1700",
]
TRIO = ("who_made", "when_made", "is_supply")
# Weights and measures of 0 are refused: they are above it, or left out.
COMMON: Fields = {
    "materials": texts(),
    "tags": texts(),
    "styles": texts(),
    "shipping_profile_id": whole(1, clears=True),
    "return_policy_id": whole(1, clears=True),
    "shop_section_id": whole(0, clears=True),
    "item_weight": number("0", above=True),
    "item_length": number("0", above=True),
    "item_width": number("0", above=True),
    "item_height": number("0", above=True),
    "item_weight_unit": choice("", "oz", "lb", "g", "kg"),
    "item_dimensions_unit": choice("", "in", "ft", "mm", "cm", "m", "yd", "inches"),
    "production_partner_ids": wholes(),
    "image_ids": wholes(1, MOST_IMAGES),
    "is_supply": flag(),
    "is_taxable": flag(),
    "should_auto_renew": flag(),
    "type": choice("physical", "download", "both"),
}
NEW: Fields = {
    **COMMON,
    "quantity": whole(1, 999, required=True),
    "title": text(required=True),
    "description": text(required=True),
    "price": number("0", required=True),
    "who_made": choice(*WHO, required=True),
    "when_made": choice(*WHEN, required=True),
    "taxonomy_id": whole(1, required=True),
    "processing_min": whole(0),
    "processing_max": whole(0),
    "readiness_state_id": whole(1),
    "is_customizable": flag(),
}
# Neither price nor quantity nor sku: these are passed over without a word.
CHANGE: Fields = {
    **{name: field for name, field in COMMON.items() if name != "styles"},
    "title": text(),
    "description": text(),
    "who_made": choice(*WHO),
    "when_made": choice(*WHEN),
    "taxonomy_id": whole(1),
    "featured_rank": whole(),
    "state": choice("active", "inactive"),
}
PLAIN: dict[str, Any] = {
    "styles": [],
    "tags": [],
    "materials": [],
    "shipping_profile_id": None,
    "return_policy_id": None,
    "shop_section_id": None,
    "production_partner_ids": [],
    "is_supply": None,
    "is_taxable": True,
    "is_customizable": False,
    "should_auto_renew": False,
    "listing_type": "physical",
    "featured_rank": -1,
}


def facts_of(shop: Shop, body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a body as they are kept. Raises Refused: an array of rows for texts, an error for references."""
    if rows := wrong_words(body):
        raise wrong_fields(*rows)
    given = [name for name in TRIO if name in body]
    if given and len(given) < len(TRIO):
        raise bad("who_made, when_made and is_supply must be provided together")
    _check_references(shop, body)
    not_kept = ("type", "image_ids", "state", "quantity", "price", "readiness_state_id")
    facts = {name: value for name, value in body.items() if name not in not_kept}
    if "type" in body:
        facts["listing_type"] = body["type"]
    for unit in ("item_weight_unit", "item_dimensions_unit"):
        if facts.get(unit) == "":
            facts[unit] = None
    if facts.get("shop_section_id") == 0:
        facts["shop_section_id"] = None
    if shop.rules.merged_materials and facts.get("materials"):
        facts["materials"] = sorted({*facts["materials"], "Mixed materials"})
    return facts


def _check_references(shop: Shop, body: dict[str, Any]) -> None:
    books = shop.books
    for name, known in (
        ("shipping_profile_id", books.shipping_profiles),
        ("return_policy_id", books.policies),
        ("readiness_state_id", books.readiness),
        ("shop_section_id", books.sections),
        ("taxonomy_id", NODES),
    ):
        if body.get(name) and body[name] not in known:
            raise bad(f"Invalid {name}: {body[name]}")
    for number_ in body.get("production_partner_ids", []):
        if number_ not in books.partners:
            raise bad(f"Invalid production_partner_ids: {number_}")


def images_named(shop: Shop, numbers: list[int]) -> list[Image]:
    """Pictures that were uploaded before, in this order."""
    if len(set(numbers)) < len(numbers):
        raise bad("image_ids contains duplicates")
    for number_ in numbers:
        if number_ not in shop.books.images:
            raise bad(f"Image id {number_} is invalid")
    return [shop.books.images[number_] for number_ in numbers]
