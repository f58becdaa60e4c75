"""The shop's own rows as plain JSON in our words: the shop, sections, processing profiles, return policies, reviews."""

from typing import Any

from marketplaces.adapters.etsy.mapper.policies import policy_words, readiness_words
from marketplaces.adapters.etsy.values import Obj, ident, moment, needed_ident, text, whole

TEXTS = ("title", "announcement", "sale_message", "digital_sale_message", "policy_additional")


def shop(node: Obj) -> dict[str, Any]:
    average = node.get("review_average")
    return {
        "id": needed_ident(node, "shop_id"),
        "name": text(node.get("shop_name")),
        **{name: text(node.get(name)) for name in TEXTS},
        "currency": text(node.get("currency_code")),
        "country": text(node.get("shop_location_country_iso")),
        "url": text(node.get("url")),
        "is_on_vacation": node.get("is_vacation") is True,
        "active_listings": _count(node, "listing_active_count"),
        "sold": _count(node, "transaction_sold_count"),
        "review_count": _count(node, "review_count"),
        "review_average": None if average is None else str(average),
    }


def section(node: Obj) -> dict[str, Any]:
    return {
        "id": needed_ident(node, "shop_section_id"),
        "title": text(node.get("title")),
        "rank": _count(node, "rank"),
        "active_listings": _count(node, "active_listing_count"),
    }


def processing_profile(node: Obj) -> dict[str, Any]:
    return {
        "id": needed_ident(node, "readiness_state_id"),
        "state": text(node.get("readiness_state")),
        "min_days": whole(node, "min_processing_days"),
        "max_days": whole(node, "max_processing_days"),
        "words": readiness_words(node),
    }


def return_policy(node: Obj) -> dict[str, Any]:
    days = node.get("return_deadline")
    return {
        "id": needed_ident(node, "return_policy_id"),
        "accepts_returns": node.get("accepts_returns") is True,
        "accepts_exchanges": node.get("accepts_exchanges") is True,
        "return_days": days if isinstance(days, int) and not isinstance(days, bool) else None,
        "words": policy_words(node),
    }


def review(node: Obj) -> dict[str, Any]:
    """Without the buyer's number."""
    return {
        "listing_id": needed_ident(node, "listing_id"),
        "order_line_id": ident(node.get("transaction_id")),
        "rating": whole(node, "rating"),
        "words": text(node.get("review")),
        "language": text(node.get("language")),
        "image_url": text(node.get("image_url_fullxfull")),
        "created_at": time_of(node, "created_timestamp", "create_timestamp"),
        "updated_at": time_of(node, "updated_timestamp", "update_timestamp"),
    }


def time_of(node: Obj, *names: str) -> str | None:
    """The first of these that holds a time, as ISO 8601 in UTC."""
    found = next((when for name in names if (when := moment(node.get(name)))), None)
    return found.isoformat() if found else None


def _count(node: Obj, name: str) -> int | None:
    found = node.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
