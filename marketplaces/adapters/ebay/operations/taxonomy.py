"""Categories of the account's site, and what they ask for."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import metadata
from marketplaces.adapters.ebay.families import taxonomy as family
from marketplaces.adapters.ebay.mapper import taxonomy
from marketplaces.adapters.ebay.preparing import categories
from marketplaces.adapters.ebay.values import obj_or_empty, rows, text, whole
from marketplaces.interface import Operation

OPERATIONS = {
    "list_categories": Operation("list_categories"),
    "suggest_categories": Operation("suggest_categories"),
    "read_category_aspects": Operation("read_category_aspects"),
    "read_category_conditions": Operation("read_category_conditions"),
    "read_category_regulations": Operation("read_category_regulations"),
    "list_expired_categories": Operation("list_expired_categories"),
    "list_shipping_services": Operation("list_shipping_services"),
}
Values = Mapping[str, Any]


def list_categories(client: EbayClient, values: Values) -> dict[str, Any]:
    """The children of `category_id`, of the root without one, with the tree's id and version."""
    tree_id, version = categories.tree_of(client)
    found = categories.below(client, str(values.get("category_id", "")))
    return {"tree_id": tree_id, "version": version, "categories": [asdict(each) for each in found]}


def suggest_categories(client: EbayClient, values: Values) -> dict[str, Any]:
    return {"categories": [asdict(each) for each in categories.suggest(client, str(values["words"]))]}


def read_category_aspects(client: EbayClient, values: Values) -> dict[str, Any]:
    """The required ones first."""
    tree_id, version = categories.tree_of(client)
    found = [taxonomy.attribute_need(row) for row in family.aspects(client, tree_id, str(values["category_id"]))]
    shown = []
    for need in sorted(found, key=lambda each: not each.is_required):
        day = need.required_from.isoformat() if need.required_from else None
        shown.append(
            {
                "name": need.name,
                "is_required": need.is_required,
                "required_from": day,
                "values": list(need.values),
                "only_listed": need.only_listed,
                "is_multiple": need.is_multiple,
                "varies": need.varies,
                "longest": need.longest,
            }
        )
    return {"category_id": str(values["category_id"]), "version": version, "aspects": shown}


def read_category_conditions(client: EbayClient, values: Values) -> dict[str, Any]:
    category_id = str(values["category_id"])
    found = taxonomy.conditions(metadata.condition_policies(client, category_id), category_id)
    return {"category_id": category_id, "conditions": list(found)}


def read_category_regulations(client: EbayClient, values: Values) -> dict[str, Any]:
    """What the law wants said there, and eBay's numbers for pictograms and statements."""
    category_id = str(values["category_id"])
    wanted, required = taxonomy.regulations(metadata.regulatory_policies(client, category_id), category_id)
    labels = metadata.safety_labels(client)
    return {
        "category_id": category_id,
        "regulations": [{"name": name, "is_required": name in required} for name in wanted],
        "pictograms": [
            {"id": text(row.get("pictogramId")), "text": text(row.get("pictogramDescription"))}
            for row in rows(labels.get("pictograms"), "pictograms")
        ],
        "statements": [
            {"id": text(row.get("statementId")), "text": text(row.get("statementDescription"))}
            for row in rows(labels.get("statements"), "statements")
        ],
    }


def list_expired_categories(client: EbayClient, values: Values) -> dict[str, Any]:
    """Categories that are gone, with what stands for each now."""
    found = categories.expired(client)
    return {"categories": [{"category_id": old, "now": new} for old, new in found.items()]}


def list_shipping_services(client: EbayClient, values: Values) -> dict[str, Any]:
    """What a shipping policy of this site may name."""
    found = [row for row in metadata.shipping_services(client) if row.get("validForSellingFlow") is not False]
    return {
        "services": [
            {
                "code": text(row.get("shippingService")),
                "carrier": text(row.get("shippingCarrier")),
                "text": text(row.get("description")),
                "is_international": row.get("internationalService") is True,
                "days": [whole(row.get("minShippingTime")), whole(row.get("maxShippingTime"))],
                "reckons_by_weight": "CALCULATED" in (obj_or_empty(row, "a service").get("shippingCostTypes") or ()),
            }
            for row in found
        ]
    }
