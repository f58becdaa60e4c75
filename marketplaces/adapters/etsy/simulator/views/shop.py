"""The shop itself, its sections, policies, processing profiles, shipping profiles and partners."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books import money
from marketplaces.adapters.etsy.simulator.books.shipping import (
    Carriage,
    Destination,
    Partner,
    Readiness,
    ReturnPolicy,
    Section,
    ShippingProfile,
    Upgrade,
)
from marketplaces.adapters.etsy.simulator.books.shop import Shop

TEXTS = ("title", "announcement", "sale_message", "digital_sale_message", "policy_additional")


def shop_view(shop: Shop) -> dict[str, Any]:
    """Without what only the owner sees in Shop Manager."""
    listings = shop.books.listings.values()
    active = [one for one in listings if one.state == "active"]
    return {name: shop.books.facts.get(name) for name in TEXTS} | {
        "shop_id": shop.shop_id,
        "user_id": shop.user_id,
        "shop_name": shop.name,
        "login_name": shop.name.lower(),
        "currency_code": shop.currency,
        "create_date": shop.opened,
        "created_timestamp": shop.opened,
        "update_date": shop.books.facts.get("updated", shop.opened),
        "updated_timestamp": shop.books.facts.get("updated", shop.opened),
        "is_vacation": shop.rules.vacation,
        "vacation_message": None,
        "listing_active_count": len(active),
        "digital_listing_count": sum(not one.is_physical for one in active),
        "accepts_custom_requests": False,
        "policy_update_date": 0,
        "policy_has_private_receipt_info": False,
        "has_unstructured_policies": False,
        "url": f"https://www.etsy.com/shop/{shop.name}",
        "num_favorers": 0,
        "languages": ["en"],
        "is_using_structured_policies": True,
        "has_onboarded_structured_policies": True,
        "include_dispute_form_link": False,
        "is_direct_checkout_onboarded": True,
        "is_etsy_payments_onboarded": True,
        "is_calculated_eligible": False,
        "is_opted_in_to_buyer_promise": False,
        "is_shop_us_based": shop.country == "US",
        "transaction_sold_count": sum(len(one.lines) for one in shop.books.receipts.values()),
        "shipping_from_country_iso": shop.country,
        "shop_location_country_iso": shop.country,
        "review_count": len(shop.books.reviews),
        "review_average": _average(shop),
    }


def _average(shop: Shop) -> float | None:
    ratings = [one.rating for one in shop.books.reviews]
    return round(sum(ratings) / len(ratings), 2) if ratings else None


def section_view(shop: Shop, section: Section) -> dict[str, Any]:
    inside = (one for one in shop.books.listings.values() if one.facts.get("shop_section_id") == section.section_id)
    return {
        "shop_section_id": section.section_id,
        "title": section.title,
        "rank": section.rank,
        "user_id": shop.user_id,
        "active_listing_count": sum(one.state == "active" for one in inside),
    }


def policy_view(shop: Shop, policy: ReturnPolicy) -> dict[str, Any]:
    return {
        "return_policy_id": policy.policy_id,
        "shop_id": shop.shop_id,
        "accepts_returns": policy.returns,
        "accepts_exchanges": policy.exchanges,
        "return_deadline": policy.deadline,
    }


def readiness_view(shop: Shop, readiness: Readiness) -> dict[str, Any]:
    """In days, whatever it was written in."""
    label = f"{readiness.least}-{readiness.most} {readiness.unit}"
    return {
        "shop_id": shop.shop_id,
        "readiness_state_id": readiness.readiness_id,
        "readiness_state": readiness.state,
        "min_processing_days": readiness.least_days,
        "max_processing_days": readiness.most_days,
        "processing_days_display_label": label,
    }


def partner_view(partner: Partner) -> dict[str, Any]:
    return {
        "production_partner_id": partner.partner_id,
        "partner_name": partner.name,
        "location": partner.location,
    }


def profile_view(shop: Shop, profile: ShippingProfile) -> dict[str, Any]:
    """Without processing days: these were removed on 8 October 2025."""
    return {
        "shipping_profile_id": profile.profile_id,
        "title": profile.title,
        "user_id": shop.user_id,
        "origin_country_iso": profile.country,
        "is_deleted": False,
        "shipping_profile_destinations": [destination_view(shop, profile, one) for one in profile.destinations],
        "shipping_profile_upgrades": [upgrade_view(shop, profile, one) for one in profile.upgrades],
        "origin_postal_code": profile.postal_code,
        "profile_type": "manual",
        "domestic_handling_fee": 0,
        "international_handling_fee": 0,
    }


def destination_view(shop: Shop, profile: ShippingProfile, one: Destination) -> dict[str, Any]:
    return {
        "shipping_profile_destination_id": one.destination_id,
        "shipping_profile_id": profile.profile_id,
        "origin_country_iso": profile.country,
        "destination_country_iso": one.country,
        "destination_region": one.region,
        "primary_cost": money.shown(one.primary_cost, shop.currency, shop.rules.divisor),
        "secondary_cost": money.shown(one.secondary_cost, shop.currency, shop.rules.divisor),
        **_carriage_view(one.carriage),
    }


def upgrade_view(shop: Shop, profile: ShippingProfile, one: Upgrade) -> dict[str, Any]:
    return {
        "shipping_profile_id": profile.profile_id,
        "upgrade_id": one.upgrade_id,
        "upgrade_name": one.name,
        "type": one.kind,
        "rank": profile.upgrades.index(one),
        "language": "en",
        "price": money.shown(one.price, shop.currency, shop.rules.divisor),
        "secondary_price": money.shown(one.secondary_price, shop.currency, shop.rules.divisor),
        **_carriage_view(one.carriage),
    }


def _carriage_view(carriage: Carriage) -> dict[str, Any]:
    return {
        "shipping_carrier_id": carriage.shipping_carrier_id,
        "mail_class": carriage.mail_class,
        "min_delivery_days": carriage.min_delivery_days,
        "max_delivery_days": carriage.max_delivery_days,
    }
