"""How a listing comes to be for sale, is renewed, hidden, sold out or expires; and when Etsy takes its fee."""

from marketplaces.adapters.etsy.simulator.books.listings import LIFE_SECONDS, Listing
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.calls import bad

RECENT = ("made_to_order", "2020_2026", "2010_2019", "2007_2009")


def activate(shop: Shop, listing: Listing) -> None:
    """Publishes a draft, renews what is expired or sold out (a fee each), shows again what was hidden (no fee)."""
    if listing.state == "active":
        return
    if listing.state in ("expired", "sold_out") and shop.rules.vacation:
        raise bad("Listings cannot be renewed while the shop is on vacation")
    _check(shop, listing)
    if listing.state == "draft":
        _begin(shop, listing, "publish")
        listing.published = shop.now()
    elif listing.state in ("expired", "sold_out"):
        if not listing.quantity:
            listing.products[0].offering.quantity, listing.products[0].offering.is_enabled = 1, True
        _begin(shop, listing, "renew")
    set_state(shop, listing, "active")


def hide(shop: Shop, listing: Listing) -> None:
    """Only what is for sale can be hidden."""
    if listing.state == "draft":
        raise bad("A draft cannot be made inactive")
    set_state(shop, listing, "edit" if shop.rules.edit_state else "inactive")


def set_state(shop: Shop, listing: Listing, state: str) -> None:
    listing.state, listing.state_since = state, shop.now()
    shop.touch(listing)


def fall_due(shop: Shop) -> None:
    """What time brings: listings end after four months, or are renewed where that was chosen."""
    for listing in shop.books.listings.values():
        if listing.state == "active" and listing.ends <= shop.now():
            if listing.facts["should_auto_renew"] and not shop.rules.vacation:
                _begin(shop, listing, "renew")
                shop.touch(listing)
            else:
                set_state(shop, listing, "expired")


def _begin(shop: Shop, listing: Listing, why: str) -> None:
    shop.charge(listing, why)
    listing.ends = shop.now() + LIFE_SECONDS


def _check(shop: Shop, listing: Listing) -> None:
    """Raises Refused for the first thing that is missing."""
    facts = listing.facts
    if listing.frozen:
        raise bad("Listing is not publishable because it's frozen")
    if not listing.images:
        raise bad("Listing must have at least one image to be published")
    if listing.is_physical:
        _check_shipping(shop, listing)
    elif not listing.has_file:
        raise bad("A digital listing must have a file to be published")
    needs_partner = facts["who_made"] == "someone_else" and facts["when_made"] in RECENT and not facts["is_supply"]
    if needs_partner and not facts["production_partner_ids"]:
        raise bad("A production partner is required for items that someone else made recently")
    if listing.state in ("draft", "inactive", "edit") and not listing.quantity:
        raise bad("At least one enabled offering must have a quantity greater than 0")


def _check_shipping(shop: Shop, listing: Listing) -> None:
    facts, books = listing.facts, shop.books
    profile = books.shipping_profiles.get(facts["shipping_profile_id"] or 0)
    if profile is None or not profile.is_complete:
        raise bad("A complete shipping profile is required to publish a physical listing")
    offered = [product.offering for product in listing.products if product.offering.is_enabled]
    if any((one.readiness_state_id or 0) not in books.readiness for one in offered):
        raise bad("A readiness_state_id is required to publish a physical listing")
    if not shop.in_eu and (facts["return_policy_id"] or 0) not in books.policies:
        raise bad("A return policy is required to publish a physical listing")
