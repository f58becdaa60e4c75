"""What eBay would refuse is said before any call."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplaces.adapters.ebay.mapper.problems import draft_problems
from marketplaces.interface import AttributeNeed, CategoryNeeds, Contact, ProductSafety
from marketplaces.reasons import PROBLEMS
from tests.marketplaces.ebay.drafts import MAKER, SAFETY, dollars, single, varied

BRAND = AttributeNeed("Brand", "Brand", is_required=True)
SOAP = CategoryNeeds("67391", (BRAND, AttributeNeed("Type", "Type", is_required=True)), ("NEW",))
TEES = CategoryNeeds(
    "15687",
    (
        BRAND,
        AttributeNeed("Size", "Size", is_required=True, varies=True, values=("S", "M")),
        AttributeNeed("Color", "Color", varies=True, is_multiple=True, longest=10),
        AttributeNeed("Department", "Department", is_required=True, values=("Men", "Women"), only_listed=True),
    ),
)


def codes(draft, needs=None):
    return [problem.code for problem in draft_problems(draft, needs)]


def form(**more):
    return (replace(single().variants[0], **more),)


@pytest.mark.parametrize(("draft", "needs"), [(single(), SOAP), (varied(), TEES), (single(), None)])
def test_a_whole_draft_has_no_problem(draft, needs):
    assert draft_problems(draft, needs) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": " "}, "no_title"),
        ({"title": "x" * 81}, "title_too_long"),  # pitfall 11: cut, or refused late
        ({"description_html": "<p> </p>"}, "no_description"),
        ({"description_html": "x" * 500_001}, "description_too_long"),
        ({"description_html": "<p>a</p><script>alert(1)</script>"}, "active_content"),  # pitfall 15: stored as it is
        ({"description_html": "<p onclick = 'x()'>a</p>"}, "active_content"),
        ({"description_html": "<a href='javascript:x()'>a</a>"}, "active_content"),
        ({"category_id": ""}, "no_remote_category"),
        ({"condition": "as good as new"}, "condition_unknown"),
        ({"images": ()}, "no_picture"),
        ({"images": ("http://cdn.example.com/1.jpg",)}, "picture_not_https"),
        ({"variants": ()}, "no_variants"),
        ({"variants": form(sku="SN 200")}, "sku_form"),
        ({"variants": form(sku="SN/200")}, "sku_form"),
        ({"variants": form(sku="x" * 51)}, "sku_form"),
        ({"variants": form(quantity=None)}, "no_stock_figure"),
        ({"variants": form(quantity=0)}, "no_stock_to_begin"),
        ({"variants": form(price=dollars(0))}, "no_price"),
        ({"variants": form() * 2, "option_names": ("Size",)}, "sku_twice"),
    ],
)
def test_each_of_these_stops_it(changes, expected):
    assert expected in codes(single(**changes))


def test_titles_and_skus_of_just_the_right_length_are_fine():
    assert codes(single(title="x" * 80, variants=form(sku="x" * 50))) == []


def test_a_listing_that_is_there_may_run_out_of_stock():
    assert codes(single(remote_id="110500000001", variants=form(quantity=0))) == []


@pytest.mark.parametrize("name", ["fulfillment_policy_id", "payment_policy_id", "return_policy_id", "location_key"])
def test_each_choice_of_the_shop_is_needed(name):
    settings = {**single().settings, name: ""}
    assert [(each.code, each.about) for each in draft_problems(single(settings=settings), None)] == [
        ("missing_setting", name)
    ]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (single(attributes=(("Type", ("Bar",)),)), [("missing_attribute", "Brand")]),
        (single(attributes=(("Type", ("Bar",)),), vendor="Hub"), []),
        (single(attributes=(("Brand", ("A", "B")), ("Type", ("Bar",)))), [("attribute_single", "Brand")]),
        (single(attributes=(("Brand", ("x" * 66,)), ("Type", ("Bar",)))), [("attribute_too_long", "Brand")]),
        (single(condition="used"), [("condition_not_taken", "condition")]),
    ],
)
def test_what_a_category_asks_for(draft, expected):
    assert [(each.code, each.about) for each in draft_problems(draft, SOAP)] == expected


def test_a_value_that_is_not_listed_is_not_taken():
    draft = varied(attributes=(("Brand", ("Hub",)), ("Department", ("Cats",))))
    assert [(each.code, each.values) for each in draft_problems(draft, TEES)] == [
        ("unfit_attribute", {"name": "Department", "value": "Cats"})
    ]


def test_variations_differ_by_aspects_that_may_vary_only():
    draft = varied(option_names=("Brand", "Size"))
    forms = tuple(replace(each, options=(("Brand", "A"), ("Size", "S"))) for each in draft.variants[:1])
    found = draft_problems(replace(draft, variants=forms), TEES)
    assert [(each.code, each.about) for each in found] == [("option_cannot_vary", "Brand")]


def test_a_value_of_a_variation_is_looked_at_too():
    found = draft_problems(varied(colours=("AVeryLongColour",), sizes=("S",)), TEES)
    assert [(each.code, each.about, each.key) for each in found] == [("attribute_too_long", "Color", "11")]


@pytest.mark.parametrize(
    ("safety", "expected"),
    [
        (SAFETY, []),
        (None, []),
        (replace(SAFETY, pictograms=(), statements=()), ["safety_text_alone"]),
        (replace(SAFETY, text="x" * 121), ["safety_text_too_long"]),
        (ProductSafety(replace(MAKER, company="")), ["contact_no_company"]),
        (ProductSafety(replace(MAKER, city="")), ["contact_partial_address"]),
        (ProductSafety(Contact("Maker", country="FR")), ["contact_partial_address", "contact_unreachable"]),
        (ProductSafety(replace(MAKER, email="maker")), ["contact_email"]),
        (ProductSafety(replace(MAKER, url="maker.example")), ["contact_url"]),
        (ProductSafety(replace(MAKER, country="CN")), ["nobody_in_eu"]),
        (ProductSafety(replace(MAKER, country="CN"), (MAKER,)), []),
        (ProductSafety(MAKER, (replace(MAKER, company=""),)), ["contact_no_company"]),
    ],
)
def test_what_the_law_wants_said_is_said_whole(safety, expected):
    assert codes(single(safety=safety)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("manufacturer", "manufacturer_missing"),
        ("responsible_person", "responsible_missing"),
        ("safety", "safety_missing"),
    ],
)
def test_what_the_law_wants_said_in_this_category(name, expected):
    needs = replace(SOAP, regulations=(name,), required_regulations=(name,))
    assert codes(single(safety=None), needs) == [expected]
    assert codes(single(), needs) == []


def test_each_code_has_words():
    drafts = [
        single(
            title="",
            description_html="",
            category_id="",
            condition="x",
            images=(),
            settings={},
            variants=form(sku="a b"),
        ),
        single(safety=ProductSafety(Contact("")), title="x" * 81),
        varied(variants=(replace(varied().variants[0], price=dollars(0), quantity=None, options=()),)),
    ]
    found = {problem.code for draft in drafts for problem in draft_problems(draft, replace(SOAP, conditions=("NEW",)))}
    assert len(found) > 10
    assert sorted(code for code in found if code not in PROBLEMS) == []


def test_a_weight_is_no_money_and_a_price_no_number():
    assert single().variants[0].weight_g == Decimal(250)
