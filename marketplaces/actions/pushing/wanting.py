"""What a shop should show of our products now: price with its sum, quantity, and what stands in the way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from core.money import Money
from inventory.models import Product, Supply
from inventory.stock import StockSum, stock_sums
from marketplaces.models import MarketplaceAccount, PriceRule
from marketplaces.pricing import PLAIN, BadRule, NoRate, Rule, ShopPrice, shop_price
from marketplaces.registry import adapter_class


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` has words in `marketplaces.reasons.PROBLEMS`; `values` go into them."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One product in one shop. `price` None: it has none, `problems` say why. `quantity` is what may be sold there: 0
    while something is the matter that would make a sale wrong. `hints` are codes of what is only missing. `stock` is the
    sum that the quantity comes from."""

    product: Product
    sum: ShopPrice | None
    quantity: int
    problems: tuple[Problem, ...] = ()
    hints: tuple[str, ...] = ()
    stock: StockSum | None = None

    @property
    def price(self) -> Money | None:
        return self.sum.price if self.sum is not None and not self.sum.is_below_floor else None


def rule_of(row: PriceRule | None) -> Rule:
    """The pure rule of a row; without a row our own price is the shop's."""
    if row is None:
        return PLAIN
    return Rule(
        percent=Decimal(row.percent),
        fixed=Decimal(row.fixed),
        rounding=row.rounding,
        fee_percent=Decimal(row.fee_percent),
        fee_fixed=Decimal(row.fee_fixed),
        least_margin_percent=Decimal(row.least_margin_percent),
        rates=dict(row.rates),
    )


def wanted(
    account: MarketplaceAccount, products: Sequence[Product], rule: PriceRule | None = None
) -> dict[int, Wanted]:
    """By product, in three queries whatever their number. `rule` stands in for the shop's own."""
    ids = [product.pk for product in products]
    sums, costs = stock_sums(ids), _costs(ids)
    pure = rule_of(rule or account.price_rule)
    return {product.pk: _wanted(account, product, pure, sums[product.pk], costs[product.pk]) for product in products}


def name_of(product: Product) -> str:
    """How the shop knows it: our SKU, or our number where it has none."""
    return product.sku or f"P{product.pk}"


def _costs(ids: Iterable[int]) -> dict[int, list[Money]]:
    """Of the offers that may be bought from: trusted, with a cost. Rows tell the cost without freight."""
    found: dict[int, list[Money]] = defaultdict(list)
    rows = Supply.objects.filter(product_id__in=ids, trusted=True, cost__isnull=False).exclude(currency="")
    for product_id, cost, currency in rows.values_list("product_id", "cost", "currency"):
        if cost is not None:
            found[product_id].append(Money(cost, currency))
    return found


def _wanted(
    account: MarketplaceAccount, product: Product, rule: Rule, stock: StockSum, costs: Sequence[Money]
) -> Wanted:
    problems: list[Problem] = []
    hints: list[str] = []
    priced = _priced(account, product, rule, costs, problems)
    is_known = any(line.counted for line in stock.lines)
    if not is_known:
        problems.append(Problem("no_stock_figure", {"sku": name_of(product)}))
    if not product.is_active:
        problems.append(Problem("not_active", {"sku": name_of(product)}))
    if not costs:
        hints.append("no_cost")
    if not product.images:
        hints.append("no_image")
    if not product.description.strip():
        hints.append("no_description")
    quantity = 0 if problems else sellable(stock.total, account.stock_buffer, _most(account))
    if is_known and quantity == 0 and not problems:
        hints.append("no_stock")
    return Wanted(product, priced, quantity, tuple(problems), tuple(hints), stock)


def sellable(total: Decimal, kept_back: int, most: int | None = None) -> int:
    """Whole units, after those that are kept back; never fewer than none, nor more than the marketplace counts."""
    units = max(0, int(total.to_integral_value(ROUND_FLOOR)) - kept_back)
    return units if most is None else min(units, most)


def _most(account: MarketplaceAccount) -> int | None:
    return adapter_class(account.marketplace).largest_quantity


def _priced(
    account: MarketplaceAccount,
    product: Product,
    rule: Rule,
    costs: Sequence[Money],
    problems: list[Problem],
) -> ShopPrice | None:
    sku = name_of(product)
    if not account.currency:
        problems.append(Problem("not_connected"))
        return None
    if product.price <= 0:
        problems.append(Problem("no_price", {"sku": sku}))
        return None
    try:
        priced = shop_price(Money(product.price, product.currency), costs, rule, account.currency)
    except NoRate as error:
        problems.append(Problem("no_rate", {"currency": error.currency, "shop": error.shop}))
        return None
    except (BadRule, ValueError) as error:
        problems.append(Problem("bad_rule", {"why": str(error)}))
        return None
    if priced.is_below_floor:
        problems.append(Problem("below_floor", {"sku": sku, "price": str(priced.price), "floor": str(priced.floor)}))
    return priced
