"""What is left of our listings while they are on offer or advertised: price, floor and margin of each variant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from core.money import Money
from marketplaces.actions.pushing.wanting import Wanted, name_of, rule_of, wanted
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount, PriceRule
from marketplaces.pricing import BadRule, Rule, floor_of

_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Off:
    """What a promotion takes off, at worst: `percent` of the price, or `amount` off each item; or `order_amount` off an
    order of `order_quantity` pieces, which is worst for the cheapest ones."""

    percent: Decimal = _ZERO
    amount: Money | None = None
    order_amount: Money | None = None
    order_quantity: int = 1

    def of(self, price: Money, cheapest: Money) -> Money:
        """The price after it. Raises CurrencyMismatch."""
        if self.amount is not None:
            return price - self.amount
        share = self.percent / _HUNDRED
        if self.order_amount is not None:
            after = cheapest * max(self.order_quantity, 1) - self.order_amount
            share = 1 - after.amount / (cheapest.amount * max(self.order_quantity, 1))
        return price - price * share


NOTHING_OFF = Off()


@dataclass(frozen=True, slots=True)
class Margin:
    """`price` is what a buyer then pays. `floor` and `left` are None where no cost is known: nothing can be said then."""

    listing: Listing
    sku: str
    price: Money
    floor: Money | None = None
    left: Money | None = None
    is_below: bool = False


def margins(
    account: MarketplaceAccount, listings: Sequence[Listing], off: Off = NOTHING_OFF, ad_rate: Decimal = _ZERO
) -> list[Margin]:
    """One for each variant that has a price, in four queries for each price rule. `ad_rate` in per cent of the price is a
    fee more."""
    found: list[tuple[ListingVariant, Wanted, Money, PriceRule | None]] = []
    for rule, variants in _by_rule(account, listings):
        shown = wanted(account, [variant.product for variant in variants], rule)
        for variant in variants:
            price = _price_now(account, variant, shown[variant.product_id])
            if price is not None and price.amount > 0:
                found.append((variant, shown[variant.product_id], price, rule))
    if not found:
        return []
    cheapest = min((price for _variant, _wanted, price, _rule in found), key=lambda each: each.amount)
    return [_margin(variant, of, off.of(price, cheapest), rule_of(rule), ad_rate) for variant, of, price, rule in found]


def of_ads(account: MarketplaceAccount, ads: Sequence[Mapping[str, Any]]) -> list[Margin]:
    """Of those of our listings that are advertised, each at its own ad's rate. `ads` are (listing_id, ad_rate)."""
    rates: dict[Decimal, list[str]] = defaultdict(list)
    for ad in ads:
        rates[Decimal(str(ad["ad_rate"] or 0))].append(str(ad["listing_id"]))
    found: list[Margin] = []
    for rate, numbers in rates.items():
        listings = list(Listing.objects.filter(account=account, remote_id__in=[each for each in numbers if each]))
        found += margins(account, listings, NOTHING_OFF, rate)
    return found


def _by_rule(
    account: MarketplaceAccount, listings: Sequence[Listing]
) -> list[tuple[PriceRule | None, list[ListingVariant]]]:
    """Variants with those whose price the same rule makes."""
    rows = ListingVariant.objects.filter(listing__in=listings).select_related("product", "listing__price_rule")
    grouped: dict[int | None, list[ListingVariant]] = defaultdict(list)
    for row in rows.order_by("pk"):
        grouped[row.listing.price_rule_id].append(row)
    return [(of[0].listing.price_rule or account.price_rule, of) for of in grouped.values()]


def _price_now(account: MarketplaceAccount, variant: ListingVariant, shown: Wanted) -> Money | None:
    """What the shop took from us last; before that what our rule gives."""
    if variant.pushed_price is not None and account.currency:
        return Money(variant.pushed_price, account.currency)
    return shown.sum.price if shown.sum is not None else None


def _margin(variant: ListingVariant, of: Wanted, price: Money, rule: Rule, ad_rate: Decimal) -> Margin:
    sku = variant.sku or name_of(of.product)
    cost = next((line.amount for line in of.sum.lines if line.code == "cost"), None) if of.sum is not None else None
    if cost is None:
        return Margin(variant.listing, sku, price)
    dearer = replace(rule, fee_percent=rule.fee_percent + ad_rate)
    fees = Money(price.amount * dearer.fee_percent / _HUNDRED + dearer.fee_fixed, price.currency)
    left = price - fees - cost
    try:
        floor = floor_of(cost, dearer)
    except BadRule:  # no price would be enough
        return Margin(variant.listing, sku, price, None, left, is_below=True)
    return Margin(variant.listing, sku, price, floor, left, is_below=price < floor)
