"""Values and lists as AliExpress may write them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.money import Money
from suppliers.adapters.aliexpress.mapper.languages import locale_of
from suppliers.adapters.aliexpress.mapper.origins import country_of
from suppliers.adapters.aliexpress.reading import (
    Unreadable,
    absolute,
    as_list,
    decimal,
    decode,
    flag,
    moment,
    money,
    text,
    whole,
)

ITEM = {"sku_id": "1"}


@pytest.mark.parametrize(
    "written",
    [[ITEM], {"x_d_t_o": [ITEM]}, {"x_dto": [ITEM]}, {"xs": {"x_d_t_o": [ITEM]}}, ITEM, {"x_d_t_o": ITEM}],
    ids=["flat", "wrapped", "wrapped dto", "wrapped twice", "alone", "alone and wrapped"],
)
def test_a_list_is_the_same_list_wrapped_flat_or_alone(written):
    """pitfalls 37 and 38."""
    assert as_list(written, "sku_id") == [ITEM]


@pytest.mark.parametrize("written", [None, {}, [], "", {"x_d_t_o": []}, {"x_d_t_o": {}}, {"x_d_t_o": None}])
def test_an_empty_list_is_empty_in_each_form(written):
    assert as_list(written, "sku_id") == []


def test_numbers_in_a_wrapper_are_items_too():
    assert as_list({"number": [7, 8]}) == [7, 8]
    assert as_list({"number": 7}) == [7]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (12000050000000001234, "12000050000000001234"),
        (" 7 ", "7"),
        (Decimal("3.0"), "3"),
        (True, ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_an_id_is_text_with_all_its_digits(written, read):
    assert text(written) == read


def test_a_body_keeps_digits_beyond_2_to_the_53():
    assert decode(b'{"id": 9007199254740993, "price": 0.1}') == {"id": 9007199254740993, "price": Decimal("0.1")}


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b'"x"', b'{"a": NaN}', b"\xff", b"[" * 100_000, b'{"a": 1'])
def test_what_is_no_json_object_is_unreadable(raw):
    with pytest.raises(Unreadable):
        decode(raw)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("8.01", "8.01"),
        (8, "8"),
        ("1,234.50", "1234.50"),
        ("4,000", "4000"),
        ("1,5", None),
        ("5-7", None),
        ("NaN", None),
        ("", None),
        (True, None),
    ],
)
def test_a_figure_is_exact_or_nothing(written, read):
    assert decimal(written) == (None if read is None else Decimal(read))


def test_a_price_needs_its_currency():
    assert money("8.01", "eur") == Money(Decimal("8.01"), "EUR")
    assert money("8.01", "") is None
    assert money("8.01", "EURO") is None
    assert money("-1", "EUR") is None


def test_a_truth_is_a_truth_as_text_too():
    assert [flag(each) for each in (True, "true", "1", 1, False, "FALSE", 0, "", None, "maybe")] == [
        True, True, True, True, False, False, False, None, None, None,
    ]  # fmt: skip


def test_a_count_is_whole():
    assert [whole(each) for each in (27, "27", Decimal("27.0"), "2.5", "5000+", None)] == [27, 27, 27, None, None, None]


def test_a_time_is_read_from_milliseconds_and_from_seconds():
    moment_in_2026 = datetime(2026, 1, 5, 8, 0, 1, tzinfo=UTC)
    assert moment(1767600001) == moment_in_2026
    assert moment("1767600001000") == moment_in_2026
    assert [moment(each) for each in (0, -5, "", None, 10**20)] == [None] * 5


def test_an_address_without_its_scheme_gets_https():
    assert absolute("//img.example.test/1.jpg") == "https://img.example.test/1.jpg"
    assert absolute("https://img.example.test/1.jpg") == "https://img.example.test/1.jpg"
    assert absolute(None) == ""


@pytest.mark.parametrize(
    ("language", "locale"), [("fr", "fr_FR"), ("fr-CA", "fr_CA"), ("en", "en_US"), ("xx", "en_US"), ("", "en_US")]
)
def test_a_language_becomes_a_locale(language, locale):
    assert locale_of(language) == locale


def test_ships_from_names_become_countries_and_unknown_ones_stay():
    assert [country_of(name) for name in ("CHINA", "Germany", "ES", "Atlantis", "")] == [
        "CN",
        "DE",
        "ES",
        "Atlantis",
        "",
    ]
