"""Which product of ours an order line is: what staff said, else the shop's own variant, else a SKU that is unique.

Never by title: two things may be called the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min

from inventory.models import Product
from marketplaces.models import ListingVariant, MarketplaceAccount
from orders.models import RememberedMapping


@dataclass(frozen=True, slots=True)
class Named:
    """How a line names its thing. `variant_id` "" for a deleted variant, a custom line, or an order of a program."""

    variant_id: str
    sku: str

    @property
    def keys(self) -> tuple[str, ...]:
        """How `RememberedMapping` knows it, the surer first."""
        variant = (f"variant:{self.variant_id}",) if self.variant_id else ()
        return (*variant, f"sku:{self.sku}") if self.sku else variant


def products_for(names: Iterable[Named], account: MarketplaceAccount | None) -> Mapping[Named, int]:
    """The key of the product for each that is known, in three queries whatever their number."""
    wanted = set(names)
    remembered = _remembered(wanted, account)
    listed = _listed(wanted, account)
    by_sku = _by_sku(wanted)
    found: dict[Named, int] = {}
    for one in wanted:
        said = next((remembered[key] for key in one.keys if key in remembered), None)
        product = said or listed.get(one.variant_id) or by_sku.get(one.sku)
        if product is not None:
            found[one] = product
    return found


def _remembered(wanted: set[Named], account: MarketplaceAccount | None) -> dict[str, int]:
    keys = {key for one in wanted for key in one.keys}
    rows = RememberedMapping.objects.filter(account=account, key__in=keys)
    return dict(rows.values_list("key", "product_id"))


def _listed(wanted: set[Named], account: MarketplaceAccount | None) -> dict[str, int]:
    ids = {one.variant_id for one in wanted if one.variant_id}
    if account is None or not ids:
        return {}
    rows = ListingVariant.objects.filter(listing__account=account, remote_variant_id__in=ids).order_by("pk")
    return dict(rows.values_list("remote_variant_id", "product_id"))


def _by_sku(wanted: set[Named]) -> dict[str, int]:
    skus = {one.sku for one in wanted if one.sku}
    rows = Product.objects.filter(sku__in=skus).order_by().values("sku")
    counted = rows.annotate(number=Count("pk"), product=Min("pk")).filter(number=1)
    return dict(counted.values_list("sku", "product"))
