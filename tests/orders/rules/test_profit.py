"""What an order earns, to the cent, and whether it may be bought for."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.rules.profit import Cost, Sale, as_json, floor_verdict, read_rates, sum_up

RATES = read_rates(["USD/EUR=0.92", "XOF/EUR=0.001524"])
D = Decimal


def sale(**values) -> Sale:
    return Sale(**{"currency": "EUR", "total": D("48.00"), "tax": D("8.00"), "fee_percent": D(3), **values})


def test_the_sum_line_by_line():
    costs = [Cost("H-1-1-1", "USD", D("12.50"), D("4.00")), Cost("H-1-2-1", "EUR", D("3.10"), D("1.00"))]

    found = sum_up(sale(refunded=D("2.00")), costs, RATES)

    assert [(line.code, line.amount) for line in found.lines] == [
        ("paid", D("48.00")), ("tax", D("-8.00")), ("refunded", D("-2.00")), ("fee", D("-1.44")),
        ("goods", D("-11.50")), ("freight", D("-3.68")), ("goods", D("-3.10")), ("freight", D("-1.00")),
    ]  # fmt: skip
    assert (found.cost, found.profit, found.problems) == (D("19.28"), D("17.28"), ())


def test_without_a_purchase_there_is_no_profit_to_speak_of():
    assert (sum_up(sale(), [], RATES).profit, sum_up(sale(), [], RATES).cost) == (None, None)


def test_a_currency_without_a_rate_gives_no_sum_and_a_reason():
    found = sum_up(sale(), [Cost("H-1-1-1", "CNY", D(10), D(1))], RATES)

    assert (found.profit, found.cost, found.problems) == (None, None, ("no_exchange_rate",))
    assert floor_verdict(found, D(0)) == "no_exchange_rate"


def test_a_cost_that_the_supplier_has_not_told_is_not_nothing():
    found = sum_up(sale(), [Cost("H-1-1-1", "EUR", D(10), None)], RATES)

    assert (found.profit, found.problems) == (None, ("no_cost",))


def test_what_nobody_has_bought_yet_earns_nothing_yet():
    found = sum_up(sale(not_bought=D("30.00")), [Cost("H-1-1-1", "EUR", D("9.00"), D("1.00"))], RATES)

    assert found.profit == D("-1.44")
    assert floor_verdict(found, D(0)) == "below_floor"


@pytest.mark.parametrize(
    ("goods", "floor", "verdict"),
    [("38.56", "0", ""), ("38.57", "0", "below_floor"), ("28.96", "20", ""), ("28.97", "20", "below_floor")],
)
def test_the_floor_is_a_share_of_what_the_customer_pays(goods, floor, verdict):
    assert floor_verdict(sum_up(sale(), [Cost("H-1-1-1", "EUR", D(goods), D(0))], RATES), D(floor)) == verdict


def test_what_is_kept_on_the_order_is_exact_text():
    kept = as_json(sum_up(sale(tax=D(0)), [Cost("H-1-1-1", "USD", D("10.00"), D(0))], RATES))

    assert (kept["cost"], kept["profit"]) == ("9.2", "37.36")
    assert kept["lines"][-2] == {
        "code": "goods", "amount": "-9.2", "about": "H-1-1-1", "original": "10", "original_currency": "USD", "rate": "0.92",
    }  # fmt: skip


def test_a_rate_serves_both_ways():
    assert RATES["EUR", "USD"] * D("0.92") == pytest.approx(1)
    assert RATES["XOF", "EUR"] == D("0.001524")


@pytest.mark.parametrize("wrong", ["USD/EUR", "USDEUR=1", "USD/EUR=-1", "USD/EUR=0", "USD/EUR=x", ""])
def test_a_rate_that_cannot_be_read_is_named(wrong):
    with pytest.raises(ValueError, match="Not an exchange rate"):
        read_rates([wrong])


AMOUNTS = st.decimals(0, 10_000, places=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(AMOUNTS, AMOUNTS, AMOUNTS, st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=4))
def test_the_lines_always_add_up_to_the_profit(total, tax, refunded, costs):
    found = sum_up(
        sale(total=total, tax=tax, refunded=refunded),
        [Cost("n", "USD", goods, freight) for goods, freight in costs],
        RATES,
    )

    assert found.profit == sum(line.amount for line in found.lines)
    assert found.cost == -sum(line.amount for line in found.lines if line.code in ("goods", "freight"))
