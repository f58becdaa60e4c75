"""Listings as they are read: one, by state, in batches, for everybody, by section."""

from collections.abc import Iterable
from typing import Any

from marketplaces.adapters.etsy.simulator.acts.listings import listing_of
from marketplaces.adapters.etsy.simulator.books.listings import STATES, Listing
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.calls import PAGE, Call, operation, page, whole_list
from marketplaces.adapters.etsy.simulator.fields import Fields, choice, text, texts, wholes
from marketplaces.adapters.etsy.simulator.views.inventory import inventory_view
from marketplaces.adapters.etsy.simulator.views.listings import image_view, listing_view, translation_view
from marketplaces.adapters.etsy.simulator.views.shop import profile_view, shop_view

# Documented as effective with a search alone: rows come in an order of their own.
SORT: Fields = {
    "sort_on": choice("created", "price", "updated", "score"),
    "sort_order": choice("asc", "ascending", "desc", "descending", "up", "down"),
}
IDS: Fields = {"listing_ids": wholes(1, 100, required=True)}
INCLUDES: Fields = {"includes": texts()}


def with_associations(shop: Shop, listing: Listing, wanted: Iterable[str]) -> dict[str, Any]:
    """`wanted` are words of `includes`; others than these are passed over, as the API passes over what it removed."""
    shown = listing_view(shop, listing)
    for word in wanted:
        if word == "Images":
            shown["images"] = [image_view(listing, one) for one in listing.images]
        elif word == "Shop":
            shown["shop"] = shop_view(shop)
        elif word == "Translations":
            shown["translations"] = {name: translation_view(listing, name) for name in listing.translations}
        elif word == "Videos":
            shown["videos"] = []
        elif word == "Inventory":
            shown["inventory"] = inventory_view(shop, listing) if listing.has_inventory else None
        elif word == "Shipping":
            profile = shop.books.shipping_profiles.get(listing.facts["shipping_profile_id"] or 0)
            shown["shipping_profile"] = profile_view(shop, profile) if profile else None
    return shown


@operation("getListing", "GET /listings/{listing_id}", query={**INCLUDES, "language": text()})
def get_listing(call: Call) -> dict[str, Any]:
    """Inventory and Shipping are no words of `includes` here since 29 July 2026."""
    wanted = [word for word in call.query.get("includes", []) if word not in ("Inventory", "Shipping")]
    return with_associations(call.shop, listing_of(call), wanted)


@operation(
    "getListingsByShop",
    "GET /shops/{shop_id}/listings",
    "listings_r",
    query={**PAGE, **SORT, **INCLUDES, "state": choice(*STATES)},
)
def get_by_shop(call: Call) -> dict[str, Any]:
    """One state a call, active where none is named."""
    state, wanted = call.query.get("state", "active"), call.query.get("includes", [])
    if not call.shop.rules.batch_associations:
        wanted = [word for word in wanted if word not in ("Inventory", "Shipping")]
    return page(call, _in_state(call.shop, state), lambda one: with_associations(call.shop, one, wanted))


@operation(
    "findAllActiveListingsByShop", "GET /shops/{shop_id}/listings/active", query={**PAGE, **SORT, "keywords": text()}
)
def find_active(call: Call) -> dict[str, Any]:
    """By the search: shops on vacation, or not to be found, have nothing in it."""
    shop, word = call.shop, call.query.get("keywords", "").lower()
    hidden = shop.rules.vacation or not shop.rules.searchable
    rows = [] if hidden else [one for one in _in_state(shop, "active") if word in one.facts["title"].lower()]
    return page(call, rows, lambda one: listing_view(shop, one))


@operation("getFeaturedListingsByShop", "GET /shops/{shop_id}/listings/featured", query=PAGE)
def get_featured(call: Call) -> dict[str, Any]:
    rows = [one for one in _in_state(call.shop, "active") if (one.facts.get("featured_rank") or -1) > 0]
    return page(call, rows, lambda one: listing_view(call.shop, one))


@operation(
    "getListingsByShopSectionId",
    "GET /shops/{shop_id}/shop-sections/listings",
    query={**PAGE, **SORT, "shop_section_ids": wholes(1, required=True)},
)
def get_by_section(call: Call) -> dict[str, Any]:
    wanted = call.query["shop_section_ids"]
    rows = [one for one in _in_state(call.shop, "active") if one.facts["shop_section_id"] in wanted]
    return page(call, rows, lambda one: listing_view(call.shop, one))


@operation("getListingsByListingIds", "GET /listings/batch", query={**IDS, **INCLUDES})
def get_batch(call: Call) -> dict[str, Any]:
    wanted = [word for word in call.query.get("includes", []) if word not in ("Inventory", "Shipping")]
    return whole_list(_named(call), lambda one: with_associations(call.shop, one, wanted))


@operation("getListingsInventoryByListingIds", "GET /listings/batch/inventory", "listings_r", query=IDS)
def get_batch_inventory(call: Call) -> dict[str, Any]:
    return whole_list(_named(call), lambda one: with_associations(call.shop, one, ["Inventory"]))


@operation("getListingsShippingByListingIds", "GET /listings/batch/shipping", "shops_r", query=IDS)
def get_batch_shipping(call: Call) -> dict[str, Any]:
    return whole_list(_named(call), lambda one: with_associations(call.shop, one, ["Shipping"]))


def _named(call: Call) -> list[Listing]:
    """What is not there is left out."""
    books = call.shop.books.listings
    return [books[number] for number in dict.fromkeys(call.query["listing_ids"]) if number in books]


def _in_state(shop: Shop, state: str) -> list[Listing]:
    return sorted(
        (one for one in shop.books.listings.values() if one.state == state),
        key=lambda one: (one.created, one.listing_id),
        reverse=True,
    )
