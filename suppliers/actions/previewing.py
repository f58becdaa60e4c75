"""What an import would bring: each variant with its cost, freight, price and margin, and what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import Any

from core.errors import AuthFailed, PartnerError, RateLimited
from core.money import CurrencyMismatch
from inventory.models import Category
from inventory.pricing import BadRule, Priced, PriceRule, price
from inventory.source.mapper.text import clean_block
from suppliers.actions.errors import NotPossible
from suppliers.actions.offer_rows import is_on_sale, kept_cost
from suppliers.interface import FreightRequest, Parcel, Quote, SupplierAdapter, SupplierItem, Variant
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.registry import open_account

# Freight goes by weight: so many weights of one product are asked for, the others get the next heavier one's.
MOST_QUOTES = 8
# Problems that keep a variant out; all others are told, and it comes in.
FREIGHT_PROBLEMS = frozenset({"no_country", "freight_unknown", "freight_limited", "freight_failed", "not_sent_there"})
BLOCKING = frozenset({"no_cost", "rule_rounding", "rule_rate", "rule_currency", "rule_margin", "rule_too_high"})


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """`country` "" means the account's; `variant_ids` () means all of them."""

    product_id: str
    category_id: int | None
    rule: PriceRule
    country: str = ""
    variant_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One variant. `product_id` is our product's where it is imported already. `problems` are codes of `suppliers.reasons`."""

    variant: Variant
    freight: Quote | None
    priced: Priced | None
    product_id: int | None
    problems: tuple[str, ...]

    @property
    def already_imported(self) -> bool:
        return self.product_id is not None

    @property
    def is_importable(self) -> bool:
        return not self.already_imported and self.priced is not None and not BLOCKING.intersection(self.problems)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """`description` is the supplier's, cleaned. `group_id` is set where some of it is imported already: what is not
    yet is then a new variant. `asked` are the freight quotes that were had on the way."""

    item: SupplierItem
    lines: tuple[ImportLine, ...]
    description: str
    country: str
    group_id: int | None = None
    asked: tuple[tuple[FreightRequest, tuple[Quote, ...]], ...] = ()

    @property
    def new_variants(self) -> tuple[ImportLine, ...]:
        return tuple(line for line in self.lines if line.is_importable) if self.group_id else ()


@dataclass
class _Freights:
    """Freight by variant, and the code of what kept us from knowing it."""

    quotes: dict[str, Quote | None] = field(default_factory=dict)
    problem: str = ""
    asked: list[tuple[FreightRequest, tuple[Quote, ...]]] = field(default_factory=list)


def preview(account: SupplierAccount, request: ImportRequest, *, quote_known: bool = True) -> ImportPreview:
    """Asks the supplier and writes nothing. Raises the errors of `core.errors`, and NotPossible.

    Without `quote_known` no freight is asked for variants that are imported already.
    """
    check_category(request.category_id)
    with open_account(account) as adapter:
        item = with_stock(adapter, adapter.product(request.product_id, _country(account, request), account.currency))
        wanted = _wanted(item, request.variant_ids)
        known = known_products(account, item.product_id)
        to_quote = [variant for variant in wanted if quote_known or variant.variant_id not in known]
        freights = _freights(adapter, item, to_quote, _country(account, request), account.currency)
    lines = tuple(_line(item, variant, freights, request.rule, known) for variant in wanted)
    return ImportPreview(
        item=item,
        lines=lines,
        description=clean_block(item.description_html).strip(),
        country=_country(account, request),
        group_id=known_group(account, item.product_id),
        asked=tuple(freights.asked),
    )


def repriced(account: SupplierAccount, seen: ImportPreview, rule: PriceRule) -> ImportPreview:
    """The same preview under another rule, without asking the supplier again; what was imported meanwhile is seen."""
    country = "no_country" if not seen.country else ""
    freights = _Freights({line.variant.variant_id: line.freight for line in seen.lines}, country)
    known = known_products(account, seen.item.product_id)
    lines = [_line(seen.item, line.variant, freights, rule, known) for line in seen.lines]
    kept = [
        replace(line, problems=(*(code for code in before.problems if code in FREIGHT_PROBLEMS and rule.include_freight),
                                *(code for code in line.problems if code not in FREIGHT_PROBLEMS)))
        for line, before in zip(lines, seen.lines, strict=True)
    ]  # fmt: skip
    return replace(seen, lines=tuple(kept), group_id=known_group(account, seen.item.product_id))


def check_category(category_id: int | None) -> None:
    """Raises NotPossible where there is no such category."""
    if category_id is not None and not Category.objects.filter(pk=category_id).exists():
        raise NotPossible("no_category", f"There is no category #{category_id}.", category=category_id)


def known_products(account: SupplierAccount, product_id: str) -> dict[str, int]:
    """Our product for each of their variants that is linked already, whatever the state of the link."""
    offers = SupplierProduct.objects.filter(account=account, external_product_id=product_id)
    return dict(offers.order_by("-pk").values_list("external_variant_id", "product_id"))


def known_group(account: SupplierAccount, product_id: str) -> int | None:
    offers = SupplierProduct.objects.filter(
        account=account, external_product_id=product_id, product__group__isnull=False
    )
    return offers.order_by("pk").values_list("product__group_id", flat=True).first()


def with_stock(adapter: SupplierAdapter, item: SupplierItem) -> SupplierItem:
    """The same item, its variants' stock asked for where it did not come along. What cannot be read stays unknown."""
    if all(variant.stock is not None for variant in item.variants):
        return item
    try:
        levels = {stock.variant_id: stock for stock in adapter.stock(item.product_id)}
    except (RateLimited, AuthFailed):
        raise
    except PartnerError:
        return item
    return replace(
        item,
        variants=tuple(
            replace(variant, stock=levels.get(variant.variant_id)) if variant.stock is None else variant
            for variant in item.variants
        ),
    )


def _country(account: SupplierAccount, request: ImportRequest) -> str:
    return (request.country or account.ship_to).upper()


def _wanted(item: SupplierItem, variant_ids: tuple[str, ...]) -> list[Variant]:
    unknown = set(variant_ids) - {variant.variant_id for variant in item.variants}
    if unknown:
        raise NotPossible("no_variant", f"No such variant: {', '.join(sorted(unknown))}.", variants=sorted(unknown))
    return [variant for variant in item.variants if not variant_ids or variant.variant_id in variant_ids]


def _line(
    item: SupplierItem, variant: Variant, freights: _Freights, rule: PriceRule, known: dict[str, int]
) -> ImportLine:
    problems: list[str] = []
    freight = freights.quotes.get(variant.variant_id)
    if freight is None and rule.include_freight:
        problems.append(freights.problem or "freight_unknown")
    if not is_on_sale(item, variant):
        problems.append("off_sale")
    elif variant.stock is None:
        problems.append("stock_unknown")
    priced, problem = _priced(variant, freight, rule)
    problems += [problem] if problem else []
    if priced is not None and priced.is_below_cost:
        problems.append("below_cost")
    return ImportLine(variant, freight, priced, known.get(variant.variant_id), tuple(problems))


def _priced(variant: Variant, freight: Quote | None, rule: PriceRule) -> tuple[Priced | None, str]:
    """The price, and the code of what is wrong with it."""
    if variant.cost is None or kept_cost(variant.cost) is None:
        return None, "no_cost"
    try:
        return price(variant.cost, freight.price if freight else None, rule), ""
    except CurrencyMismatch:
        return price(variant.cost, None, rule), "freight_currency"
    except BadRule as bad:
        return None, f"rule_{bad.code}"


def _freights(
    adapter: SupplierAdapter, item: SupplierItem, variants: Sequence[Variant], country: str, currency: str
) -> _Freights:
    """The cheapest way for one of each variant. A supplier that does not answer this costs the freight, not the preview."""
    found = _Freights()
    if not country:
        found.problem = "no_country"
        return found
    for variant, others in _by_weight(variants):
        parcel = Parcel(variant.variant_id, 1, item.product_id, variant.sku)
        request = FreightRequest(country, (parcel,), origin=variant.ships_from, currency=currency)
        try:
            quotes = adapter.quote(request)
        except AuthFailed:
            raise
        except PartnerError as error:
            found.problem = "freight_limited" if isinstance(error, RateLimited) else "freight_failed"
            break
        found.asked.append((request, tuple(quotes)))
        best = min(quotes, key=lambda each: each.price.amount, default=None)
        found.quotes.update({other.variant_id: best for other in others})
    if not found.problem and None in found.quotes.values():
        found.problem = "not_sent_there"
    return found


def _by_weight(variants: Sequence[Variant]) -> list[tuple[Variant, list[Variant]]]:
    """Variants that travel alike, with the heaviest to ask for; where there are too many weights some go up a class."""
    origins: dict[str, dict[tuple[Any, ...], list[Variant]]] = {}
    for variant in sorted(variants, key=lambda each: each.weight_g or Decimal(0)):
        classes = origins.setdefault(variant.ships_from, {})
        classes.setdefault((variant.size_mm, variant.weight_g), []).append(variant)
    groups: list[list[Variant]] = []
    for classes in origins.values():
        alike = list(classes.values())
        size = -(-len(alike) // MOST_QUOTES)
        groups += [list(chain(*alike[start : start + size])) for start in range(0, len(alike), size)]
    return [(group[-1], group) for group in groups]
