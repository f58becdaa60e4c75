"""The app's two allowances (pitfalls 58, 59)."""

import pytest

from core.budget import Budget, BudgetSpent, Purpose, reading, spend
from core.errors import RateLimited
from marketplaces.adapters.etsy.client.limits import Limits
from marketplaces.interface import LimitReading
from tests.core.http import scripted_server as will
from tests.marketplaces.etsy.shapes import receipt

HEADERS = {"x_limit_per_second": "10", "x_limit_per_day": "10000", "x_remaining_today": "9000"}


def says(wire, status=200, body=None, **headers):
    wire.will(will.answer(status, receipt() if body is None else body, **HEADERS | headers))


@pytest.mark.parametrize("name", ["x_remaining_this_second", "x_remaining_this_secon"])
def test_the_headers_are_believed_however_they_are_spelled(at_wire, wire, name):
    says(wire, **{name: "7"})
    at_wire.order("987654321")
    assert at_wire.limits() == (
        LimitReading("second", 10, 7, 1),
        LimitReading("calls", 10000, 9000, 86400),
    )


def test_the_rate_of_the_next_client_is_what_etsy_said(at_wire, wire, make_account, open_shop):
    assert Limits("another-app").rate().per_second == 4.5
    says(wire)
    at_wire.order("987654321")
    assert Limits(at_wire.client.identity.app).rate().per_second == 9.0


def test_all_shops_of_an_app_share_its_allowance(make_account, open_shop, wire):
    first, second = (open_shop(make_account(remote_id=number, name=f"Shop {number}")) for number in ("1", "2"))
    assert first.client.limits.rate() == second.client.limits.rate()
    other = open_shop(make_account(remote_id="3", name="Shop 3", api_key="another"))
    assert other.client.limits.rate().key != first.client.limits.rate().key


def test_a_fifth_of_the_day_is_kept_for_orders(at_wire, wire):
    says(wire, x_remaining_today="2000")
    at_wire.order("987654321")
    with pytest.raises(BudgetSpent):
        at_wire.read_listing("4500000001")
    assert len(wire.received) == 1
    says(wire, x_remaining_today="1999")
    assert at_wire.order("987654321").remote_id


def test_a_spent_day_is_asked_about_again_within_the_hour(at_wire, wire):
    """59: Etsy's own word for it was wrong for a long time"""
    says(wire, 429, {"error": "exceeded"}, x_remaining_today="0", retry_after="80000")
    with pytest.raises(RateLimited):
        at_wire.order("987654321")
    found = reading("etsy", at_wire.client.identity.app, "calls")
    with pytest.raises(BudgetSpent) as held:
        spend(Budget("etsy", at_wire.client.identity.app, "calls", 0), purpose=Purpose.ORDERS, operation="x")
    assert found.remaining == 0
    assert held.value.retry_after <= 3600


def test_headers_that_say_nothing_change_nothing(at_wire, wire):
    says(wire, x_limit_per_day="many", x_remaining_today="", x_limit_per_second="0")
    at_wire.order("987654321")
    assert at_wire.limits() == ()
