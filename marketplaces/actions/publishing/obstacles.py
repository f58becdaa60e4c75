"""What keeps a product from being listed in a shop, each with a code: looked at before any call."""

from collections.abc import Iterable, Sequence

from inventory.models import Product, ProductGroup
from marketplaces.actions.publishing import attributes
from marketplaces.actions.publishing.attributes import Attributes
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.actions.pushing.wanting import Problem, name_of
from marketplaces.interface import AttributeNeed, Capability, CategoryNeeds, DraftProblem, ListingDraft
from marketplaces.reasons import setting_words


def of_shop(book: ShopBook) -> list[Problem]:
    account, found = book.account, []
    if "publish" in account.lost_abilities:
        found.append(Problem("cannot_publish", {"scopes": ", ".join(account.missing_scopes)}))
    able = book.adapter.capabilities
    # Where price and stock go together the place of the stock is one of the settings, if it is chosen at all.
    if Capability.PUSH_STOCK in able and Capability.PUSH_OFFERS not in able and not account.location_id:
        found.append(Problem("no_location"))
    return found


def of_settings(book: ShopBook, chosen: dict[str, str]) -> list[Problem]:
    return [
        Problem("missing_setting", {"setting": setting_words(name), "about": name})
        for name in book.unset_settings(chosen)
    ]


def of_target(book: ShopBook, title: str, target: Product | ProductGroup, products: Sequence[Product]) -> list[Problem]:
    found: list[Problem] = []
    most = book.adapter.longest_title
    if not title:
        found.append(Problem("no_title"))
    elif len(title) > most:
        found.append(Problem("title_too_long", {"most": most}))
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


def of_attributes(
    book: ShopBook,
    draft: ListingDraft | None,
    needs: CategoryNeeds | None,
    said: Attributes,
    missing: Sequence[AttributeNeed],
    before: Sequence[Problem],
) -> list[Problem]:
    """What the marketplace's own rules say of the draft, and of the attributes what they leave unsaid."""
    own = book.adapter.draft_problems(draft, needs) if draft is not None else ()
    told = {each.code for each in before} - {"missing_setting"}  # of which each is told by its name
    settings_told = {each.values.get("about") for each in before if each.code == "missing_setting"}
    if {"no_mapping", "no_own_category", "retired_category"} & told:
        told.add("no_remote_category")  # the same, in the marketplace's eyes
    skus = {variant.key: variant.sku for variant in draft.variants} if draft is not None else {}
    found = [
        _ours(each, skus.get(each.key, "")) for each in own if each.code not in told and each.about not in settings_told
    ]
    named = {each.about.casefold() for each in own}
    left = [need for need in missing if not _is_named(need, named)]
    found += [Problem("missing_attribute", {"name": need.name}) for need in left]
    wrong = [need for need in attributes.unfit(needs, said) if not _is_named(need, named)]
    found += [Problem("unfit_attribute", {"name": need.name, "value": ", ".join(said[need.key])}) for need in wrong]
    return found


def _is_named(need: AttributeNeed, named: set[str]) -> bool:
    return bool({need.key.casefold(), need.name.casefold()} & named)


def _ours(problem: DraftProblem, sku: str) -> Problem:
    values = {"about": problem.about, "sku": sku, **problem.values}
    if "setting" in values:
        values["setting"] = setting_words(str(values["setting"]))
    return Problem(problem.code, values)


def once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Shop-wide troubles come once for each product: they are said once."""
    kept: list[Problem] = []
    for problem in problems:
        if problem not in kept:
            kept.append(problem)
    return tuple(kept)
