"""Etsy's categories. Their tree is kept for a day, so most of these cost no call."""

from collections.abc import Mapping
from typing import Any

from core.errors import NotFound
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.preparing import categories
from marketplaces.interface import AttributeNeed, Operation, RemoteCategory

OPERATIONS = {
    "list_categories": Operation("list_categories"),
    "search_categories": Operation("search_categories"),
    "read_category": Operation("read_category"),
    "read_category_properties": Operation("read_category_properties"),
}
Values = Mapping[str, Any]
MOST_FOUND = 100


def list_categories(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Those below one, or the top ones."""
    return {"categories": [_shown(each) for each in categories.below(client, str(values.get("below") or ""))]}


def search_categories(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Whose path holds all these words; a hundred at most, `is_cut` where there are more."""
    found = categories.search(client, str(values["q"]))
    return {"categories": [_shown(each) for each in found[:MOST_FOUND]], "is_cut": len(found) > MOST_FOUND}


def read_category(client: EtsyClient, values: Values) -> dict[str, Any]:
    number = str(values["category_id"])
    found = next((each for each in categories.all_categories(client) if each.category_id == number), None)
    if found is None:
        raise NotFound(PARTNER, "getSellerTaxonomyNodes", message="there is no such category")
    return _shown(found)


def read_category_properties(client: EtsyClient, values: Values) -> dict[str, Any]:
    """What a listing there can say. Raises NotFound, and Rejected for a category that has others below it."""
    needs = categories.needs(client, str(values["category_id"]))
    return {"category_id": needs.category_id, "properties": [_property(each) for each in needs.attributes]}


def _shown(found: RemoteCategory) -> dict[str, Any]:
    return {
        "id": found.category_id,
        "name": found.name,
        "path": found.path,
        "is_leaf": found.is_leaf,
        "parent": found.parent_id or None,
    }


def _property(need: AttributeNeed) -> dict[str, Any]:
    return {
        "id": need.key,
        "name": need.name,
        "is_required": need.is_required,
        "varies": need.varies,
        "is_multiple": need.is_multiple,
        "values": list(need.values),
        "scales": [{"id": number, "name": name} for number, name in need.scales],
    }
