"""Calls a second, points a day, quotas of a route: what CJ allows, and what it says when there is no more."""

import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from core.breaker import BreakerOpen
from core.budget import BudgetSpent, Purpose, observe, reading
from core.errors import HeldBack, PartnerDown, RateLimited
from suppliers.adapters.cj.client import routes
from suppliers.adapters.cj.client.limits import Allowance, batch_rates, calls_per_second, rates
from suppliers.interface import FreightRequest, Parcel, SearchQuery
from tests.core.http import scripted_server as will
from tests.suppliers.cj.conftest import good, refusal
from tests.suppliers.cj.orders import CJ_ID, created, order_request

PARTNER = "cj-dropshipping"
FOUND = {"content": [], "totalRecords": 0, "totalPages": 0}
MONEY = {"amount": 1, "freezeAmount": 0}
TO_FRANCE = FreightRequest("FR", (Parcel("1", 1),))


def points_left(remaining, total=50_000):
    return {"pointsInfo": {"usedToday": total - remaining, "remaining": remaining, "total": total}}


@pytest.fixture
def points(account):
    return lambda: reading(PARTNER, account.account_id, "points")


@pytest.mark.parametrize(
    ("tier", "said", "rate"),
    [
        ("free", None, 1.0),
        ("plus", None, 2.0),
        ("Prime", None, 4.0),
        ("advanced", None, 6.0),
        ("", None, 1.0),
        ("gold", None, 1.0),
        ("free", 4.0, 4.0),
    ],
)
def test_the_rate_is_what_cj_said_else_the_tiers_else_the_least(make_account, tier, said, rate):
    assert calls_per_second(make_account(tier=tier, calls_per_second=said)) == rate


def test_all_processes_keep_the_rate_of_the_account_and_that_of_the_address(make_account):
    """Pitfalls 7 and 23: keyed by account, and one key for all accounts behind this address."""
    one, other = make_account(tier="plus", calls_per_second=None), make_account(name="CJ two", calls_per_second=None)
    assert [(rate.key, rate.per_second) for rate in rates(one)] == [
        (f"cj-dropshipping:{one.pk}:calls", 1.8),
        ("cj-dropshipping:address", 9.0),
    ]
    assert rates(other)[0].key == f"cj-dropshipping:{other.pk}:calls"
    assert rates(other)[1] == rates(one)[1]


def test_batches_have_a_rate_of_their_own_besides(make_account):
    account = make_account(tier="advanced", calls_per_second=None)
    assert [(rate.key, rate.per_second) for rate in batch_rates(account)] == [
        *[(rate.key, rate.per_second) for rate in rates(account)],
        (f"cj-dropshipping:{account.pk}:batches", 1.8),
    ]


def test_calls_keep_their_distance(wire, make_account, open_cj):
    """Pitfall 7."""
    cj = open_cj(make_account(calls_per_second=5.0))
    wire.says(MONEY)
    started = time.monotonic()
    for _ in range(4):
        cj.balance()
    assert 0.6 < time.monotonic() - started < 3


def test_a_limit_of_one_second_is_waited_for_and_the_call_repeated(wire, cj):
    wire.says(refusal(1600200, "Too Many Requests, QPS limit is 1 time/1second", status=429), MONEY)
    started = time.monotonic()
    assert str(cj.balance().available) == "1.00 USD"
    assert 0.9 < time.monotonic() - started < 5


def test_an_order_that_met_the_limit_was_not_made_and_is_left_to_the_caller(wire, cj):
    wire.says(refusal(1600200, "QPS limit is 1 time/1second", status=429), created())
    with pytest.raises(RateLimited) as raised:
        cj.create_order(order_request())
    assert (raised.value.code, raised.value.retry_after) == ("1600200", 1)
    assert len(wire.calls) == 1


def test_a_ban_of_n_seconds_is_obeyed_by_every_process(wire, account, cj, open_cj):
    wire.says(refusal(1600200, "QPS limit is 1 time/40 second", status=429))
    with pytest.raises(RateLimited) as raised:
        cj.balance()
    assert raised.value.retry_after == 40
    with pytest.raises(HeldBack):
        open_cj(account).balance()
    assert len(wire.calls) == 1


@pytest.mark.parametrize(
    ("route", "cost"),
    [
        (routes.SEARCH, 50),
        (routes.LIST, 50),
        (routes.PRODUCT, 10),
        (routes.VARIANTS, 10),
        (routes.VARIANT, 10),
        (routes.STOCK_OF_PRODUCT, 10),
        (routes.STOCK_OF_VARIANT, 10),
        (routes.STOCK_OF_SKU, 10),
        (routes.FREIGHT, 10),
        (routes.FREIGHT_RULES, 10),
        (routes.SUBSCRIBE, 10),
        (routes.UNSUBSCRIBE, 10),
        (routes.CATEGORIES, 0),
        (routes.REVIEWS, 0),
        (routes.SETTINGS, 0),
        (routes.CREATE_ORDER, 0),
        (routes.ORDER, 0),
        (routes.TRACKING, 0),
        (routes.PAY, 0),
    ],
    ids=lambda value: value.path if isinstance(value, routes.Route) else str(value),
)
def test_what_a_route_costs_in_points(account, points, route, cost):
    allowance = Allowance(account)
    allowance.spend(route)
    assert (points().used if cost else 0) == cost
    assert points() is None or points().total == 50_000
    assert reading(PARTNER, account.account_id, "calls").used == 1


def test_points_are_spent_before_the_call_goes_out(wire, account, cj):
    """Pitfall 6."""
    observe(Allowance(account)._points(), remaining=0, total=50_000)
    with pytest.raises(BudgetSpent):
        cj.search(SearchQuery(text="mat"))
    assert wire.calls == []


def test_what_cj_says_of_the_points_corrects_ours(wire, cj, points):
    wire.says(good(FOUND, **points_left(31_000, total=60_000)))
    cj.search(SearchQuery(text="mat"))
    assert (points().total, points().used) == (60_000, 29_000)
    assert 31_000 <= points().remaining < 31_010


def test_the_reserve_is_for_quotes_and_orders(wire, account, cj):
    """Pitfall 6: reading the catalogue must not eat what ordering needs."""
    observe(Allowance(account)._points(), remaining=9_000, total=50_000)
    wire.says([], created())
    with pytest.raises(BudgetSpent, match=r"20 % are kept for orders"):
        cj.search(SearchQuery(text="mat"))
    assert cj.quote(TO_FRANCE) == []
    assert cj.create_order(order_request()).order_ids == (CJ_ID,)
    assert wire.calls == ["POST logistic/freightCalculate", "POST shopping/order/createOrderV2"]


def test_only_what_ordering_needs_may_use_the_reserve():
    allowed = {route.path for route in vars(routes).values() if getattr(route, "purpose", None) is Purpose.ORDERS}
    assert {path.split("/")[0] for path in allowed} == {"logistic", "shopping", "disputes"}


@pytest.mark.parametrize("code", [16900500, 1600200, 1600000])
def test_points_that_do_not_cover_the_call_are_said_by_429_and_the_points_whatever_the_code(wire, cj, points, code):
    """Pitfall 6: the code for it is not settled."""
    wire.says(refusal(code, "Insufficient points", status=429, **points_left(12)), MONEY)
    with pytest.raises(RateLimited) as raised:
        cj.search(SearchQuery(text="mat"))
    assert raised.value.retry_after == pytest.approx(38 * 86_400 / 50_000, abs=0.1)
    assert len(wire.calls) == 1
    assert points().remaining == pytest.approx(12, abs=1)
    assert str(cj.balance().available) == "1.00 USD"  # costs no points, and goes on


def test_points_exhausted_without_a_figure_stop_what_costs_points(wire, cj):
    wire.says(refusal(16900500, "Insufficient points", status=429), MONEY)
    with pytest.raises(RateLimited):
        cj.search(SearchQuery(text="mat"))
    with pytest.raises(BudgetSpent):
        cj.product("1")
    assert str(cj.balance().available) == "1.00 USD"
    assert len(wire.calls) == 2


def test_the_daily_limit_of_a_route_stops_that_route_until_midnight(wire, make_account, open_cj):
    quotas = [{"name": "/api2.0/v1/shopping/order/list", "limit": 1000, "period": "day"}]
    cj = open_cj(make_account(limits={"quotas": quotas}))
    words = "Too Many Requests, Sorry, you have reached the daily request limit (1000 times/day)."
    wire.says(refusal(1600201, words, status=429), MONEY)
    with pytest.raises(RateLimited) as raised:
        cj.list_orders(status="CREATED")
    now = datetime.now(UTC)
    assert raised.value.retry_after == pytest.approx(86_400 - (now.hour * 3600 + now.minute * 60 + now.second), abs=5)
    with pytest.raises(BudgetSpent):
        cj.list_orders(status="CREATED")
    assert str(cj.balance().available) == "1.00 USD"
    assert len(wire.calls) == 2


def test_a_daily_limit_that_cj_never_told_of_stops_its_route_too(wire, cj):
    wire.says(refusal(1600201, "daily request limit (1000 times/day)", status=429), MONEY)
    with pytest.raises(RateLimited) as raised:
        cj.reviews("1")
    assert raised.value.code == "1600201"
    with pytest.raises(BudgetSpent):
        cj.reviews("1")
    assert len(wire.calls) == 1


def test_every_call_is_counted(wire, account, cj):
    wire.says(MONEY)
    for _ in range(3):
        cj.balance()
    assert reading(PARTNER, account.account_id, "calls").used == 3


def test_an_account_whose_calls_fail_one_after_the_other_is_left_alone(wire, make_account, open_cj):
    cj = open_cj(make_account(id=uuid4().int % 10**9))  # good calls of other tests' accounts count in this process
    wire.says(will.answer(502, b"<html>Bad gateway</html>"))
    for _ in range(3):
        with pytest.raises(PartnerDown):
            cj.balance()
    with pytest.raises(BreakerOpen):
        cj.balance()
    assert len(wire.calls) == 10
