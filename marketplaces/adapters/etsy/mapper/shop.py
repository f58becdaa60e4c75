"""The shop."""

from marketplaces.adapters.etsy.scopes import lost_without, missing_of
from marketplaces.adapters.etsy.values import Obj, needed_ident, text
from marketplaces.interface import SellingPlace, ShopInfo


def shop_info(node: Obj, scopes: tuple[str, ...]) -> ShopInfo:
    """Etsy keeps stock by listing, not by place: the shop itself is the one place. `scopes` () where nobody could say
    which ones we have: then none is called missing."""
    missing = missing_of(scopes) if scopes else ()
    name = text(node.get("shop_name"))
    remote_id = needed_ident(node, "shop_id")
    return ShopInfo(
        remote_id=remote_id,
        name=name,
        domain=text(node.get("url")),
        currency=text(node.get("currency_code")),
        country=text(node.get("shop_location_country_iso")) or text(node.get("shipping_from_country_iso")),
        scopes=scopes,
        missing_scopes=missing,
        lost_abilities=lost_without(missing),
        locations=(SellingPlace(remote_id, name),),
    )
