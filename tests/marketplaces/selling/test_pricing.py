"""From our price to the shop's, with every line of the sum."""

from decimal import Decimal

import pytest

from core.money import Money
from marketplaces.pricing import BadRule, NoRate, Rule, floor_of, shop_price


def money(amount, currency="EUR"):
    return Money(Decimal(amount), currency)


RULE = Rule(
    percent=Decimal(10),
    fixed=Decimal("0.50"),
    rounding="99",
    fee_percent=Decimal(3),
    fee_fixed=Decimal("0.30"),
    least_margin_percent=Decimal(5),
    rates={"USD": "0.9", "XOF": "0.001524"},
)


def test_the_sum_is_told_line_by_line():
    priced = shop_price(money("20.00", "USD"), [money(8), money(10, "USD")], RULE, "EUR")
    assert [(line.code, str(line.amount), line.factor) for line in priced.lines] == [
        ("ours", "20.00 USD", ""),
        ("rate", "18.00 EUR", "0.9"),
        ("percent", "1.80 EUR", "10"),
        ("fixed", "0.50 EUR", ""),
        ("rounding", "0.69 EUR", ""),
        ("price", "20.99 EUR", ""),
        ("fees", "0.93 EUR", ""),
        ("cost", "9.00 EUR", ""),
        ("left", "11.06 EUR", ""),
        ("floor", "10.11 EUR", ""),
    ]
    assert (priced.price, priced.is_below_floor) == (money("20.99"), False)


def test_the_floor_pays_cost_and_fees_and_leaves_the_least_margin_exactly():
    floor = floor_of(money("9.00"), RULE)
    left = floor.amount - floor.amount * Decimal("0.03") - Decimal("0.30") - 9
    assert left >= floor.amount * Decimal("0.05")
    lower = floor.amount - Decimal("0.01")
    assert lower - lower * Decimal("0.03") - Decimal("0.30") - 9 < lower * Decimal("0.05")


@pytest.mark.parametrize(
    ("rounding", "expected"), [("none", "18.01"), ("99", "18.99"), ("95", "18.95"), ("whole", "19.00")]
)
def test_rounding_never_takes_away(rounding, expected):
    assert shop_price(money("18.004"), [], Rule(rounding=rounding), "EUR").price == money(expected)


def test_a_currency_without_coins_gets_whole_units():
    assert shop_price(money("1000.2", "XOF"), [], Rule(rounding="99"), "XOF").price == money(1001, "XOF")


def test_without_a_cost_there_is_no_floor_and_nothing_is_said_of_profit():
    priced = shop_price(money(5), [], RULE, "EUR")
    assert (priced.floor, priced.left, priced.is_below_floor) == (None, None, False)


def test_a_price_under_the_floor_says_so():
    assert shop_price(money(10), [money(12)], Rule(), "EUR").is_below_floor


def test_a_currency_that_nobody_gave_a_rate_for_is_not_converted():
    with pytest.raises(NoRate) as refused:
        shop_price(money(10, "GBP"), [], RULE, "EUR")
    assert (refused.value.currency, refused.value.shop) == ("GBP", "EUR")


@pytest.mark.parametrize("rate", ["x", "0", "-1", "NaN", "Infinity"])
def test_a_rate_that_is_no_number_is_refused(rate):
    with pytest.raises(BadRule):
        shop_price(money(10, "USD"), [], Rule(rates={"USD": rate}), "EUR")


def test_fees_and_margin_that_eat_the_whole_price_are_refused():
    with pytest.raises(BadRule, match="leave nothing"):
        shop_price(money(10), [money(1)], Rule(fee_percent=Decimal(60), least_margin_percent=Decimal(40)), "EUR")
