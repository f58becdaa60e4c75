"""Metadata API: what a site allows in a category, and its shipping services. With the app's token."""

from marketplaces.adapters.ebay.client import EbayClient, Family
from marketplaces.adapters.ebay.values import Obj, path_of, rows


def condition_policies(client: EbayClient, category_id: str) -> list[Obj]:
    return _of_category(client, "get_item_condition_policies", "itemConditionPolicies", category_id)


def regulatory_policies(client: EbayClient, category_id: str) -> list[Obj]:
    """Their `usage` can be trusted, other than that of aspects."""
    return _of_category(client, "get_regulatory_policies", "regulatoryPolicies", category_id)


def safety_labels(client: EbayClient) -> Obj:
    """Pictograms and statements with their numbers."""
    return client.get(
        Family.METADATA,
        path_of("marketplace", client.identity.site.code, "get_product_safety_labels"),
        lambda given: given.body,
        operation="getProductSafetyLabels",
    )


def shipping_services(client: EbayClient) -> list[Obj]:
    return client.get(
        Family.METADATA,
        path_of("shipping", "marketplace", client.identity.site.code, "get_shipping_services"),
        lambda given: rows(given.body.get("shippingServices"), "shippingServices"),
        operation="getShippingServices",
    )


def _of_category(client: EbayClient, path: str, name: str, category_id: str) -> list[Obj]:
    operation = "".join(part.capitalize() for part in path.split("_"))
    return client.get(
        Family.METADATA,
        path_of("marketplace", client.identity.site.code, path),
        lambda given: rows(given.body.get(name), name),
        operation=f"{operation[0].lower()}{operation[1:]}",
        query={"filter": f"categoryIds:{{{category_id}}}"},
    )
