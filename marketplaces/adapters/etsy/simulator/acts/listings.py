"""Drafts are made, listings changed, published, hidden and deleted."""

from decimal import Decimal
from typing import Any

from marketplaces.adapters.etsy.simulator.acts import publishing
from marketplaces.adapters.etsy.simulator.acts.writing import CHANGE, NEW, PLAIN, facts_of, images_named
from marketplaces.adapters.etsy.simulator.books.listings import LIFE_SECONDS, Listing, Offering, Product
from marketplaces.adapters.etsy.simulator.books.money import MOST_PRICE, least_price
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.calls import Call, Refused, missing, operation, wrong_fields
from marketplaces.adapters.etsy.simulator.views.listings import listing_view

DELETABLE = ("sold_out", "draft", "expired", "inactive", "active", "edit")


def listing_of(call: Call) -> Listing:
    found = call.shop.books.listings.get(call.listing_id)
    if found is None:
        raise missing("Listing")
    return found


def check_price(shop: Shop, price: Decimal) -> None:
    least = least_price(shop.currency)
    if price < least:
        raise wrong_fields(("price", "minimum", f"price must be at least {least} {shop.currency}"))
    if price > MOST_PRICE:
        raise wrong_fields(("price", "maximum", f"price must be at most {MOST_PRICE} {shop.currency}"))


@operation(
    "createDraftListing", "POST /shops/{shop_id}/listings", "listings_w", form=NEW, success=201, lists_errors=True
)
def create_draft(call: Call) -> dict[str, Any]:
    """Without variations and without a SKU: these come by the inventory. There is no key of idempotency."""
    shop, body = call.shop, call.body
    if not shop.rules.has_billing_card:
        raise wrong_fields(("image_ids", "min_items", "images cannot be less than 1 items"))
    check_price(shop, body["price"])
    facts = facts_of(shop, body)
    pictures = images_named(shop, body.get("image_ids", []))
    return listing_view(
        shop, draft(shop, facts, body["price"], body["quantity"], body.get("readiness_state_id"), pictures)
    )


def draft(
    shop: Shop, facts: dict[str, Any], price: Decimal, quantity: int, readiness: int | None, pictures: list[Any]
) -> Listing:
    now = shop.now()
    offering = Offering(shop.take("offering"), price, quantity, readiness_state_id=readiness)
    made = Listing(
        shop.take("listing"),
        now,
        now,
        PLAIN | facts,
        [Product(shop.take("product"), offering)],
        ends=now + LIFE_SECONDS,
    )
    made.images = list(pictures)
    shop.books.listings[made.listing_id] = made
    return made


@operation(
    "updateListing", "PATCH /shops/{shop_id}/listings/{listing_id}", "listings_w", form=CHANGE, lists_errors=True
)
def update_listing(call: Call) -> dict[str, Any]:
    """Price, quantity and sku are no fields of it: whoever sends them gets 200, and nothing is done."""
    shop, body, found = call.shop, call.body, listing_of(call)
    if body.get("type") == "download" and found.property_ids:
        raise Refused(409, "A listing with variations cannot be made a digital one")
    facts = facts_of(shop, body)
    pictures = images_named(shop, body["image_ids"]) if "image_ids" in body else found.images
    before = found.facts, found.images
    found.facts, found.images = found.facts | facts, pictures
    try:
        _move(shop, found, body.get("state"))
    except Refused:  # all or nothing
        found.facts, found.images = before
        raise
    shop.touch(found)
    return listing_view(shop, found)


def _move(shop: Shop, found: Listing, state: str | None) -> None:
    if state == "active":
        publishing.activate(shop, found)
    elif state == "inactive":
        publishing.hide(shop, found)


@operation("deleteListing", "DELETE /listings/{listing_id}", "listings_d", success=204)
def delete_listing(call: Call) -> None:
    found = listing_of(call)
    if found.state not in DELETABLE:
        raise Refused(409, f"A listing in state {found.state} cannot be deleted")
    del call.shop.books.listings[found.listing_id]
