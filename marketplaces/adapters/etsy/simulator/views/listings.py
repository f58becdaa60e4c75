"""Listings, their pictures and what hangs on them."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books import money
from marketplaces.adapters.etsy.simulator.books.listings import Image, Listing
from marketplaces.adapters.etsy.simulator.books.shop import Shop

PICTURES = "https://i.etsystatic.com"
FACTS = [
    "title",
    "description",
    "shop_section_id",
    "featured_rank",
    "is_taxable",
    "is_customizable",
    "listing_type",
    "tags",
    "materials",
    "shipping_profile_id",
    "return_policy_id",
    "processing_min",
    "processing_max",
    "who_made",
    "when_made",
    "is_supply",
    "item_weight",
    "item_weight_unit",
    "item_length",
    "item_width",
    "item_height",
    "item_dimensions_unit",
    "should_auto_renew",
    "taxonomy_id",
]
NUMBERS = ("item_weight", "item_length", "item_width", "item_height")


def listing_view(shop: Shop, listing: Listing) -> dict[str, Any]:
    facts = {name: listing.facts.get(name) for name in FACTS}
    for name in NUMBERS:
        facts[name] = float(facts[name] or 0) or None
    readiness = {product.offering.readiness_state_id for product in listing.products}
    return facts | {
        "listing_id": listing.listing_id,
        "user_id": shop.user_id,
        "shop_id": shop.shop_id,
        "state": listing.state,
        "creation_timestamp": listing.published or listing.created,
        "created_timestamp": listing.published or listing.created,
        "original_creation_timestamp": listing.created,
        "ending_timestamp": listing.ends,
        "last_modified_timestamp": listing.updated,
        "updated_timestamp": listing.updated,
        "state_timestamp": listing.state_since,
        "quantity": listing.quantity,
        "url": f"https://www.etsy.com/listing/{listing.listing_id}",
        "num_favorers": 0,
        "non_taxable": not facts["is_taxable"],
        "is_personalizable": False,
        "is_private": False,
        "style": listing.facts["styles"],
        "file_data": "",
        "has_variations": bool(listing.property_ids),
        "language": "en",
        "price": money.shown(listing.price, shop.currency, shop.rules.divisor),
        "readiness_state_id": readiness.pop() if len(readiness) == 1 else None,
    }


def image_view(listing: Listing, image: Image) -> dict[str, Any]:
    """Without its size and colours as long as these are not found out."""
    is_known = image.reads_left <= 0
    image.reads_left -= not is_known
    colours = {"red": 120, "green": 110, "blue": 90, "hue": 40, "saturation": 25, "brightness": 47}
    address = f"{PICTURES}/{image.image_id}/il"
    return {
        "listing_id": listing.listing_id,
        "listing_image_id": image.image_id,
        "hex_code": "786E5A" if is_known else None,
        **{name: value if is_known else None for name, value in colours.items()},
        "is_black_and_white": False if is_known else None,
        "creation_tsz": image.created,
        "created_timestamp": image.created,
        "rank": listing.images.index(image) + 1,
        "url_75x75": f"{address}_75x75.{image.image_id}.jpg",
        "url_170x135": f"{address}_170x135.{image.image_id}.jpg",
        "url_570xN": f"{address}_570xN.{image.image_id}.jpg",
        "url_fullxfull": f"{address}_fullxfull.{image.image_id}.jpg",
        "full_height": image.height if is_known else None,
        "full_width": image.width if is_known else None,
        "alt_text": image.alt_text,
    }


def translation_view(listing: Listing, language: str) -> dict[str, Any]:
    return {"listing_id": listing.listing_id, "language": language, **listing.translations[language]}
