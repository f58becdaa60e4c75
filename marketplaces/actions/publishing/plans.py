"""Publications that staff prepare page by page. What they say of one listing stands on it at once, so nothing is lost
when a page is left; nothing goes out before the last page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.history import record
from core.money import Money
from inventory.models import Product, ProductGroup
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.publishing.batches import start_pairs
from marketplaces.actions.publishing.drafts import Check, check, target_of
from marketplaces.actions.publishing.publishing import listing_for, unconfirmed_fee
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.models import Listing, MarketplaceAccount, PriceRule, PublishPlan, PublishTemplate
from marketplaces.models.listing import ListingState
from marketplaces.reasons import problem_words

PAGES = 5
MOST_PRODUCTS, MOST_LISTINGS = 200, 400


@dataclass(frozen=True, slots=True)
class PlannedListing:
    """One listing of a plan, and how it stands. `fee` is what publishing it would cost and nobody has agreed to."""

    listing: Listing
    checked: Check
    product_id: int  # one of its products, by which a batch names it
    fee: Money | None

    @property
    def is_published(self) -> bool:
        return self.listing.state in (ListingState.ACTIVE, ListingState.PUBLISHING)

    @property
    def is_ready(self) -> bool:
        return self.checked.is_ready and not self.is_published

    @property
    def left(self) -> Money | None:
        """The least that is left of one unit's price after fees and the worst supplier's cost."""
        left = [each.sum.left for each in self.checked.wanted.values() if each.sum is not None and each.sum.left]
        return min(left, key=lambda money: money.amount) if left else None


def start_plan(product_ids: Iterable[int], by: str) -> PublishPlan:
    """Raises NotPossible for too many."""
    ids = list(dict.fromkeys(product_ids))
    if len(ids) > MOST_PRODUCTS:
        raise NotPossible("too_many", problem_words("too_many", {"most": MOST_PRODUCTS}), most=MOST_PRODUCTS)
    return PublishPlan.objects.create(created_by=by, product_ids=ids)


def products_of_plan(plan: PublishPlan) -> list[Product]:
    found = Product.objects.select_related("group", "category").in_bulk(plan.product_ids)
    return [found[pk] for pk in plan.product_ids if pk in found]


def targets(plan: PublishPlan) -> dict[tuple[str, int], tuple[Product | ProductGroup, int]]:
    """What the plan lists, each once, with one of the chosen products."""
    found: dict[tuple[str, int], tuple[Product | ProductGroup, int]] = {}
    for product in products_of_plan(plan):
        target = target_of(product)
        found.setdefault((str(target._meta.model_name), target.pk), (target, product.pk))
    return found


def keep_products(plan: PublishPlan, product_ids: Sequence[int]) -> None:
    ids = list(dict.fromkeys(product_ids))
    if not ids:
        raise NotPossible("no_product", problem_words("no_product"))
    if len(ids) > MOST_PRODUCTS:
        raise NotPossible("too_many", problem_words("too_many", {"most": MOST_PRODUCTS}), most=MOST_PRODUCTS)
    plan.product_ids = ids
    plan.save(update_fields=["product_ids", "updated_at"])


def keep_shops(
    plan: PublishPlan,
    accounts: Sequence[MarketplaceAccount],
    templates: Mapping[int, PublishTemplate | None],
    settings: Mapping[int, Mapping[str, str]],
) -> None:
    """Which shops; the plan's listings are drafts there from now on, with the shop's template and choices."""
    if not accounts:
        raise NotPossible("no_account", problem_words("no_account"))
    chosen = targets(plan)
    if len(chosen) * len(accounts) > MOST_LISTINGS:
        raise NotPossible("too_many", problem_words("too_many", {"most": MOST_LISTINGS}), most=MOST_LISTINGS)
    with transaction.atomic():
        plan.account_ids = [account.pk for account in accounts]
        plan.save(update_fields=["account_ids", "updated_at"])
        for account in accounts:
            for target, _product in chosen.values():
                listing = listing_for(account, target)
                listing.template = templates.get(account.pk)
                listing.settings = dict(settings.get(account.pk, {}))
                listing.save(update_fields=["template", "settings", "updated_at"])


def planned(plan: PublishPlan) -> list[PlannedListing]:
    """Every listing of the plan with what is missing, those that are not ready first. Makes no call."""
    rows = MarketplaceAccount.objects.filter(pk__in=plan.account_ids, is_active=True).select_related("price_rule")
    accounts = list(rows.order_by("name"))
    books = {account.pk: ShopBook(account) for account in accounts}
    found = []
    for target, product_id in targets(plan).values():
        what = {"product": target} if isinstance(target, Product) else {"group": target}
        listings = Listing.objects.filter(account__in=accounts, **what).select_related("template", "price_rule")
        by_shop = {listing.account_id: listing for listing in listings}
        for account in accounts:
            listing = by_shop.get(account.pk)
            if listing is None:
                continue
            listing.account = account
            checked = check(account, target, listing, books[account.pk])
            owed = unconfirmed_fee(listing, checked)
            found.append(PlannedListing(listing, checked, product_id, checked.fee if owed is not None else None))
    return sorted(found, key=lambda each: (each.checked.score, each.listing.pk))


def set_text(listing: Listing, title: str, description: str, rule: PriceRule | None, by: str) -> bool:
    """Text of the listing's own, "" for the product's; and the rule that prices it. False where nothing changed."""
    values: dict[str, Any] = {"own_title": title.strip()[:255], "own_description": description.strip()}
    if all(getattr(listing, name) == value for name, value in values.items()) and listing.price_rule == rule:
        return False
    values["price_rule"] = rule
    for name, value in values.items():
        setattr(listing, name, value)
    with transaction.atomic():
        listing.save(update_fields=[*values, "updated_at"])
        record(listing, "listing.text_set", by=by)
    return True


def set_attributes(listing: Listing, values: Mapping[str, Sequence[str]], by: str) -> bool:
    """Attributes of the listing's own; an empty one follows template and category again. False where nothing changed."""
    before = dict(listing.attributes or {})
    after = {**before, **{key: list(said) for key, said in values.items()}}
    after = {key: said for key, said in after.items() if said}
    if after == before:
        return False
    listing.attributes = after
    with transaction.atomic():
        listing.save(update_fields=["attributes", "updated_at"])
        record(listing, "listing.attributes_set", by=by, data={"keys": ", ".join(sorted(values))[:200]})
    return True


def fees(rows: Iterable[PlannedListing]) -> list[Money]:
    """What publishing these costs at once, by currency."""
    total: dict[str, Money] = {}
    for row in rows:
        if row.fee is not None:
            total[row.fee.currency] = total[row.fee.currency] + row.fee if row.fee.currency in total else row.fee
    return list(total.values())


def publish_ready(plan: PublishPlan, by: str, *, confirm_fee: bool) -> PublishPlan:
    """Files one batch of those that are ready; the others stay in the plan. Raises NotPossible where none is, or where
    there is a fee that was not agreed to."""
    ready = [row for row in planned(plan) if row.is_ready]
    if not ready:
        raise NotPossible("not_publishable", problem_words("not_publishable"))
    if (owed := fees(ready)) and not confirm_fee:
        said = {"fee": ", ".join(str(money) for money in owed)}
        raise NotPossible("fee_not_confirmed", problem_words("fee_not_confirmed", said), **said)
    with transaction.atomic():
        pairs = [[row.listing.account_id, row.product_id] for row in ready]
        plan.job = start_pairs(pairs, by, confirm_fee=confirm_fee)
        plan.save(update_fields=["job", "updated_at"])
    return plan
