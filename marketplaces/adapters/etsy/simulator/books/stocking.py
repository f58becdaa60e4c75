"""A shop made ready without the API, and listings as a seller would have made them by hand."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from marketplaces.adapters.etsy.simulator.books.listings import (
    LIFE_SECONDS,
    Image,
    Listing,
    Offering,
    Product,
    PropertyValue,
)
from marketplaces.adapters.etsy.simulator.books.shipping import (
    Carriage,
    Destination,
    Readiness,
    ReturnPolicy,
    ShippingProfile,
)
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.books.taxonomy import CUSTOM, CUSTOM_NAMES

MUGS = 1065
PLAIN_FACTS: dict[str, Any] = {
    "description": "Made by hand.",
    "taxonomy_id": MUGS,
    "who_made": "i_did",
    "when_made": "made_to_order",
    "is_supply": False,
    "listing_type": "physical",
    "tags": [],
    "materials": [],
    "styles": [],
    "shop_section_id": None,
    "production_partner_ids": [],
    "is_taxable": True,
    "is_customizable": False,
    "should_auto_renew": False,
    "featured_rank": -1,
}


def set_up(shop: Shop) -> dict[str, int]:
    """A shipping profile for everywhere, a processing profile and a return policy; their ids by the API's names."""
    books = shop.books
    cost = Decimal("4.50"), Decimal("1.00")
    to = [
        Destination(shop.take("destination"), country, region, *cost, Carriage(None, None, 3, 10))
        for country, region in ((shop.country, "none"), ("", "eu"), ("", "non_eu"))
    ]
    profile = ShippingProfile(shop.take("shipping_profile"), "Standard", shop.country, "E1 6AN", to)
    books.shipping_profiles[profile.profile_id] = profile
    readiness = Readiness(shop.take("readiness_state"), "ready_to_ship", 1, 3)
    books.readiness[readiness.readiness_id] = readiness
    policy = ReturnPolicy(shop.take("return_policy"), returns=True, exchanges=False, deadline=30)
    books.policies[policy.policy_id] = policy
    return {
        "shipping_profile_id": profile.profile_id,
        "readiness_state_id": readiness.readiness_id,
        "return_policy_id": policy.policy_id,
    }


def stock_listing(shop: Shop, wanted: Mapping[str, Any]) -> Listing:
    """{title, sku, price, quantity, state, options: [names], variants: [{sku, price, quantity, values}], …facts}.

    The first profiles and policies of the shop are taken where none are named; a listing that is active has a picture.
    """
    given = dict(wanted)
    options, variants = given.pop("options", []), given.pop("variants", None)
    one = {name: given.pop(name) for name in ("sku", "price", "quantity") if name in given}
    state, names = given.pop("state", "active"), _first_ids(shop) | given
    readiness = names.pop("readiness_state_id", None)
    products = [_product(shop, row, options, readiness) for row in variants or [one]]
    now = shop.now()
    made = Listing(shop.take("listing"), now, now, PLAIN_FACTS | names, products, state, now, now + LIFE_SECONDS)
    made.published = None if state == "draft" else now
    ids = [value.property_id for value in products[0].property_values]
    if ids:
        made.price_on, made.quantity_on, made.sku_on = list(ids), list(ids), list(ids)
    picture = Image(shop.take("image"), made.listing_id, now, "picture.png", 1000)
    shop.books.images[picture.image_id] = picture
    made.images = [picture]
    shop.books.listings[made.listing_id] = made
    return made


def _first_ids(shop: Shop) -> dict[str, int | None]:
    books = shop.books
    return {
        "shipping_profile_id": next(iter(books.shipping_profiles), None),
        "readiness_state_id": next(iter(books.readiness), None),
        "return_policy_id": next(iter(books.policies), None),
    }


def _product(shop: Shop, row: Mapping[str, Any], options: Iterable[str], readiness: int | None) -> Product:
    pairs = zip(CUSTOM, options, row.get("values", []), strict=False)
    values = [
        PropertyValue(number, name or CUSTOM_NAMES[number], [value], [shop.value_id(number, value)])
        for number, name, value in pairs
    ]
    price, quantity = Decimal(str(row.get("price", "10.00"))), int(row.get("quantity", 5))
    offering = Offering(shop.take("offering"), price, quantity, readiness_state_id=readiness)
    return Product(shop.take("product"), offering, str(row.get("sku", "")), values)
