"""What an account may still ask of a partner today, and who may ask for the last of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.budget import Budget, BudgetSpent, Purpose, exhausted, observe, reading, seconds_to_midnight, spend
from core.errors import HeldBack

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATALOGUE, ORDERS = Purpose.CATALOGUE, Purpose.ORDERS


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def points(total=1000.0, refill=0.0, reserve=20.0):
    return Budget("acme", "7", "points", total, reserve_percent=reserve, refill_per_second=refill)


def take(budget, cost, purpose=CATALOGUE):
    spend(budget, cost, purpose=purpose, operation="read a product")


def left():
    return reading("acme", "7", "points").remaining


def test_each_call_is_taken_from_what_is_left(clock):
    take(points(), 50)
    take(points(), 10)
    found = reading("acme", "7", "points")
    assert (found.total, found.remaining, found.used, found.used_reserved) == (1000, 940, 60, 0)
    assert found.used_share == pytest.approx(0.06)


def test_a_budget_that_was_never_used_has_no_reading():
    assert reading("acme", "7", "points") is None


def test_the_catalogue_stops_at_the_reserve_and_orders_use_it_up(clock):
    take(points(), 800)
    with pytest.raises(BudgetSpent, match="200 of 1000 points are left, 20 % are kept for orders") as spent:
        take(points(), 10)
    assert spent.value.retry_after == 12 * 3600
    take(points(), 150, ORDERS)
    assert (left(), reading("acme", "7", "points").used_reserved) == (50, 150)
    take(points(), 50, ORDERS)
    with pytest.raises(BudgetSpent, match="0 of 1000 points are left"):
        take(points(), 1, ORDERS)


def test_what_was_held_back_is_not_the_partners_refusal():
    assert issubclass(BudgetSpent, HeldBack)


def test_what_an_order_takes_above_the_reserve_is_not_counted_as_the_reserves(clock):
    take(points(), 700)
    take(points(), 150, ORDERS)
    assert reading("acme", "7", "points").used_reserved == 50


def test_the_reserve_is_the_settings_where_nothing_else_is_said(clock, settings):
    settings.SUPPLIER_RESERVE_PERCENT = 50.0
    budget = Budget("acme", "7", "points", 100)
    take(budget, 50)
    with pytest.raises(BudgetSpent):
        take(budget, 1)


def test_points_come_back_by_the_second_up_to_the_total(clock):
    take(points(refill=2.0), 700)
    clock.shift(100)
    assert left() == 500
    clock.shift(3600)
    assert left() == 1000


def test_a_refusal_says_when_enough_has_come_back(clock):
    take(points(refill=2.0), 800)
    with pytest.raises(BudgetSpent) as spent:
        take(points(refill=2.0), 50)
    assert spent.value.retry_after == 25
    clock.shift(25)
    take(points(refill=2.0), 50)
    assert left() == 200


def test_a_call_dearer_than_the_whole_budget_waits_for_midnight(clock):
    with pytest.raises(BudgetSpent) as spent:
        take(points(total=900, refill=2.0), 1000)
    assert spent.value.retry_after == 12 * 3600


def test_the_day_begins_anew_at_midnight_utc(clock):
    take(points(), 800)
    clock.move_to(datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC))
    with pytest.raises(BudgetSpent) as spent:
        take(points(), 10)
    assert spent.value.retry_after == 1
    clock.move_to(datetime(2026, 3, 2, tzinfo=UTC))
    take(points(), 10)
    found = reading("acme", "7", "points")
    assert (found.remaining, found.used) == (990, 10)


def test_a_clock_set_back_gives_nothing_twice(clock):
    clock.move_to(datetime(2026, 3, 2, 0, 0, 5, tzinfo=UTC))
    take(points(refill=1.0), 500)
    clock.move_to(NOON)
    assert left() == 500
    take(points(refill=1.0), 100)
    clock.move_to(datetime(2026, 3, 2, 0, 0, 5, tzinfo=UTC))
    assert left() == 400


def test_a_new_total_counts_from_the_next_day_and_the_partners_word_at_once(clock):
    take(points(total=1000), 100)
    take(points(total=2000), 100)
    assert reading("acme", "7", "points").total == 1000
    observe(points(total=2000), remaining=1700, total=2000, used=300)
    found = reading("acme", "7", "points")
    assert (found.total, found.remaining, found.used) == (2000, 1700, 300)
    clock.shift(timedelta(days=1))
    take(points(total=3000), 100)
    assert reading("acme", "7", "points").total == 3000


def test_what_the_partner_says_wins_over_our_own_count(clock):
    take(points(), 100)
    observe(points(), remaining=210, total=1000)
    assert (left(), reading("acme", "7", "points").used) == (210, 100)
    take(points(), 10)
    with pytest.raises(BudgetSpent):
        take(points(), 10)


def test_a_partner_that_says_nothing_is_left_stops_everybody_until_then(clock):
    take(points(), 10)
    exhausted(points(), 600)
    with pytest.raises(BudgetSpent, match="the partner says that no points are left") as spent:
        take(points(), 1, ORDERS)
    assert spent.value.retry_after == 600
    assert reading("acme", "7", "points").exhausted_until == NOON + timedelta(seconds=600)
    clock.shift(601)
    observe(points(), remaining=500, total=1000)
    take(points(), 1, ORDERS)


def test_a_ban_over_midnight_holds_to_its_end(clock):
    exhausted(points(), 13 * 3600)
    clock.shift(timedelta(hours=12, minutes=30))
    with pytest.raises(BudgetSpent) as spent:
        take(points(), 1, ORDERS)
    assert spent.value.retry_after == 1800


def test_calls_without_a_total_are_counted_and_never_refused_but_for_the_partners_word(clock):
    calls = Budget("acme", "7", "calls", 0)
    for _ in range(3):
        take(calls, 1)
    found = reading("acme", "7", "calls")
    assert (found.used, found.used_share) == (3, 0)
    exhausted(calls, 60)
    with pytest.raises(BudgetSpent):
        take(calls, 1)
    clock.shift(61)
    take(calls, 1)
    assert reading("acme", "7", "calls").used == 4


def test_midnight_is_utc_whatever_the_zone():
    noon_in_beijing = datetime.fromisoformat("2026-03-01T12:00:00+08:00")
    assert seconds_to_midnight(noon_in_beijing) == 20 * 3600


def test_what_the_partner_says_ends_a_day_that_a_wrong_clock_has_begun(clock):
    clock.shift(timedelta(days=2))
    take(points(refill=1.0), 500)
    clock.move_to(NOON)
    observe(points(refill=1.0), remaining=300, total=1000, used=700)
    clock.shift(100)
    found = reading("acme", "7", "points")
    assert (found.remaining, found.used) == (400, 700)
