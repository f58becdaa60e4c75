"""What eBay would refuse in a draft, found without a call: better said before than at the last step of publishing."""

import re
from collections.abc import Iterable, Iterator

from marketplaces.adapters.ebay.mapper.groups import is_group
from marketplaces.adapters.ebay.mapper.items import CONDITIONS, condition, images_of
from marketplaces.adapters.ebay.mapper.offers import POLICIES, location_of
from marketplaces.adapters.ebay.mapper.regulation import LONGEST_TEXT
from marketplaces.adapters.ebay.mapper.words import RICH, TITLE, is_active, plain
from marketplaces.interface import (
    AttributeNeed,
    CategoryNeeds,
    Contact,
    DraftProblem,
    ListingDraft,
    ProductSafety,
    VariantDraft,
)
from marketplaces.interface.european_union import EU_COUNTRIES

SKU = re.compile(r"[A-Za-z0-9_-]{1,50}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_VALUE = 65
MOST_FORMS = 250
# eBay fetches pictures by https alone; pictures of look-alikes are on this machine.
_FETCHABLE = re.compile(r"https://|http://(?:127\.0\.0\.1|localhost)[:/]")
_BRANDS = frozenset({"Brand", "Marke", "Marque", "Marca", "Merk", "Marka"})


def draft_problems(draft: ListingDraft, needs: CategoryNeeds | None) -> tuple[DraftProblem, ...]:
    """All of them, the listing's before its forms'. Without `needs` the category's own wishes are left out."""
    found = [*_of_words(draft), *_of_choices(draft), *_of_forms(draft), *_of_safety(draft, needs)]
    if needs is not None:
        found += _of_category(draft, needs)
    return tuple(found)


def _of_words(draft: ListingDraft) -> Iterator[DraftProblem]:
    title = draft.title.strip()
    if not title:
        yield DraftProblem("no_title", about="title")
    elif len(title) > TITLE:
        yield DraftProblem("title_too_long", {"most": TITLE}, "title")
    if not plain(draft.description_html):
        yield DraftProblem("no_description", about="description")
    elif len(draft.description_html) > RICH:
        yield DraftProblem("description_too_long", {"most": RICH}, "description")
    elif is_active(draft.description_html):
        yield DraftProblem("active_content", about="description")


def _of_choices(draft: ListingDraft) -> Iterator[DraftProblem]:
    if not draft.category_id:
        yield DraftProblem("no_remote_category", about="category")
    for name in POLICIES:
        if not draft.settings.get(name):
            yield DraftProblem("missing_setting", {"setting": name}, name)
    if not location_of(draft):
        yield DraftProblem("missing_setting", {"setting": "location_key"}, "location_key")
    if condition(draft.condition) not in CONDITIONS:
        yield DraftProblem("condition_unknown", {"condition": draft.condition}, "condition")


def _of_forms(draft: ListingDraft) -> Iterator[DraftProblem]:
    if not draft.variants:
        yield DraftProblem("no_variants")
    if len(draft.variants) > MOST_FORMS:
        yield DraftProblem("too_many_forms", {"most": MOST_FORMS})
    seen: set[str] = set()
    for variant in draft.variants:
        yield from _of_form(draft, variant)
        if variant.sku in seen:
            yield DraftProblem("sku_twice", {"sku": variant.sku}, "sku", variant.key)
        seen.add(variant.sku)
    is_new = not draft.remote_id
    if is_new and draft.variants and all(variant.quantity == 0 for variant in draft.variants):
        yield DraftProblem("no_stock_to_begin", about="quantity")


def _of_form(draft: ListingDraft, variant: VariantDraft) -> Iterator[DraftProblem]:
    key, sku = variant.key, variant.sku
    if not SKU.fullmatch(sku):
        yield DraftProblem("sku_form", {"sku": sku}, "sku", key)
    if variant.quantity is None:
        yield DraftProblem("no_stock_figure", {"sku": sku}, "quantity", key)
    if variant.price.amount <= 0:
        yield DraftProblem("no_price", {"sku": sku}, "price", key)
    pictures = images_of(draft, variant) or list(draft.images)
    if not pictures:
        yield DraftProblem("no_picture", {"sku": sku}, "images", key)
    for url in pictures:
        if not _FETCHABLE.match(url):
            yield DraftProblem("picture_not_https", {"url": url}, "images", key)
    if is_group(draft) and [name for name, value in variant.options if value] != list(draft.option_names):
        yield DraftProblem("no_options", {"sku": sku}, "options", key)
    for name, value in variant.options:
        if len(value) > LONGEST_VALUE:
            yield DraftProblem("attribute_too_long", {"name": name, "most": LONGEST_VALUE}, name, key)


def _of_category(draft: ListingDraft, needs: CategoryNeeds) -> Iterator[DraftProblem]:
    given = {key: [value for value in values if value] for key, values in draft.attributes}
    options = set(draft.option_names)
    known = {need.key: need for need in needs.attributes}
    for need in needs.attributes:
        if need.key not in options:
            is_brand = need.key in _BRANDS and bool(draft.vendor.strip())
            if need.is_required and not given.get(need.key) and not is_brand:
                yield DraftProblem("missing_attribute", {"name": need.name}, need.key)
            yield from _of_values(need, given.get(need.key, ()))
    for name in draft.option_names:
        option = known.get(name)
        if option is not None and not option.varies:
            yield DraftProblem("option_cannot_vary", {"name": name}, name)
        elif option is not None:
            for variant in draft.variants:
                values = [value for named, value in variant.options if named == name]
                yield from (_with_key(each, variant.key) for each in _of_values(option, values))
    if needs.conditions and condition(draft.condition) not in needs.conditions:
        yield DraftProblem("condition_not_taken", {"condition": draft.condition}, "condition")


def _of_values(need: AttributeNeed, values: Iterable[str]) -> Iterator[DraftProblem]:
    listed = list(values)
    if len(listed) > 1 and not need.is_multiple:
        yield DraftProblem("attribute_single", {"name": need.name}, need.key)
    for value in listed:
        if need.only_listed and need.values and value not in need.values:
            yield DraftProblem("unfit_attribute", {"name": need.name, "value": value}, need.key)
        most = need.longest or LONGEST_VALUE
        if len(value) > most:
            yield DraftProblem("attribute_too_long", {"name": need.name, "most": most}, need.key)


def _with_key(problem: DraftProblem, key: str) -> DraftProblem:
    return DraftProblem(problem.code, problem.values, problem.about, key)


def _of_safety(draft: ListingDraft, needs: CategoryNeeds | None) -> Iterator[DraftProblem]:
    required = set(needs.required_regulations) if needs else set()
    safety = draft.safety or ProductSafety()
    maker, persons = safety.manufacturer, safety.responsible
    if "manufacturer" in required and maker is None:
        yield DraftProblem("manufacturer_missing", about="manufacturer")
    if "responsible_person" in required and not persons:
        yield DraftProblem("responsible_missing", about="responsible_person")
    if "safety" in required and not (safety.pictograms or safety.statements):
        yield DraftProblem("safety_missing", about="safety")
    if maker is not None:
        yield from _of_contact(maker, "manufacturer")
        if maker.country not in EU_COUNTRIES and not any(person.country in EU_COUNTRIES for person in persons):
            yield DraftProblem("nobody_in_eu", about="responsible_person")
    for person in persons:
        yield from _of_contact(person, "responsible_person")
    if safety.text and not (safety.pictograms or safety.statements):
        yield DraftProblem("safety_text_alone", about="safety")
    if len(safety.text) > LONGEST_TEXT:
        yield DraftProblem("safety_text_too_long", {"most": LONGEST_TEXT}, "safety")


def _of_contact(who: Contact, about: str) -> Iterator[DraftProblem]:
    """A company and one way to reach it; an address whole or not at all."""
    if not who.company:
        yield DraftProblem("contact_no_company", about=about)
    address = [bool(part) for part in (who.address1, who.city, who.postal_code, who.country)]
    if any(address) and not all(address):
        yield DraftProblem("contact_partial_address", {"company": who.company}, about)
    if not (who.address1 or who.email or who.phone or who.url):
        yield DraftProblem("contact_unreachable", {"company": who.company}, about)
    if who.email and not EMAIL.fullmatch(who.email):
        yield DraftProblem("contact_email", {"company": who.company}, about)
    if who.url and not who.url.startswith(("https://", "http://")):
        yield DraftProblem("contact_url", {"company": who.company}, about)
