"""Prices by rule, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CurrencyMismatch, Money
from inventory.pricing import BadRule, PriceRule, of_price, price, round_up

AMOUNTS = st.decimals("0.01", "99999", places=4)
ROUNDINGS = st.sampled_from(["0.01", "0.05", "0.10", "1", "5", ".99", ".90", ".00"])


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def rule(margin: str = "30", **values) -> PriceRule:
    return PriceRule(Decimal(margin), **values)


def test_a_margin_is_a_percentage_of_cost_and_freight():
    priced = price(usd("10.00"), usd("2.00"), rule("50"))

    assert priced.price == usd("18.00")
    assert priced.cost == usd("12.00")
    assert priced.margin == usd("6.00")
    assert priced.margin_percent == Decimal("50.0")
    assert not priced.is_below_cost


def test_freight_stays_out_where_the_customer_pays_it():
    assert price(usd("10.00"), usd("2.00"), rule("50", include_freight=False)).price == usd("15.00")


def test_a_fixed_part_is_added_after_the_margin():
    assert price(usd("10.00"), None, rule("10", fixed=Decimal("1.50"))).price == usd("12.50")


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("0.01", "13.34"),
        ("0.05", "13.35"),
        ("0.10", "13.40"),
        ("1", "14.00"),
        ("5", "15.00"),
        (".99", "13.99"),
        (".90", "13.90"),
        (".25", "14.25"),
    ],
)
def test_rounding_goes_up_to_a_step_or_to_an_ending(rounding, expected):
    assert price(usd("10.26"), None, rule("30", rounding=rounding)).price == usd(expected)  # 13.338


def test_what_is_round_already_stays():
    assert price(usd("10.00"), None, rule("0", rounding="5")).price == usd("10.00")
    assert round_up(Decimal("4.99"), ".99", "USD") == Decimal("4.99")


def test_a_price_in_another_currency_takes_the_rate_of_staff():
    priced = price(usd("10.00"), usd("2.00"), rule("50", currency="EUR", rate=Decimal("0.90")))

    assert priced.price == Money(Decimal("16.20"), "EUR")
    assert priced.cost == Money(Decimal("10.80"), "EUR")


def test_a_currency_without_cents_gets_whole_prices_whatever_the_rounding():
    francs = {"currency": "XOF", "rate": Decimal("605.5")}

    assert price(usd("10.00"), None, rule("30", **francs)).price == Money(Decimal(7872), "XOF")
    assert price(usd("10.00"), None, rule("30", rounding=".99", **francs)).price == Money(Decimal(7872), "XOF")


def test_a_price_below_the_cost_says_so():
    priced = price(usd("10.00"), usd("2.00"), rule("-25"))

    assert priced.price == usd("9.00")
    assert priced.margin == usd("-3.00")
    assert priced.margin_percent == Decimal("-25.0")
    assert priced.is_below_cost


def test_a_price_is_judged_against_a_cost_that_has_risen():
    """pitfall 45."""
    assert of_price(usd("12.00"), usd("12.50")).is_below_cost


def test_what_costs_nothing_has_no_margin_in_per_cent():
    priced = price(usd("0"), None, rule("30", fixed=Decimal(2)))

    assert (priced.price, priced.margin_percent) == (usd("2.00"), None)


def test_a_price_is_never_negative():
    assert price(usd("1.00"), None, rule("0", fixed=Decimal(-5))).price == usd("0.00")


def test_freight_in_another_currency_is_not_added():
    with pytest.raises(CurrencyMismatch):
        price(usd("10.00"), Money(Decimal(2), "EUR"), rule())


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"currency": "EUR"}, "rate"),
        ({"rate": Decimal(2)}, "rate"),
        ({"currency": "euro", "rate": Decimal(2)}, "currency"),
        ({"fixed": Decimal(10) ** 10}, "too_high"),
    ],
)
def test_a_rule_that_does_not_fit_the_cost_is_refused(values, code):
    with pytest.raises(BadRule) as refused:
        price(usd("10.00"), None, rule("30", **values))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("margin", "values", "code"),
    [
        ("-100", {}, "margin"),
        ("NaN", {}, "margin"),
        ("30", {"rate": Decimal(0)}, "rate"),
        ("30", {"rounding": "0"}, "rounding"),
        ("30", {"rounding": "nice"}, "rounding"),
        ("30", {"rounding": "-1"}, "rounding"),
        ("30", {"fixed": Decimal("Infinity")}, "margin"),
    ],
)
def test_a_rule_that_makes_no_sense_cannot_be_made(margin, values, code):
    with pytest.raises(BadRule) as refused:
        rule(margin, **values)
    assert refused.value.code == code


@given(cost=AMOUNTS, margin=st.decimals("0", "500", places=2), rounding=ROUNDINGS)
def test_rounding_never_takes_from_the_margin(cost, margin, rounding):
    priced = price(Money(cost, "USD"), None, PriceRule(margin, rounding=rounding))

    assert priced.price.amount >= cost * (1 + margin / 100)
    assert not priced.is_below_cost


@given(amount=AMOUNTS, rounding=ROUNDINGS)
def test_rounding_twice_is_rounding_once_and_moves_less_than_a_step(amount, rounding):
    once = round_up(amount, rounding, "USD")

    assert round_up(once, rounding, "USD") == once
    assert once - amount < (1 if rounding.startswith(".") else max(Decimal(rounding), Decimal("0.01"))) or once < 1


@given(cost=AMOUNTS, freight=AMOUNTS, margin=st.decimals("-99", "300", places=1))
def test_price_cost_and_margin_always_add_up(cost, freight, margin):
    priced = price(Money(cost, "USD"), Money(freight, "USD"), PriceRule(margin))

    assert priced.cost + priced.margin == priced.price
    assert priced.is_below_cost == (priced.price < priced.cost)
