"""What is to be listed, as the shop will see it, and whether it can be: looked at before any call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from inventory.models import Product, ProductGroup
from inventory.source.mapper.text import clean_block
from marketplaces.actions.wanting import Problem, Wanted, name_of, wanted
from marketplaces.interface import Capability, ListingDraft, VariantDraft
from marketplaces.models import CategoryMapping, Listing, MarketplaceAccount, PriceRule
from marketplaces.registry import adapter_class

MOST_TITLE = 255
MOST_IMAGES = 20
MOST_SLUG = 80


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a product or group can be listed in a shop. `problems` stop it, `hints` do not. `wanted` by product."""

    account: MarketplaceAccount
    target: Product | ProductGroup
    products: tuple[Product, ...]
    wanted: dict[int, Wanted]
    problems: tuple[Problem, ...]
    hints: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.problems


def target_of(product: Product) -> Product | ProductGroup:
    """A variation is sold with its group, as one listing."""
    return product.group if product.group is not None else product


def products_of(target: Product | ProductGroup) -> list[Product]:
    """What the listing of this would hold: of a group those that are switched on."""
    if isinstance(target, Product):
        return [target]
    return list(target.products.filter(is_active=True).select_related("category").order_by("pk"))


def check(account: MarketplaceAccount, target: Product | ProductGroup, rule: PriceRule | None = None) -> Check:
    """Costs no call."""
    products = products_of(target)
    figures = wanted(account, products, rule)
    problems = [*_of_shop(account), *_of_target(target, products)]
    for product in products:
        problems += figures[product.pk].problems
    hints = _common_hints(account, [figures[product.pk] for product in products])
    return Check(account, target, tuple(products), figures, _once(problems), hints)


def handle_for(target: Product | ProductGroup) -> str:
    """Ours, made once: the title of then, and our number, by which it never meets another."""
    mark = "p" if isinstance(target, Product) else "g"
    return f"{slugify(target.title)[:MOST_SLUG] or 'product'}-{mark}{target.pk}"


def draft_of(listing: Listing, checked: Check) -> ListingDraft:
    """The listing as it is wanted now; `checked` is ready."""
    account, target, products = checked.account, checked.target, checked.products
    names = tuple(target.option_names) if isinstance(target, ProductGroup) else ()
    known = dict(listing.variants.values_list("product_id", "remote_variant_id"))
    return ListingDraft(
        handle=listing.handle,
        title=target.title.strip(),
        variants=tuple(
            _variant(product, checked.wanted[product.pk], names, known.get(product.pk, "")) for product in products
        ),
        description_html=_description(products),
        vendor=next((product.brand for product in products if product.brand), ""),
        product_type=_category(account, products),
        images=_images(products),
        option_names=names,
        remote_id=listing.remote_id,
        is_active=True,
        location_id=account.location_id,
        publication_ids=tuple(account.publication_ids),
    )


def _variant(product: Product, figures: Wanted, names: Sequence[str], remote_id: str) -> VariantDraft:
    if figures.price is None:
        raise ValueError("A variant without a price is not drafted: check first.")
    options = product.options or {}
    return VariantDraft(
        key=str(product.pk),
        sku=name_of(product),
        price=figures.price,
        quantity=figures.quantity,
        options=tuple((name, str(options.get(name, ""))) for name in names),
        image_url=product.images[0] if product.images else "",
        remote_variant_id=remote_id,
    )


def _of_shop(account: MarketplaceAccount) -> list[Problem]:
    found = []
    if "publish" in account.lost_abilities:
        found.append(Problem("cannot_publish", {"scopes": ", ".join(account.missing_scopes)}))
    if Capability.PUSH_STOCK in adapter_class(account.marketplace).capabilities and not account.location_id:
        found.append(Problem("no_location"))
    return found


def _of_target(target: Product | ProductGroup, products: Sequence[Product]) -> list[Problem]:
    found = []
    if not target.title.strip():
        found.append(Problem("no_title"))
    elif len(target.title.strip()) > MOST_TITLE:
        found.append(Problem("title_too_long", {"most": MOST_TITLE}))
    if not products:
        found.append(Problem("no_variants"))
    if isinstance(target, ProductGroup):
        found += _of_options(target, products)
    return found


def _of_options(group: ProductGroup, products: Sequence[Product]) -> list[Problem]:
    found: list[Problem] = []
    seen: set[tuple[str, ...]] = set()
    for product in products:
        values = tuple(str((product.options or {}).get(name, "")).strip() for name in group.option_names)
        if not all(values):
            found.append(Problem("no_options", {"sku": name_of(product)}))
        elif values in seen:
            found.append(Problem("same_options", {"sku": name_of(product)}))
        seen.add(values)
    return found


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Shop-wide troubles come once for each product: they are said once."""
    kept: list[Problem] = []
    for problem in problems:
        if problem not in kept:
            kept.append(problem)
    return tuple(kept)


def _common_hints(account: MarketplaceAccount, figures: Sequence[Wanted]) -> tuple[str, ...]:
    said = {hint for each in figures for hint in each.hints}
    if not account.publication_ids and account.places.get("publications"):
        said.add("no_places")
    return tuple(sorted(said))


def _description(products: Sequence[Product]) -> str:
    return next((clean_block(product.description).strip() for product in products if product.description.strip()), "")


def _images(products: Sequence[Product]) -> tuple[str, ...]:
    found = dict.fromkeys(url for product in products for url in product.images)
    return tuple(found)[:MOST_IMAGES]


def _category(account: MarketplaceAccount, products: Sequence[Product]) -> str:
    category = next((product.category for product in products if product.category is not None), None)
    if category is None:
        return ""
    mapped = CategoryMapping.objects.filter(marketplace=account.marketplace, category=category).first()
    return mapped.theirs if mapped else category.name
