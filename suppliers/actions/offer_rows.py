"""A supplier's variant as the rows we keep of it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from core.money import Money
from inventory.models import Product
from inventory.source.mapper.text import clean_line, cut
from suppliers.actions.offers import MOST
from suppliers.interface import ItemState, StockLevel, SupplierItem, Variant
from suppliers.matching import fingerprint
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock
from suppliers.models.offer import OfferState

LONGEST_TITLE = 300
LONGEST_SKU = 120
LONGEST_KEY = 300
LONGEST_URL = 1000
_FOUR_DECIMALS = Decimal("0.0001")
_COST_LIMIT = Decimal(10) ** 10


def kept_cost(cost: Money | None) -> Decimal | None:
    """To the column's four decimals; None also for what does not fit into it."""
    if cost is None or not 0 <= cost.amount < _COST_LIMIT:
        return None
    return cost.amount.quantize(_FOUR_DECIMALS, ROUND_HALF_UP)


def options_of(variant: Variant) -> list[list[str]]:
    return [[clean_line(name), clean_line(value)] for name, value in variant.options]


def is_on_sale(item: SupplierItem, variant: Variant) -> bool:
    return ItemState.OFF_SALE not in (item.state, variant.state)


def levels_of(item: SupplierItem, variant: Variant) -> list[StockLevel] | None:
    """What lies where, each area once. None where this answer does not tell; nothing while it is not on sale."""
    if not is_on_sale(item, variant):
        return []
    if variant.stock is None:
        return None
    return list({level.area_id: level for level in variant.stock.levels}.values())


def confirmed_offer(
    account: SupplierAccount,
    product: Product,
    item: SupplierItem,
    variant: Variant,
    *,
    rank: int = 1,
    ratio: int = 1,
    read_at: datetime,
) -> SupplierProduct:
    """The link as staff confirm it now. Not saved."""
    offer = SupplierProduct(
        account=account,
        product=product,
        external_product_id=item.product_id,
        external_variant_id=variant.variant_id,
        state=OfferState.CONFIRMED,
        rank=rank,
        quantity_ratio=ratio,
        checked_at=read_at,
    )
    take_values(offer, item, variant)
    offer.options = options_of(variant)
    offer.option_fingerprint = fingerprint(offer.options)
    return offer


def take_values(offer: SupplierProduct, item: SupplierItem, variant: Variant) -> None:
    """All that may follow the supplier without staff: what it is called, costs and weighs. Not its options."""
    offer.external_sku = cut(clean_line(variant.sku), LONGEST_SKU)
    offer.order_key = variant.order_key if len(variant.order_key) <= LONGEST_KEY else ""
    offer.title = cut(clean_line(variant.title or item.title), LONGEST_TITLE)
    offer.image_url = variant.image_url if len(variant.image_url) <= LONGEST_URL else ""
    offer.weight_g = _weight(variant.weight_g)
    cost = kept_cost(variant.cost)
    if cost is not None and variant.cost is not None:
        offer.cost, offer.currency = cost, variant.cost.currency


def stock_rows(offer: SupplierProduct, levels: Iterable[StockLevel], as_of: datetime) -> list[SupplierStock]:
    return [
        SupplierStock(
            offer=offer,
            area_id=level.area_id[:40],
            area_name=level.area_name[:120],
            country=level.country[:2],
            total=_count(level.total),
            own=None if level.own is None else _count(level.own),
            maker=None if level.maker is None else _count(level.maker),
            is_verified=level.is_verified,
            as_of=as_of,
        )
        for level in levels
    ]


def _count(number: int) -> int:
    return min(max(number, 0), MOST)


def _weight(weight: Decimal | None) -> Decimal | None:
    if weight is None or not 0 <= weight < Decimal(10) ** 8:
        return None
    return weight.quantize(Decimal("0.01"), ROUND_HALF_UP)
