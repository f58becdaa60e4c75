"""What Etsy would refuse of a draft, found without a call. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from core.money import Money
from marketplaces.adapters.etsy.mapper import words
from marketplaces.adapters.etsy.mapper.inventory import MOST_QUANTITY
from marketplaces.adapters.etsy.mapper.listings import title_of
from marketplaces.interface import AttributeNeed, CategoryNeeds, DraftProblem, ListingDraft

FEE = Money(Decimal("0.20"), "USD")  # Etsy's fees policy: for publishing, and for each renewal after four months
LEAST_USD = Decimal("0.20")
MOST_FORMS, MOST_VALUES, MOST_OPTIONS = 2500, 70, 3
FREE_OPTIONS = 2
WHO_MADE = ("i_did", "someone_else", "collective")
# Etsy adds a year to the second each January: the document of 17 August 2026.
WHEN_MADE = (
    "made_to_order", "2020_2026", "2010_2019", "2007_2009", "before_2007", "2000_2006", "1990s", "1980s", "1970s",
    "1960s", "1950s", "1940s", "1930s", "1920s", "1910s", "1900s", "1800s", "1700s", "before_1700",
)  # fmt: skip
_RECENT = frozenset(WHEN_MADE[:4])
NEEDED_SETTINGS = ("shipping_profile_id", "readiness_state_id", "who_made", "when_made", "is_supply")


def problems(draft: ListingDraft, needs: CategoryNeeds | None) -> tuple[DraftProblem, ...]:
    return (
        *_of_words(draft),
        *_of_settings(draft),
        *_of_forms(draft),
        *_of_options(draft, needs),
        *_of_attributes(draft, needs),
    )


def _of_words(draft: ListingDraft) -> Iterator[DraftProblem]:
    title = title_of(draft)
    if not title:
        yield DraftProblem("no_title", about="title")
    if len(title) > words.LONGEST_TITLE:
        yield DraftProblem("title_too_long", {"most": words.LONGEST_TITLE}, "title")
    if bad := words.bad_in_title(title):
        yield DraftProblem("title_letters", {"letters": " ".join(bad)}, "title")
    if twice := words.more_than_once(title):
        yield DraftProblem("title_once", {"letters": " ".join(twice)}, "title")
    materials = [word.strip() for word in draft.settings.get("materials", "").split(",") if word.strip()]
    if len(materials) > words.MOST_MATERIALS:
        yield DraftProblem("too_many_materials", {"most": words.MOST_MATERIALS}, "materials")
    for material in materials:
        if words.bad_in_material(material):
            yield DraftProblem("material_letters", {"material": material}, "materials")
    if not draft.category_id:
        yield DraftProblem("no_remote_category", about="category")
    if not draft.images:
        yield DraftProblem("no_picture", {"sku": draft.title}, "images")


def _of_settings(draft: ListingDraft) -> Iterator[DraftProblem]:
    settings = draft.settings
    for name in NEEDED_SETTINGS:
        if not settings.get(name):
            yield DraftProblem("missing_setting", {"setting": name}, name)
    for name, known in (("who_made", WHO_MADE), ("when_made", WHEN_MADE)):
        if settings.get(name) and settings[name] not in known:
            yield DraftProblem("unfit_attribute", {"name": name, "value": settings[name]}, name)
    is_others = settings.get("who_made") == "someone_else" and settings.get("when_made") in _RECENT
    is_supply = settings.get("is_supply", "").lower() in {"true", "1", "yes"}
    if is_others and not is_supply and not settings.get("production_partner_ids"):
        yield DraftProblem("partner_missing", about="production_partner_ids")


def _of_forms(draft: ListingDraft) -> Iterator[DraftProblem]:
    if not draft.variants:
        yield DraftProblem("no_variants")
    if len(draft.variants) > MOST_FORMS:
        yield DraftProblem("too_many_forms", {"most": MOST_FORMS})
    seen: set[str] = set()
    for variant in draft.variants:
        if variant.sku in seen:
            yield DraftProblem("sku_twice", {"sku": variant.sku}, "sku", variant.key)
        seen.add(variant.sku)
        amount = variant.price.rounded().amount
        if amount <= 0 or (variant.price.currency == "USD" and amount < LEAST_USD):
            yield DraftProblem("price_too_low", {"sku": variant.sku, "least": str(LEAST_USD)}, "price", variant.key)
        if variant.quantity is not None and variant.quantity > MOST_QUANTITY:
            values = {"sku": variant.sku, "most": MOST_QUANTITY}
            yield DraftProblem("too_much_stock", values, "quantity", variant.key)
        if variant.weight_g is not None and variant.weight_g <= 0:
            yield DraftProblem("weight_not_positive", {"sku": variant.sku}, "weight", variant.key)
    if draft.variants and not any(variant.quantity for variant in draft.variants) and not draft.remote_id:
        yield DraftProblem("no_stock_to_begin", about="quantity")


def _of_options(draft: ListingDraft, needs: CategoryNeeds | None) -> Iterator[DraftProblem]:
    options = draft.variants[0].options if draft.variants else ()
    if len(options) > MOST_OPTIONS:
        yield DraftProblem("too_many_options", {"most": MOST_OPTIONS})
        return
    for place, (name, _value) in enumerate(options):
        if len({variant.options[place][1] for variant in draft.variants}) > MOST_VALUES:
            yield DraftProblem("too_many_values", {"name": name, "most": MOST_VALUES}, name)
    own = {need.name.lower() for need in needs.attributes if need.varies} if needs else set()
    free = [name for name, _value in options if name.strip().lower() not in own]
    if len(free) > FREE_OPTIONS:
        yield DraftProblem("option_cannot_vary", {"name": free[-1]}, free[-1])


def _of_attributes(draft: ListingDraft, needs: CategoryNeeds | None) -> Iterator[DraftProblem]:
    given = dict(draft.attributes)
    varying = {name.strip().lower() for variant in draft.variants[:1] for name, _value in variant.options}
    for need in needs.attributes if needs else ():
        values = given.get(need.key, ())
        if need.is_required and not values and need.name.lower() not in varying:
            yield DraftProblem("missing_attribute", {"name": need.name}, need.key)
        yield from _of_values(need, values)


def _of_values(need: AttributeNeed, values: tuple[str, ...]) -> Iterator[DraftProblem]:
    if len(values) > 1 and not need.is_multiple:
        yield DraftProblem("attribute_single", {"name": need.name}, need.key)
    listed = {value.lower() for value in need.values}
    for value in values:
        if need.only_listed and value.strip().lower() not in listed:
            yield DraftProblem("unfit_attribute", {"name": need.name, "value": value}, need.key)
