"""The shop, its locations and publications."""

from collections.abc import Sequence

from marketplaces.adapters.shopify.scopes import lost_abilities, missing
from marketplaces.adapters.shopify.values import Obj, needed_number, obj, obj_or_none, rows, text
from marketplaces.interface import SellingPlace, ShopInfo


def shop_info(data: Obj) -> ShopInfo:
    """Without its places and the version: those are other calls' to tell. `domain` is `name.myshopify.com`."""
    shop = obj(data.get("shop"), "shop")
    installed = obj(data.get("currentAppInstallation"), "currentAppInstallation")
    scopes = tuple(sorted(text(row.get("handle")) for row in rows(installed.get("accessScopes"), "accessScopes")))
    return ShopInfo(
        remote_id=needed_number(shop, "id"),
        name=text(shop.get("name")),
        domain=text(shop.get("myshopifyDomain")),
        currency=text(shop.get("currencyCode")),
        timezone=text(shop.get("ianaTimezone")),
        scopes=scopes,
        missing_scopes=missing(scopes),
        lost_abilities=lost_abilities(scopes),
    )


def locations(nodes: Sequence[Obj]) -> list[SellingPlace]:
    return [
        SellingPlace(needed_number(node, "id"), text(node.get("name")), is_active=bool(node.get("isActive")))
        for node in nodes
    ]


def publications(nodes: Sequence[Obj]) -> list[SellingPlace]:
    """A publication is called after its catalogue; where it has none it has no name."""
    found = []
    for node in nodes:
        catalog = obj_or_none(node.get("catalog"), "catalog") or {}
        found.append(SellingPlace(needed_number(node, "id"), text(catalog.get("title"))))
    return found
