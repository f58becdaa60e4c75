"""Section "Fields" of the contract, row by row: price, currency, stock."""

from decimal import Decimal

import pytest

from inventory.source.mapper import read_product
from tests.inventory.source.products import error, product, raw, remarks

# Price


@pytest.mark.parametrize("text", ["19.90", " 19.90 ", "19,90", "\u00a019.90", "+19.90"])
def test_a_price_in_text_is_exact(text):
    assert str(product(price=text).price) == "19.90"


def test_a_price_as_a_number_is_exact():
    found, problems = read_product(b'{"id": 7, "name": "Lampe", "price": 19.90, "stock": 1}', currency="XOF")
    assert (str(found.price), problems) == ("19.90", [])


def test_a_price_that_no_float_can_hold_is_kept_to_the_last_digit():
    assert str(product(price="9999999999.9999").price) == "9999999999.9999"
    found, _ = read_product(b'{"id": 7, "name": "x", "price": 1234567890.1234, "stock": 1}', currency="XOF")
    assert str(found.price) == "1234567890.1234"


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,50", "1234.50"),
        ("1 234 567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1'234.50", "1234.50"),
        ("1.234", "1.234"),
        ("19.999", "19.999"),
        ("1e3", "1000"),
        ("19.990000000", "19.9900"),
    ],
)
def test_a_price_written_in_another_way_is_read_when_it_can_only_mean_one(text, price):
    assert str(product(price=text).price) == price


@pytest.mark.parametrize("text", ["1,234", "999,000", "-1,234"])
def test_a_comma_that_may_part_thousands_or_decimals_is_an_error(text):
    problem = error(price=text)
    assert (problem.field, problem.code, problem.values) == ("price", "price_ambiguous", {"value": text})


@pytest.mark.parametrize(
    "value",
    [
        "abc",
        "12 34",
        "1,23,4",
        "1.234.56",
        "12.5.",
        "--1",
        "12 €",
        "2500 FCFA",
        "NaN",
        "Infinity",
        "-inf",
        "1_000",
        "1e99999",
        *(True, False, [], ["1"], {"amount": "1"}, "١٢", "0x10", "1/2", "1.2e"),
    ],
)
def test_a_price_that_is_no_figure_is_an_error(value):
    assert error(price=value).code == "price_unreadable"


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_a_bare_nan_or_infinity_is_an_error_of_that_item(number):
    found, problems = read_product(b'{"id": 7, "name": "x", "stock": 1, "price": ' + number + b"}", currency="XOF")
    assert (found, problems[0].external_id, problems[0].code) == (None, "7", "price_unreadable")


@pytest.mark.parametrize("text", ["-1", "-0.01", -5])
def test_a_negative_price_is_an_error(text):
    assert error(price=text).code == "price_negative"


@pytest.mark.parametrize("text", ["10000000000", "1e400", "1" * 5000, 10**12])
def test_a_price_beyond_our_field_is_an_error(text):
    assert error(price=text).code == "price_too_large"


def test_a_price_as_a_number_of_5000_digits_is_an_error():
    found, problems = read_product(b'{"id": 7, "name": "x", "price": ' + b"9" * 5000 + b"}", currency="XOF")
    assert (found, [p.code for p in problems]) == (None, ["price_too_large"])


def test_a_price_as_a_number_with_a_huge_exponent_is_an_error():
    found, problems = read_product(b'{"id": 7, "name": "x", "price": 1e999}', currency="XOF")
    assert (found, [p.code for p in problems]) == (None, ["price_too_large"])


def test_a_price_finer_than_our_field_is_an_error_and_never_rounded():
    assert error(price="0.00001").code == "price_too_precise"
    assert error(price="19.99999").code == "price_too_precise"


@pytest.mark.parametrize("value", [None, "", "   ", ...])
def test_a_missing_price_is_unknown_and_never_zero(value):
    found, codes = remarks(price=value)
    assert (found.price, codes) == (None, ["price_missing"])


@pytest.mark.parametrize("value", [0, "0", "0.00", "-0", 0.0])
def test_a_price_of_zero_is_zero(value):
    assert product(price=value).price == Decimal(0)


def test_what_the_service_pays_is_never_the_price():
    found, codes = remarks(price=..., purchase_price="5.00")
    assert (found.price, codes) == (None, ["price_missing"])
    assert str(product(price=..., selling_price="2500.00", purchase_price="5.00").price) == "2500.00"


@pytest.mark.parametrize("key", ["promo_price", "discount_price", "promotional_price", "sale_price"])
def test_a_promotion_does_not_change_the_price(key):
    assert str(product(**{key: "1.00", "has_promotion": True}).price) == "10.00"
    assert remarks(**{"price": ..., key: "1.00"})[0].price is None


@pytest.mark.parametrize("key", ["selling_price", "unit_price"])
def test_the_price_of_the_other_vocabularies(key):
    assert str(product(price=..., **{key: "12.50"}).price) == "12.50"


def test_a_zero_price_does_not_fall_through_to_another_key():
    assert product(price=0, selling_price="99.00", unit_price="98.00").price == 0


# Currency


def test_an_item_that_names_no_currency_takes_the_connections():
    assert product().currency == "XOF"
    assert product(currency="").currency == "XOF"
    assert product(currency=None).currency == "XOF"


@pytest.mark.parametrize("value", ["EUR", "eur", " eur ", {"code": "EUR"}])
def test_an_item_that_names_its_currency_keeps_it(value):
    assert product(currency=value).currency == "EUR"


@pytest.mark.parametrize("value", ["FCFA", "F CFA", "cfa"])
def test_the_name_of_the_franc_is_the_connections_franc(value):
    assert product(currency=value).currency == "XOF"
    assert read_product(raw(currency=value), currency="EUR")[1][0].code == "currency_unknown"


@pytest.mark.parametrize("value", ["€", "EURO", 7, [], "E1R"])
def test_a_currency_nobody_can_name_is_an_error(value):
    assert error(currency=value).code == "currency_unknown"


def test_cents_in_a_currency_without_any_are_kept_exactly():
    assert str(product(price="100.50", currency="JPY").price) == "100.50"


# Stock


@pytest.mark.parametrize("value", [None, "", ...])
def test_a_missing_stock_is_unknown_and_not_zero(value):
    assert product(stock=value).stock is None


@pytest.mark.parametrize("value", [-3, "-3.000", -0.5])
def test_a_negative_stock_is_zero_for_selling(value):
    found, codes = remarks(stock=value)
    assert (found.stock, codes) == (Decimal(0), ["stock_negative"])


@pytest.mark.parametrize("value", ["12.000", 12.0, 12, " 12 ", "12", "1.2e1"])
def test_a_whole_stock_is_whole_however_it_is_written(value):
    assert str(product(stock=value).stock) == "12"


def test_a_broken_unit_is_not_sold():
    found, codes = remarks(stock="12.900")
    assert (str(found.stock), codes) == ("12", ["stock_fraction"])


@pytest.mark.parametrize(
    ("fields", "unit"),
    [
        ({"sale_unit_type": "weight", "weight_unit": "kg"}, "kg"),
        ({"sale_unit_type": "weight", "weight_unit": "g"}, "g"),
        ({"sale_unit_type": "Weight"}, "kg"),
        ({"sold_by_weight": True}, "kg"),
        ({"by_weight": "true", "weight_unit": "G"}, "g"),
        ({"unit_type": "kg"}, "kg"),
        ({"selling_unit": "g"}, "g"),
    ],
)
def test_stock_by_weight_keeps_its_decimals(fields, unit):
    found = product(stock="12.500", **fields)
    assert (str(found.stock), found.unit) == ("12.500", unit)


@pytest.mark.parametrize(
    "fields", [{"sale_unit_type": "quantity", "weight_unit": "kg"}, {"sold_by_weight": False}, {"by_weight": None}]
)
def test_what_is_sold_by_the_piece_has_no_unit(fields):
    found = product(stock="12.000", **fields)
    assert (str(found.stock), found.unit) == ("12", "")


def test_weight_finer_than_a_gram_is_cut_off():
    assert str(product(stock="1.23456", sold_by_weight=True).stock) == "1.234"


@pytest.mark.parametrize("key", ["quantity", "available_quantity"])
def test_the_stock_of_the_other_vocabularies(key):
    assert product(stock=..., **{key: "12.000"}).stock == 12


def test_quantity_zero_does_not_fall_through_to_another_key():
    """The falsy trap: `stock or quantity or available_quantity` would sell what is not there."""
    assert product(stock=..., quantity=0, available_quantity=50).stock == 0
    assert product(stock=0, quantity=50).stock == 0
    assert product(stock="0.000", quantity=50).stock == 0


def test_a_null_stock_beside_a_figure_takes_the_figure():
    assert product(stock=None, quantity=4).stock == 4


@pytest.mark.parametrize("value", ["many", True, [], "NaN"])
def test_a_stock_that_is_no_figure_is_an_error(value):
    assert error(stock=value).code == "stock_unreadable"


def test_a_stock_beyond_our_field_is_an_error():
    assert error(stock=10**9).code == "stock_too_large"
