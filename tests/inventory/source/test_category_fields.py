"""Category rows of the contract, as far as a single row tells: the tree itself is the sync's."""

import json

import pytest

from inventory.source.mapper import read_category


def read(**fields):
    item = {"id": 5, "name": "Soins"} | fields
    return read_category(json.dumps({key: value for key, value in item.items() if value is not ...}).encode())


def category(**fields):
    found, problems = read(**fields)
    assert problems == []
    return found


def remarks(**fields):
    found, problems = read(**fields)
    assert all(problem.severity == "warning" for problem in problems)
    return found, [problem.code for problem in problems]


@pytest.mark.parametrize(
    "fields",
    [
        {"parent_id": 3},
        {"parent_id": "3"},
        {"parent_id": 3.0},
        {"parent": 3},
        {"parent": "3"},
        {"parent": {"id": 3, "name": "Beauté"}},
        {"parent": {"id": "3"}, "parent_id": None},
        {"parent_id": 3, "parent": {"id": 9}},
    ],
)
def test_one_resolver_reads_every_form_of_parent(fields):
    assert category(**fields).parent_external_id == "3"


@pytest.mark.parametrize(
    "fields", [{"parent_id": None}, {"parent": None}, {"parent": None, "parent_id": None}, {"parent_id": ""}, {}]
)
def test_an_explicit_null_and_no_parent_at_all_are_a_root(fields):
    assert category(**fields).parent_external_id == ""


def test_a_parent_of_zero_is_an_id_like_any_other():
    assert category(parent_id=0).parent_external_id == "0"


def test_a_parent_that_makes_no_sense_is_a_root_with_a_remark():
    found, codes = remarks(parent_id=[3])
    assert (found.parent_external_id, codes) == ("", ["parent_unreadable"])


def test_a_category_may_name_itself_as_its_parent_here():
    """Whoever builds the tree leaves the edge out; a row alone says what it says."""
    assert category(parent_id=5).parent_external_id == "5"


@pytest.mark.parametrize("value", [5, "5", " 5 ", 5.0])
def test_the_id_is_text_however_it_is_written(value):
    assert category(id=value).external_id == "5"


@pytest.mark.parametrize("value", [None, "", ..., [], True])
def test_a_category_without_an_id_is_an_error(value):
    found, problems = read(id=value)
    assert (found, [(p.code, p.severity) for p in problems]) == (None, [("id_missing", "error")])


@pytest.mark.parametrize("entry", [b"null", b"3", b'"Soins"', b"[]"])
def test_an_entry_that_is_no_object_is_an_error(entry):
    found, problems = read_category(entry)
    assert (found, [p.code for p in problems]) == (None, ["item_not_an_object"])


@pytest.mark.parametrize("value", [None, "", "  ", "\x00", ..., {}, True])
def test_a_category_without_a_name_gets_one(value):
    found, codes = remarks(name=value)
    assert (found.name, codes) == ("Category 5", ["name_missing"])


def test_a_name_is_stored_clean_and_cut_to_our_field():
    assert category(name="cafe\u0301\x00 \u202eSoins").name == "café Soins"
    found, codes = remarks(name="é" * 300)
    assert (found.name, codes) == ("é" * 255, ["name_cut"])


@pytest.mark.parametrize(
    ("value", "slug"), [("soins", "soins"), (None, ""), (..., ""), ("s" * 300, "s" * 280), (7, "7")]
)
def test_the_slug_is_what_the_service_gives_or_empty(value, slug):
    assert category(slug=value).slug == slug


def test_a_description_is_cleaned_of_markup():
    assert category(description="<b>Doux</b><script>x</script>").description == "<b>Doux</b>"
    assert category(description=None).description == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"image_url": "https://a.example/5.png"},
        {"image": "https://a.example/5.png"},
        {"image": {"url": "https://a.example/5.png"}},
    ],
)
def test_the_picture_may_be_text_or_an_object(fields):
    assert category(**fields).image_url == "https://a.example/5.png"


@pytest.mark.parametrize("fields", [{"image_url": None}, {"image": {"url": None}}, {"image": ""}, {}])
def test_no_picture_is_no_picture(fields):
    assert category(**fields).image_url == ""


@pytest.mark.parametrize("value", ["/media/5.png", "data:image/png;base64,AA", "https://a.example/" + "x" * 1000, 7])
def test_a_picture_without_a_usable_address_is_left_out(value):
    found, codes = remarks(image_url=value)
    assert (found.image_url, codes) == ("", ["image_refused"])


@pytest.mark.parametrize(("value", "expected"), [(False, False), (True, True), (None, True), (..., True), (0, False)])
def test_is_active_is_kept(value, expected):
    assert category(is_active=value).is_active is expected


@pytest.mark.parametrize(("value", "site"), [(3, "3"), (0, "0"), (None, ""), (..., "")])
def test_the_site_is_text_and_zero_is_a_site(value, site):
    assert category(site_configuration=value).site_id == site


def test_the_services_own_extras_are_ignored():
    extras = {"level": 2, "order": 1, "is_global": True, "is_rayon": False, "rayon_type": "", "parent_name": "x"}
    assert category(**extras, created_at="2026-01-01", updated_at="2026-01-02") == category()
