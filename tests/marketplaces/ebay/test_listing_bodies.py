"""Items, groups and offers as they go over the wire."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplaces.adapters.ebay.mapper.groups import group_body, group_key, is_group
from marketplaces.adapters.ebay.mapper.items import item_body
from marketplaces.adapters.ebay.mapper.offers import new_offer_body, offer_body
from marketplaces.adapters.ebay.mapper.regulation import regulatory
from marketplaces.adapters.ebay.mapper.words import plain
from marketplaces.adapters.ebay.sites import site_of
from marketplaces.interface import ProductSafety
from tests.marketplaces.ebay.drafts import CHOSEN, PICTURE, SAFETY, single, varied

US, FR = site_of("EBAY_US"), site_of("EBAY_FR")


def body(draft=None, site=US, quantity=12, **form):
    draft = draft or single()
    return item_body(draft, replace(draft.variants[0], **form), site, quantity)


def test_an_item_is_whole():
    assert body() == {
        "availability": {"shipToLocationAvailability": {"quantity": 12}},
        "condition": "NEW",
        "packageWeightAndSize": {"weight": {"value": 250, "unit": "GRAM"}},
        "product": {
            "title": "Black soap",
            "description": "Soft & dark\nWith olives",
            "aspects": {"Brand": ["Hub"], "Type": ["Bar Soap"]},
            "imageUrls": [PICTURE],
            "brand": "Hub",
            "ean": ["4006381333931"],
        },
    }


@pytest.mark.parametrize(
    ("gtin", "site", "expected"),
    [
        ("", US, ("upc", "Does not apply")),
        ("", FR, ("ean", "Does not apply")),
        ("123456789012", FR, ("upc", "123456789012")),
        ("9783161484100", US, ("isbn", "9783161484100")),
        ("12345678", US, ("ean", "12345678")),
        ("no number", FR, ("ean", "Does not apply")),
    ],
)
def test_a_product_s_number_stands_where_it_belongs_and_none_is_said_so(gtin, site, expected):
    product = body(site=site, gtin=gtin)["product"]
    found = {name: product[name] for name in ("ean", "upc", "isbn") if name in product}
    assert found == {expected[0]: [expected[1]]}


@pytest.mark.parametrize(
    ("ours", "theirs"), [("new", "NEW"), ("", "NEW"), ("used", "USED_EXCELLENT"), ("LIKE_NEW", "LIKE_NEW")]
)
def test_the_condition_in_their_words(ours, theirs):
    assert body(single(condition=ours))["condition"] == theirs


def test_the_brand_is_called_as_the_site_calls_it():
    draft = single(attributes=(), vendor="Hub")
    assert body(draft, FR)["product"]["aspects"] == {"Marque": ["Hub"]}
    assert body(draft, FR)["product"]["brand"] == "Hub"


def test_a_description_for_an_item_is_plain_and_cut_at_a_word():
    text = plain("<p>" + "word " * 1000 + "</p>")
    assert (len(text) <= 4000, text.endswith("word…")) == (True, True)
    assert plain("a<br>b<script>x</script>&nbsp;c") == "a\nb x c"


def test_a_weight_of_half_a_gram_is_a_number():
    assert body(weight_g=Decimal("0.5"))["packageWeightAndSize"]["weight"]["value"] == 0.5


# Offers


def test_an_offer_is_whole_and_keeps_the_catalogue_out_of_it():
    assert new_offer_body(single(safety=None), single().variants[0], US, 12) == {
        "sku": "SN-200",
        "marketplaceId": "EBAY_US",
        "format": "FIXED_PRICE",
        "availableQuantity": 12,
        "categoryId": "67391",
        "includeCatalogProductDetails": False,
        "listingDescription": "<p>Soft &amp; dark</p><p>With olives</p>",
        "listingDuration": "GTC",
        "listingPolicies": {
            "fulfillmentPolicyId": "6100000001",
            "paymentPolicyId": "6100000002",
            "returnPolicyId": "6100000003",
        },
        "merchantLocationKey": "warehouse-1",
        "pricingSummary": {"price": {"value": "4.90", "currency": "USD"}},
    }


def test_a_put_repeats_all_but_what_cannot_be_changed():
    """Pitfall 4: what a PUT leaves out is erased."""
    new = new_offer_body(single(), single().variants[0], US, 12)
    again = offer_body(single(), single().variants[0], 12)
    assert set(new) - set(again) == {"sku", "marketplaceId", "format"}


def test_a_tax_is_said_where_the_shop_has_chosen_one():
    draft = single(settings=CHOSEN | {"vat_percentage": "20"})
    assert offer_body(draft, draft.variants[0], 1)["tax"] == {"applyTax": True, "vatPercentage": 20.0}


def test_the_location_is_the_shop_s_where_the_listing_has_none():
    settings = {name: value for name, value in CHOSEN.items() if name != "location_key"}
    draft = single(settings=settings, location_id="shed")
    assert offer_body(draft, draft.variants[0], 1)["merchantLocationKey"] == "shed"


def test_the_regulatory_block():
    address = {
        "companyName": "Test Maker",
        "addressLine1": "1 Rue du Test",
        "city": "Paris",
        "postalCode": "75001",
        "country": "FR",
        "email": "maker@example.com",
    }
    assert regulatory(SAFETY) == {
        "manufacturer": address,
        "responsiblePersons": [address | {"companyName": "Test Keeper", "types": ["EU_RESPONSIBLE_PERSON"]}],
        "productSafety": {"pictograms": ["P1"], "statements": ["S1"], "component": "Keep dry"},
    }
    assert regulatory(ProductSafety(text="alone")) == regulatory(None) == {}


# Groups


def test_a_group_names_exactly_the_values_of_its_forms():
    made = group_body(varied(), US)
    assert made["variantSKUs"] == ["TEE-Red-S", "TEE-Red-M", "TEE-Blue-S", "TEE-Blue-M"]
    assert made["variesBy"] == {
        "specifications": [{"name": "Color", "values": ["Red", "Blue"]}, {"name": "Size", "values": ["S", "M"]}],
        "aspectsImageVariesBy": ["Color"],
    }
    assert made["aspects"] == {"Brand": ["Hub"], "Department": ["Men"]}
    assert len(made["imageUrls"]) == 3


def test_a_form_of_a_group_has_its_own_values_and_its_own_picture():
    product = body(varied())["product"]
    assert product["aspects"] == {"Brand": ["Hub"], "Department": ["Men"], "Color": ["Red"], "Size": ["S"]}
    assert product["imageUrls"] == ["https://cdn.example.com/Red.jpg"]


def test_forms_with_one_picture_do_not_vary_by_it():
    forms = tuple(replace(form, image_url=PICTURE) for form in varied().variants)
    assert "aspectsImageVariesBy" not in group_body(varied(variants=forms), US)["variesBy"]


def test_a_group_s_key_is_the_handle_or_a_short_form_of_it_that_no_other_has():
    assert group_key("tee-g7") == "tee-g7"
    long = "a-very-long-title-" * 5
    keys = {group_key(f"{long}g{number}") for number in range(50)}
    assert (len(keys), max(map(len, keys))) == (50, 50)


@pytest.mark.parametrize(
    ("draft", "expected"), [(single(), False), (varied(), True), (varied(sizes=("S",), colours=("Red",)), True)]
)
def test_options_make_a_group_be_it_of_one(draft, expected):
    assert is_group(draft) is expected
