"""What is known before the first call: problems of drafts, categories, choices, readiness (pitfalls 10, 14, 23, 32 to 37)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import NotFound, Rejected
from core.money import Money
from marketplaces.adapters.etsy.adapter import EtsyAdapter
from marketplaces.adapters.etsy.listing.problems import WHEN_MADE
from marketplaces.adapters.etsy.mapper.words import tags_of
from marketplaces.interface import AttributeNeed, CategoryNeeds, ListingDraft, VariantDraft
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import PROBLEMS, READINESS, SETTINGS
from tests.marketplaces.etsy.shapes import euros

SETTINGS_GIVEN = {
    "shipping_profile_id": "1",
    "readiness_state_id": "2",
    "who_made": "i_did",
    "when_made": "made_to_order",
    "is_supply": "false",
}
DRAFT = ListingDraft(
    handle="mug",
    title="Test mug",
    variants=(VariantDraft("11", "M-1", euros("7.50"), 4),),
    images=("https://pictures.example/1.png",),
    category_id="1065",
    settings=SETTINGS_GIVEN,
)


def codes(draft, needs=None):
    found = EtsyAdapter.draft_problems(draft, needs)
    assert all(each.code in PROBLEMS for each in found)
    return [each.code for each in found]


def test_a_good_draft_has_none():
    assert codes(DRAFT) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", ["no_title"]),
        ("x" * 140, []),
        ("x" * 141, ["title_too_long"]),
        ("Mug 50% & tea: 2+1", []),
        ("50% or 60%", ["title_once"]),
        ("A & B & C", ["title_once"]),
        ("Price $5", ["title_letters"]),
        ("Smile 😀", ["title_letters"]),
        ("Tasse à thé – « bleue »™", []),
        ("Cafe\u0301", []),
    ],
)
def test_titles(title, expected):
    """14"""
    assert codes(replace(DRAFT, title=title)) == expected


def test_tags_are_chosen_from_the_product_s_words():
    """11"""
    words = ("Blue", "blue", "a,b", "hand-made", "it's", "x" * 21, "cup™", "(no)", *(f"word {n}" for n in range(20)))
    found = tags_of(words)
    assert found[:4] == ("Blue", "hand-made", "it's", "cup™")
    assert len(found) == 13


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"shipping_profile_id": ""}, ["missing_setting"]),
        ({"readiness_state_id": "", "is_supply": ""}, ["missing_setting", "missing_setting"]),
        ({"when_made": "2020_2023"}, ["unfit_attribute"]),
        ({"who_made": "someone_else"}, ["partner_missing"]),
        ({"who_made": "someone_else", "production_partner_ids": "5"}, []),
        ({"who_made": "someone_else", "is_supply": "true"}, []),
        ({"who_made": "someone_else", "when_made": "1990s"}, []),
        ({"materials": "clay, oak-wood"}, ["material_letters"]),
        ({"materials": ",".join(f"m{n}" for n in range(14))}, ["too_many_materials"]),
    ],
)
def test_choices(change, expected):
    """12, 23"""
    assert codes(replace(DRAFT, settings={**SETTINGS_GIVEN, **change})) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"quantity": 1000}, ["too_much_stock"]),
        ({"quantity": 0}, ["no_stock_to_begin"]),
        ({"price": Money(Decimal("0.19"), "USD")}, ["price_too_low"]),
        ({"price": Money(Decimal("0.19"), "EUR")}, []),
        ({"price": euros("0.001")}, ["price_too_low"]),
        ({"weight_g": Decimal(0)}, ["weight_not_positive"]),
    ],
)
def test_forms(change, expected):
    """15, 33, 37: other currencies have floors of their own, which Etsy names"""
    assert codes(replace(DRAFT, variants=(replace(DRAFT.variants[0], **change),))) == expected


def test_a_listing_that_is_there_may_be_without_stock():
    empty = (replace(DRAFT.variants[0], quantity=0),)
    assert codes(replace(DRAFT, variants=empty, remote_id="7")) == []


def test_one_sku_once_one_picture_one_category():
    twice = replace(DRAFT, variants=DRAFT.variants * 2, images=(), category_id="")
    assert codes(twice) == ["no_remote_category", "no_picture", "sku_twice"]


def forms(*rows):
    return tuple(VariantDraft(str(n), f"M-{n}", euros("5"), 1, row) for n, row in enumerate(rows))


def test_options():
    """32, 36"""
    many = forms(*((("Size", str(n)),) for n in range(71)))
    assert codes(replace(DRAFT, variants=many)) == ["too_many_values"]
    four = forms(tuple((name, "x") for name in "abcd"))
    assert codes(replace(DRAFT, variants=four)) == ["too_many_options"]
    three = forms(tuple((name, "x") for name in ("a", "b", "Color")))
    assert codes(replace(DRAFT, variants=three)) == ["option_cannot_vary"]
    needs = CategoryNeeds("1065", (AttributeNeed("200", "Color", varies=True),))
    assert codes(replace(DRAFT, variants=three), needs) == []


def test_attributes():
    need = AttributeNeed("200", "Color", is_required=True, values=("Black", "Blue"), only_listed=True)
    needs = CategoryNeeds("1065", (need,))
    assert codes(DRAFT, needs) == ["missing_attribute"]
    assert codes(replace(DRAFT, attributes=(("200", ("black",)),)), needs) == []
    assert codes(replace(DRAFT, attributes=(("200", ("Mauve",)),)), needs) == ["unfit_attribute"]
    assert codes(replace(DRAFT, attributes=(("200", ("Black", "Blue")),)), needs) == ["attribute_single"]


def test_publishing_costs_twenty_cents_of_a_dollar():
    assert EtsyAdapter.publishing_fee(DRAFT) == Money(Decimal("0.20"), "USD")


def test_years_are_in_one_place_only():
    assert (len(WHEN_MADE), WHEN_MADE[1]) == (19, "2020_2026")


# Categories


def test_leaves_are_suggested_by_their_words(shop):
    found = shop.suggest_categories("Blue mugs for tea")
    assert found[0].category_id == "1065"
    assert all(each.is_leaf for each in found)
    assert shop.suggest_categories("zzz") == ()


def test_the_tree_is_walked_and_asked_for_once_a_day(etsy, shop):
    roots = shop.categories_below()
    below = shop.categories_below(roots[0].category_id)
    assert {each.parent_id for each in below} == {roots[0].category_id}
    assert below[0].path == f"{roots[0].name} > {below[0].name}"
    assert len(etsy.calls("getSellerTaxonomyNodes")) == 1


def test_what_a_category_asks_for(shop):
    """34: scales are those that the category names"""
    needs = shop.category_needs("1065")
    by_key = {each.key: each for each in needs.attributes}
    assert (by_key["200"].name, by_key["200"].values[0], by_key["200"].varies) == ("Primary color", "Black", True)
    assert needs == CategoryNeeds.read(needs.written())


def test_a_category_that_is_gone_or_no_leaf(shop):
    with pytest.raises(NotFound):
        shop.category_needs("99999999")
    with pytest.raises(Rejected) as refusal:
        shop.category_needs(shop.categories_below()[0].category_id)
    assert refusal.value.code == "no_leaf"


# The shop


def test_the_choices_of_a_shop(etsy, shop):
    found = {each.name: each for each in shop.selling_settings()}
    assert set(found) <= set(SETTINGS)
    assert [choice.title for choice in found["shipping_profile_id"].choices] == ["Standard"]
    assert [choice.title for choice in found["readiness_state_id"].choices] == ["ready to ship, 1-3 days"]
    assert [choice.title for choice in found["return_policy_id"].choices] == ["returns, 30 days"]
    assert (found["return_policy_id"].is_required, found["who_made"].is_required) == (False, True)


def checks(shop):
    found = shop.readiness()
    assert all(each.code in READINESS for each in found)
    return {each.code: each.is_met for each in found}


def test_a_shop_that_is_ready(etsy, account, open_shop):
    MarketplaceAccount.objects.update(selling_settings={name: str(one) for name, one in etsy.ids.items()})
    account.refresh_from_db()
    assert set(checks(open_shop(account)).values()) == {True}


def test_what_is_missing_is_named(etsy, account, open_shop):
    etsy.set_rule("vacation", value=True)
    account.selling_settings = {"shipping_profile_id": "999", "return_policy_id": str(etsy.ids["return_policy_id"])}
    account.lost_abilities = ["fulfil", "personal_data"]
    found = checks(open_shop(account))
    assert [code for code, is_met in found.items() if not is_met] == [
        "not_on_vacation",
        "shipping_profile",
        "processing_profile",
        "addresses_shown",
        "tracking_taken",
    ]
