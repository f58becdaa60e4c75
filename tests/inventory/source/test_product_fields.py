"""Section "Fields" of the contract and its three vocabularies, row by row: all but price and stock."""

import json

import pytest

from inventory.source.mapper import item_id, read_product
from inventory.source.mapper.product import read_any_product
from tests.inventory.source.products import error, product, raw, read, remarks

# SKU


@pytest.mark.parametrize("value", [None, "", "  ", ...])
def test_a_missing_sku_is_empty(value):
    assert product(sku=value).sku == ""


@pytest.mark.parametrize(
    ("fields", "sku"),
    [
        ({"sku": "A-1"}, "A-1"),
        ({"sku": 1234}, "1234"),
        ({"sku": " A-1 "}, "A-1"),
        ({"cug": "C7"}, "C7"),
        ({"cug": 77, "code": "K"}, "77"),
        ({"code": "K"}, "K"),
        ({"generated_ean": "2000000000015"}, "2000000000015"),
        ({"primary_barcode": "20"}, "20"),
        ({"primary_barcode": {"ean": "21"}}, "21"),
        ({"barcodes": [{"ean": "22"}, {"ean": "23", "is_primary": True}]}, "23"),
        ({"barcodes": [{"ean": "22"}]}, "22"),
        ({"barcodes": []}, ""),
        ({"sku": None, "cug": "C7"}, "C7"),
    ],
)
def test_the_sku_of_each_vocabulary(fields, sku):
    assert product(**fields).sku == sku


def test_a_sku_beyond_our_field_is_an_error():
    assert product(sku="x" * 100).sku == "x" * 100
    assert error(sku="x" * 101).code == "sku_too_long"


def test_a_sku_that_is_no_text_is_an_error():
    assert error(sku={"a": 1, "b": 2, "ean": []}).code == "sku_unreadable"


# Identity


@pytest.mark.parametrize("value", [12, "12", " 12 ", 12.0])
def test_an_id_as_text_and_as_a_number_is_one_and_the_same(value):
    assert product(id=value).external_id == "12"
    assert item_id(raw(id=value)) == "12"


def test_an_id_of_zero_is_an_id():
    assert product(id=0).external_id == "0"


@pytest.mark.parametrize("value", [None, "", " ", ..., True, [], {}])
def test_a_missing_id_is_an_error(value):
    found, problems = read(id=value)
    assert (found, [(p.external_id, p.code, p.severity) for p in problems]) == (None, [("", "id_missing", "error")])
    assert item_id(raw(id=value)) is None


def test_an_id_beyond_our_field_is_an_error():
    assert error(id="x" * 65).code == "id_too_long"
    assert item_id(raw(id="x" * 65)) is None
    assert item_id(b'{"id": ' + b"1" * 5000 + b"}") is None


def test_an_id_with_a_nul_is_an_error():
    assert error(id="1\x002").code == "id_unreadable"


@pytest.mark.parametrize("entry", [b"null", b"1", b'"x"', b"[]", b"true"])
def test_an_entry_that_is_no_object_is_an_error(entry):
    found, problems = read_product(entry, currency="XOF")
    assert (found, [p.code for p in problems]) == (None, ["item_not_an_object"])
    assert item_id(entry) is None


@pytest.mark.parametrize("entry", [b"", b"{", b'{"id": 7, "name": "\xff"}', b"[" * 50_000])
def test_an_entry_that_cannot_be_read_is_an_error(entry):
    found, problems = read_product(entry, currency="XOF")
    assert (found, [p.code for p in problems]) == (None, ["item_unreadable"])


def test_of_a_key_that_comes_twice_the_last_value_counts():
    found, _ = read_product(b'{"id": 7, "name": "A", "name": "B", "price": "1", "price": "2"}', currency="XOF")
    assert (found.title, str(found.price)) == ("B", "2")


# Title


@pytest.mark.parametrize("value", [None, "", "  ", "\x00\u202e", ...])
def test_a_missing_name_is_left_open(value):
    found, codes = remarks(name=value)
    assert (found.title, codes) == ("", ["name_missing"])


def test_the_title_of_the_other_vocabulary():
    assert product(name=..., title="Tapis").title == "Tapis"


def test_a_name_that_is_a_number_is_its_text():
    assert product(name=501).title == "501"


@pytest.mark.parametrize("value", [[], {"fr": "Lampe"}, True])
def test_a_name_that_is_no_text_is_an_error(value):
    assert error(name=value).code == "name_unreadable"


def test_a_name_of_600_characters_is_cut_to_255():
    found, codes = remarks(name="é" * 600)
    assert (found.title, codes) == ("é" * 255, ["name_cut"])


def test_a_name_beyond_2000_characters_is_an_error():
    problem = error(name="x" * 10_240)
    assert (problem.code, problem.values) == ("name_too_long", {"length": 10240, "limit": 2000})


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("e\u0323\u0302\u0304x", ""),  # one letter, three accents: stays with its letter or goes
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", ""),  # a family
        ("\U0001f44d\U0001f3fd", ""),  # a thumb and its tone
        ("\U0001f1f2\U0001f1f1\U0001f1f8\U0001f1f3", "\U0001f1f2\U0001f1f1"),  # two flags, room for one
    ],
)
def test_a_title_is_never_cut_inside_a_character(tail, kept):
    room = 3 if kept else 1
    start = "x" * (255 - room)
    found, codes = remarks(name=start + tail + "y" * 20)
    assert codes == ["name_cut"]
    assert found.title in (start + kept, start)
    assert len(found.title) >= 254 - len(tail)
    assert not found.title.endswith("\u200d")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Café \U0001f600 4-byte \U0001d54f", "Café \U0001f600 4-byte \U0001d54f"),
        ("cafe\u0301", "café"),
        ("a\x00b", "ab"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066iso\u2069late", "isolate"),
        ("\ufeffBOM", "BOM"),
        ("two\nlines\tand tab", "two lines and tab"),
        ("<b>Lampe</b> & <script>alert(1)</script>", "<b>Lampe</b> & <script>alert(1)</script>"),
        ("عربي", "عربي"),
        ("bell\x07 del\x7f c1\x9b", "bell del c1"),
    ],
)
def test_names_are_stored_clean_and_otherwise_as_they_are(name, title):
    assert product(name=name).title == title


def test_half_a_surrogate_pair_is_dropped():
    found, _ = read_product(b'{"id": 7, "name": "a\\ud800b", "price": "1"}', currency="XOF")
    assert found.title == "ab"


# Description


@pytest.mark.parametrize("value", [None, "", ...])
def test_a_missing_description_is_empty(value):
    assert product(description=value).description == ""


def test_a_plain_description_stays_as_it_is():
    text = "Fish & chips, 1 < 2.\n\nTwo lines; \u00ab guillemets \u00bb."
    assert product(description=text).description == text


def test_markup_in_a_description_is_cleaned():
    text = (
        '<p style="color:red" onclick="x()">Bon <b>prix</b><script>alert(1)</script>'
        '<img src=x onerror=alert(1)><a href="javascript:x">a</a><a href="https://a.example/">b</a></p>'
    )
    assert product(description=text).description == (
        '<p>Bon <b>prix</b><a rel="noopener noreferrer">a</a>'
        '<a href="https://a.example/" rel="noopener noreferrer">b</a></p>'
    )


@pytest.mark.parametrize("text", ["<\u202escript>x</script>", "<\x00script>x</script>", "<scr\u2066ipt>x</script>"])
def test_a_tag_that_only_appears_after_cleaning_is_cleaned_too(text):
    assert product(description=text).description == ""


def test_a_character_reference_cannot_bring_back_what_was_taken_out():
    assert product(description="<p>a&#x202e;b&#0;c</p>").description.replace("\ufffd", "") == "<p>abc</p>"


def test_a_description_without_end_is_cut():
    found, codes = remarks(description="x" * 200_000)
    assert (len(found.description), codes) == (100_000, ["description_cut"])


def test_a_description_that_is_no_text_is_left_out():
    found, codes = remarks(description=["a"])
    assert (found.description, codes) == ("", ["description_unreadable"])


# Category and brand


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"category_id": 5}, ("5", "")),
        ({"category_id": "5"}, ("5", "")),
        ({"category_id": 0}, ("0", "")),
        ({"category_id": None}, ("", "")),
        ({}, ("", "")),
        ({"category": 5}, ("5", "")),
        ({"category": "5"}, ("5", "")),
        ({"category": {"id": 5, "name": "Soins"}}, ("5", "")),
        ({"category": {"name": "Soins"}}, ("", "Soins")),
        ({"category": "Soins"}, ("", "Soins")),
        ({"category_name": " Soins "}, ("", "Soins")),
        ({"category_id": None, "category_name": "Soins"}, ("", "Soins")),
        ({"category_id": 5, "category": {"id": 6}, "category_name": "x"}, ("5", "")),
    ],
)
def test_the_category_of_each_vocabulary(fields, expected):
    found = product(**fields)
    assert (found.category_external_id, found.category_name) == expected


def test_a_category_that_makes_no_sense_does_not_lose_the_product():
    found, codes = remarks(category_id=[1, 2])
    assert (found.category_external_id, codes) == ("", ["category_unreadable"])


@pytest.mark.parametrize(
    ("fields", "brand"),
    [
        ({"brand": "Kora"}, "Kora"),
        ({"brand": {"id": 1, "name": "Kora"}}, "Kora"),
        ({"brand_name": "Kora"}, "Kora"),
        ({"manufacturer": "Kora"}, "Kora"),
        ({"brand": None, "brand_name": "Kora"}, "Kora"),
        ({"brand": None}, ""),
        ({"brand": {"id": 1, "name": None}}, ""),
    ],
)
def test_the_brand_of_each_vocabulary(fields, brand):
    assert product(**fields).brand == brand


def test_a_long_brand_is_cut():
    found, codes = remarks(brand="b" * 121)
    assert (found.brand, codes) == ("b" * 120, ["brand_cut"])


# Pictures


@pytest.mark.parametrize(
    "fields",
    [
        {"images": ["https://a.example/1.png"]},
        {"images": [{"url": "https://a.example/1.png"}]},
        {"images": [None, "", {"image": "https://a.example/1.png"}, {"url": None}]},
        {"image_urls": ["https://a.example/1.png"]},
        {"gallery": [{"image_url": "https://a.example/1.png"}]},
        {"image_url": "https://a.example/1.png"},
        {"image": {"url": "https://a.example/1.png"}},
        {"image": "https://a.example/1.png", "main_image": "https://a.example/1.png"},
        {"main_image": "https://a.example/1.png"},
        {"photo": " https://a.example/1.png "},
        {"images": "https://a.example/1.png"},
    ],
)
def test_the_pictures_of_each_vocabulary(fields):
    assert product(**fields).images == ["https://a.example/1.png"]


def test_lists_of_pictures_come_before_single_ones_and_each_picture_once():
    found = product(image_url="https://a.example/3.png", images=[f"https://a.example/{n}.png" for n in (1, 2, 1)])
    assert found.images == ["https://a.example/1.png", "https://a.example/2.png", "https://a.example/3.png"]


@pytest.mark.parametrize(
    "address",
    [
        "/media/1.png",
        "media/1.png",
        "//a.example/1.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "ftp://a.example/1",
        "https://user:secret@a.example/1.png",
        "https://",
        "http:///x",
        5,
        ["x"],
        "https://a.example:port/",
        "https://[::1",
    ],
)
def test_a_picture_without_an_absolute_http_address_is_left_out(address):
    found, codes = remarks(images=[address, "http://a.example/2.png"])
    assert (found.images, codes) == (["http://a.example/2.png"], ["image_refused"])


def test_a_picture_with_blanks_or_accents_gets_an_address_that_can_be_fetched():
    assert product(images=["https://a.example/un été.png?x=1&y=é"]).images == [
        "https://a.example/un%20%C3%A9t%C3%A9.png?x=1&y=%C3%A9"
    ]


def test_a_signed_address_with_escapes_stays_as_it_is():
    url = "https://bucket.example/media/media/1.png?X-Amz-Signature=ab%2Fcd&Expires=3600"
    assert product(images=[url]).images == [url]


def test_there_is_an_end_to_pictures():
    assert len(product(images=[f"https://a.example/{n}.png" for n in range(300)]).images) == 100


# Flags, site, the rest


@pytest.mark.parametrize("key", ["is_active", "is_available_b2c", "is_available", "available"])
@pytest.mark.parametrize("value", [False, 0, "false", "0"])
def test_any_flag_that_says_no_makes_it_not_sellable(key, value):
    assert product(**{key: value}).is_active is False


@pytest.mark.parametrize("value", [True, 1, "true", None, "", ...])
def test_without_a_flag_that_says_no_it_is_active(value):
    assert product(is_active=value).is_active is True


def test_a_flag_nobody_can_read_is_remarked_on():
    found, codes = remarks(is_active="peut-être")
    assert (found.is_active, codes) == (True, ["flag_unreadable"])


@pytest.mark.parametrize(
    ("fields", "site"),
    [
        ({"site_id": 0}, "0"),
        ({"site_configuration": 3}, "3"),
        ({"site": {"id": 4}}, "4"),
        ({"site_id": None}, ""),
        ({}, ""),
    ],
)
def test_the_site_is_text_and_zero_is_a_site(fields, site):
    assert product(**fields).site_id == site


def test_the_stamp_is_kept_as_text():
    assert product(updated_at="2026-01-05T08:00:00Z").updated_at == "2026-01-05T08:00:00Z"
    assert product(updated_at=None).updated_at == ""


def test_unknown_extra_keys_are_ignored():
    assert product(formatted_quantity="3 kg", tva=18, nested={"a": [1, {"b": None}]}) == product()


def test_an_item_may_have_several_problems_and_all_are_told():
    found, problems = read(price="abc", stock="many", name="x" * 300)
    assert found is None
    assert [(p.field, p.code, p.severity) for p in problems] == [
        ("title", "name_cut", "warning"),
        ("price", "price_unreadable", "error"),
        ("stock", "stock_unreadable", "error"),
    ]
    assert {p.external_id for p in problems} == {"7"}


def test_a_product_in_the_services_own_vocabulary_is_read_whole():
    item = {
        "id": 41, "name": "Riz parfumé", "cug": "RZ41", "selling_price": "2500.00", "purchase_price": "1900.00",
        "quantity": "12.500", "category_name": "Épicerie", "brand_name": "Faso", "image_url": None, "is_active": True,
        "sale_unit_type": "weight", "weight_unit": "kg", "unit_display": "kg", "site_configuration": 2,
    }  # fmt: skip
    found, problems = read_product(json.dumps(item).encode(), currency="XOF")
    assert problems == []
    assert (found.external_id, found.title, found.sku, str(found.price)) == ("41", "Riz parfumé", "RZ41", "2500.00")
    assert (str(found.stock), found.unit, found.brand, found.site_id) == ("12.500", "kg", "Faso", "2")
    assert (found.category_external_id, found.category_name, found.images) == ("", "Épicerie", [])


def test_the_fast_reading_and_the_slow_one_agree_on_the_plainest_item():
    item = raw(sku="A", category_id=3, brand="B", images=["https://a.example/1.png"], is_active=True, currency="EUR")
    assert read_product(item, currency="XOF") == read_any_product(item, currency="XOF")
