"""Who the seller is."""

from collections.abc import Iterable

from marketplaces.adapters.ebay import scopes
from marketplaces.adapters.ebay.sites import Site
from marketplaces.adapters.ebay.values import Obj, required, text
from marketplaces.interface import ShopInfo


def shop_info(user: Obj, site: Site, left_out: Iterable[str]) -> ShopInfo:
    """`userId` never changes, the user name may. eBay does not say which rights a token has: they are those that the
    consent asked for. Currency and country are the national site's."""
    without = tuple(left_out)
    return ShopInfo(
        remote_id=required(user, "userId"),
        name=text(user.get("username")),
        currency=site.currency,
        country=site.country,
        scopes=tuple(scope.rpartition("/")[2] for scope in scopes.requested(without)),
        missing_scopes=scopes.missing(without),
        lost_abilities=scopes.lost_abilities(without),
    )
