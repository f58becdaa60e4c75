"""What is to be listed, as the shop will see it, and whether it can be: looked at before any call."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from core.money import Money
from inventory.models import Product, ProductGroup
from inventory.source.mapper.text import clean_block
from marketplaces.actions.publishing import attributes, obstacles
from marketplaces.actions.publishing.attributes import Attributes
from marketplaces.actions.publishing.scoring import score_of
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.actions.pushing.wanting import Problem, Wanted, name_of, wanted
from marketplaces.interface import (
    AttributeNeed,
    CategoryNeeds,
    ListingDraft,
    VariantDraft,
)
from marketplaces.models import Listing, MarketplaceAccount

MOST_IMAGES = 20
MOST_SLUG = 80
FRAME_MARK = "{description}"
NEW = "new"


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a product or group can be listed in a shop. `problems` stop it, `hints` do not. `wanted` by product.

    `draft` is what would be sent, None where a price is missing. `needs` is what the marketplace asks for in
    `category_id`, `missing` the required attributes without a value. `fee` is what publishing costs at once, None where
    it costs nothing. `score` in per cent says how ready it is.
    """

    account: MarketplaceAccount
    target: Product | ProductGroup
    products: tuple[Product, ...]
    wanted: dict[int, Wanted]
    problems: tuple[Problem, ...]
    hints: tuple[str, ...]
    category_id: str = ""
    needs: CategoryNeeds | None = None
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    missing: tuple[AttributeNeed, ...] = ()
    draft: ListingDraft | None = None
    fee: Money | None = None

    @property
    def is_ready(self) -> bool:
        return not self.problems

    @property
    def score(self) -> int:
        return score_of(len(self.problems), len(self.hints))


def target_of(product: Product) -> Product | ProductGroup:
    """A variation is sold with its group, as one listing."""
    return product.group if product.group is not None else product


def products_of(target: Product | ProductGroup) -> list[Product]:
    """What the listing of this would hold: of a group those that are switched on."""
    if isinstance(target, Product):
        return [target]
    return list(target.products.filter(is_active=True).select_related("category").order_by("pk"))


def check(
    account: MarketplaceAccount,
    target: Product | ProductGroup,
    listing: Listing | None = None,
    book: ShopBook | None = None,
) -> Check:
    """Costs no call. `listing` is its row in this shop, where it has one; `book` that of the shop, where many are
    checked."""
    book = book or ShopBook(account)
    products = products_of(target)
    figures = wanted(account, products, listing.price_rule if listing else None)
    category_id, problems = _category(book, listing, products)
    needs = book.needs(category_id)
    said = _attributes(book, listing, products, needs)
    chosen = book.settings(listing)
    problems = [
        *obstacles.of_shop(book),
        *obstacles.of_settings(book, chosen),
        *obstacles.of_target(book, title_of(target, listing), target, products),
        *problems,
    ]
    for product in products:
        problems += figures[product.pk].problems
    hints = _common_hints(account, [figures[product.pk] for product in products])
    if book.has_categories and category_id and needs is None:
        hints = (*hints, "needs_not_read")
    draft = None
    if products and all(figures[product.pk].price is not None for product in products):
        draft = _draft(book, listing, target, products, figures, category_id, said, chosen)
    missing = attributes.missing(needs, said, _option_names(target))
    problems += obstacles.of_attributes(book, draft, needs, said, missing, problems)
    return Check(
        account, target, tuple(products), figures, obstacles.once(problems), hints, category_id, needs, tuple(said.items()),
        tuple(missing), draft, book.adapter.publishing_fee(draft) if draft is not None else None,
    )  # fmt: skip


def handle_for(target: Product | ProductGroup) -> str:
    """Ours, made once: the title of then, and our number, by which it never meets another."""
    mark = "p" if isinstance(target, Product) else "g"
    return f"{slugify(target.title)[:MOST_SLUG] or 'product'}-{mark}{target.pk}"


def draft_of(listing: Listing, checked: Check) -> ListingDraft:
    """The listing as it is wanted now; `checked` was made with this listing, and is ready."""
    if checked.draft is None or checked.draft.handle != listing.handle:
        raise ValueError("A listing is drafted from its own check.")
    return checked.draft


def title_of(target: Product | ProductGroup, listing: Listing | None) -> str:
    own = listing.own_title.strip() if listing is not None else ""
    return own or target.title.strip()


def description_of(products: Sequence[Product], listing: Listing | None) -> str:
    """Clean HTML: the listing's own words or the product's, in the template's frame."""
    own = listing.own_description.strip() if listing is not None else ""
    text = own or next((product.description for product in products if product.description.strip()), "")
    frame = listing.template.description_frame if listing is not None and listing.template is not None else ""
    if frame.strip():
        text = frame.replace(FRAME_MARK, text) if FRAME_MARK in frame else f"{text}\n{frame}"
    return clean_block(text).strip()


def _draft(
    book: ShopBook,
    listing: Listing | None,
    target: Product | ProductGroup,
    products: Sequence[Product],
    figures: dict[int, Wanted],
    category_id: str,
    said: Attributes,
    chosen: dict[str, str],
) -> ListingDraft:
    account, names = book.account, _option_names(target)
    known: dict[int, tuple[str, str]] = {}
    if listing is not None and listing.pk is not None:
        rows = listing.variants.values_list("product_id", "remote_variant_id", "remote_inventory_id")
        known = {product_id: (variant, item) for product_id, variant, item in rows}
    return ListingDraft(
        handle=listing.handle if listing is not None and listing.handle else handle_for(target),
        title=title_of(target, listing),
        variants=tuple(
            _variant(product, figures[product.pk], names, *known.get(product.pk, ("", ""))) for product in products
        ),
        description_html=description_of(products, listing),
        vendor=next((product.brand for product in products if product.brand), ""),
        product_type=_product_type(book, products),
        images=_images(products),
        option_names=names,
        remote_id=listing.remote_id if listing is not None else "",
        is_active=True,
        location_id=account.location_id,
        publication_ids=tuple(account.publication_ids),
        category_id=category_id,
        attributes=tuple(said.items()),
        condition=chosen.get("condition", NEW),
        settings=chosen,
        language=account.language,
        safety=book.safety.of(product.brand for product in products),
        accepts_fee=bool(listing is not None and listing.fee_accepted_by),
    )


def _variant(
    product: Product, figures: Wanted, names: Sequence[str], remote_id: str, inventory_id: str
) -> VariantDraft:
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
        remote_inventory_id=inventory_id,
    )


def _option_names(target: Product | ProductGroup) -> tuple[str, ...]:
    return tuple(target.option_names) if isinstance(target, ProductGroup) else ()


# --- where it stands, and what is said of it ---------------------------------------------------------------------------


def _category(book: ShopBook, listing: Listing | None, products: Sequence[Product]) -> tuple[str, list[Problem]]:
    """The marketplace's number of the category: the listing's own, else the mapping's."""
    if not book.has_categories:
        return "", []
    if listing is not None and listing.category_id:
        return listing.category_id, []
    category = next((product.category for product in products if product.category is not None), None)
    if category is None:
        return "", [Problem("no_own_category")]
    place = book.categories.place(category.pk)
    if place is not None:
        return place.mapping.theirs, []
    if (gone := book.categories.retired(category.pk)) is not None:
        return "", [Problem("retired_category", {"theirs": gone.theirs_path or gone.theirs})]
    return "", [Problem("no_mapping", {"category": category.name})]


def _attributes(
    book: ShopBook, listing: Listing | None, products: Sequence[Product], needs: CategoryNeeds | None
) -> Attributes:
    if not book.has_categories:
        return {}
    category = next((product.category_id for product in products if product.category_id is not None), None)
    place = book.categories.place(category)
    if place is not None and listing is not None and listing.category_id not in {"", place.mapping.theirs}:
        place = None  # another category asks for other things
    template = listing.template if listing is not None else None
    return attributes.merged(
        attributes.own_of(products, needs),
        place.mapping.attributes if place is not None else None,
        template.attributes if template is not None else None,
        listing.attributes if listing is not None else None,
    )


def _product_type(book: ShopBook, products: Sequence[Product]) -> str:
    """The free text of a marketplace without categories: the mapping's words, or our category's name."""
    category = next((product.category for product in products if product.category is not None), None)
    if category is None:
        return ""
    place = None if book.has_categories else book.categories.place(category.pk)
    return place.mapping.theirs if place is not None else category.name


def _images(products: Sequence[Product]) -> tuple[str, ...]:
    found = dict.fromkeys(url for product in products for url in product.images)
    return tuple(found)[:MOST_IMAGES]


def _common_hints(account: MarketplaceAccount, figures: Sequence[Wanted]) -> tuple[str, ...]:
    said = {hint for each in figures for hint in each.hints}
    if not account.publication_ids and account.places.get("publications"):
        said.add("no_places")
    return tuple(sorted(said))
