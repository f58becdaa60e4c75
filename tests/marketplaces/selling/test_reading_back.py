"""What shops show, compared with what we want there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.jobs import run_due
from core.models import Event, Job
from marketplaces.actions.listings.reading_back import file_stale, read_back_now, start_reading_back
from marketplaces.actions.pushing import filing as push_filing
from marketplaces.models import Listing
from tests.marketplaces.market import eur
from tests.marketplaces.selling.conftest import make_ware, published, set_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(account, market):
    return published(account, make_ware(stock=10))


def test_a_price_and_a_figure_changed_there_are_shown_and_mended(listing, market):
    shown = market.shown["product-1"]
    shown.prices["product-1-2"], shown.stock["product-1-2"] = eur("1.00"), 99
    read_back_now(listing, "test")
    product = listing.product_id
    assert listing.drift == [
        {"product": product, "field": "price", "ours": "22.99", "theirs": "1.00"},
        {"product": product, "field": "quantity", "ours": "10", "theirs": "99"},
    ]
    assert Event.objects.get(kind="listing.drifted").data["fields"] == "price, quantity"
    run_due(20)
    listing.refresh_from_db()
    assert (shown.prices["product-1-2"], shown.stock["product-1-2"]) == (eur("22.99"), 10)
    assert (listing.drift, market.stock_pushes[-1].expected) == ([], 99)


def test_a_sale_that_is_an_order_here_by_now_is_no_difference(listing, market):
    market.shown["product-1"].stock["product-1-2"] = 9
    set_stock(listing.product, 9)
    read_back_now(listing, "test")
    assert listing.drift == []
    assert not Job.objects.filter(kind="marketplaces.push_listing", state="pending").exists()


def test_what_a_push_cannot_mend_is_shown_and_left(listing, market):
    shown = market.shown["product-1"]
    shown.status = "archived"
    for table in (shown.skus, shown.prices, shown.stock):
        table.clear()
    read_back_now(listing, "test")
    assert [each["field"] for each in listing.drift] == ["status", "missing"]
    assert not Job.objects.filter(kind="marketplaces.push_listing", state="pending").exists()


def test_a_listing_that_is_gone_is_not_on_sale(listing, market):
    market.shown.clear()
    read_back_now(listing, "test")
    listing.refresh_from_db()
    assert (listing.state, listing.reason) == ("error", "gone")


def test_the_clock_looks_at_those_not_seen_for_long_and_at_each_once(listing, settings):
    settings.LISTING_READ_BACK_HOURS = 6
    assert file_stale() == 0
    Listing.objects.update(read_back_at=timezone.now() - timedelta(hours=7))
    assert [file_stale(), file_stale()] == [1, 1]
    assert Job.objects.filter(kind="marketplaces.read_back_listing", state="pending").count() == 1


def test_many_wishes_to_look_are_one_look(listing, market):
    market.calls.clear()
    for _ in range(5):
        start_reading_back(listing, "test")
    run_due(20)
    assert market.calls == ["read_listing"]
    assert listing.variants.get().seen_price == Decimal("22.99")


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        ("archived", "ended", "ended_there"),
        ("expired", "ended", "expired_there"),
        ("draft", "paused", "paused_there"),
        ("inactive", "paused", "paused_there"),
    ],
)
def test_what_was_taken_off_sale_there_by_hand_is_respected(listing, market, status, state, reason):
    market.shown["product-1"].status = status
    read_back_now(listing, "test")
    listing.refresh_from_db()
    assert (listing.state, listing.reason) == (state, reason)
    market.calls.clear()
    set_stock(listing.product, 3)
    push_filing.want_push([listing.product_id], "test")
    run_due(20)
    assert market.calls == []


def test_what_only_ran_out_of_stock_there_was_not_taken_off_by_hand(listing, market):
    shown = market.shown["product-1"]
    shown.status, shown.stock["product-1-2"] = "draft", 0
    read_back_now(listing, "test")
    assert listing.state == "active"
