"""Listings of a marketplace that shows many in one call."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import run_due
from core.models import Job
from marketplaces.actions.listings.reading_back import file_stale
from marketplaces.actions.listings.reading_together import READ_SHOP_BACK, file_shops
from marketplaces.models import Listing
from tests.marketplaces.market import eur
from tests.marketplaces.selling.conftest import make_ware, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def together(settings):
    settings.LISTING_READ_BACK_MINUTES = {"shopify": 15}


@pytest.fixture
def listings(account, market):
    made = [published(account, make_ware(f"Mat {number}")) for number in (1, 2)]
    run_due(20)
    Listing.objects.update(read_back_at=timezone.now() - timedelta(minutes=16))
    return made


def waiting(kind=READ_SHOP_BACK):
    return Job.objects.filter(kind=kind, state="pending").count()


def test_a_shop_is_one_job_whatever_number_of_its_listings_is_due(listings):
    assert (file_shops(), file_shops(), waiting()) == (1, 1, 1)


def test_its_listings_are_not_looked_at_one_by_one(listings, settings):
    settings.LISTING_READ_BACK_HOURS = 0.1
    assert file_stale() == 0


def test_before_their_time_nothing_is_filed(listings):
    Listing.objects.update(read_back_at=timezone.now() - timedelta(minutes=14))
    assert file_shops() == 0


def test_each_listing_is_compared_and_mended_as_when_it_is_read_alone(listings, market):
    changed = market.shown[listings[1].remote_id]
    changed.prices = dict.fromkeys(changed.prices, eur("1.00"))
    file_shops()
    run_due(20)
    assert set(changed.prices.values()) == {eur("22.99")}
    assert Listing.objects.filter(read_back_at__gt=timezone.now() - timedelta(minutes=1)).count() == 2


def test_one_that_is_gone_is_not_on_sale_and_stops_no_other(listings, market):
    del market.shown[listings[0].remote_id]
    file_shops()
    run_due(20)
    gone, there = (Listing.objects.get(pk=listing.pk) for listing in listings)
    assert (gone.state, gone.reason) == ("error", "gone")
    assert (there.state, there.read_back_at > timezone.now() - timedelta(minutes=1)) == ("active", True)


@pytest.mark.parametrize(
    ("status", "state", "reason"), [("inactive", "paused", "paused_there"), ("expired", "ended", "expired_there")]
)
def test_what_was_hidden_or_has_expired_there_with_stock_is_respected(listings, market, status, state, reason):
    market.shown[listings[0].remote_id].status = status
    file_shops()
    run_due(20)
    found = Listing.objects.get(pk=listings[0].pk)
    assert (found.state, found.reason) == (state, reason)


def test_what_is_hidden_for_want_of_stock_is_no_difference_of_its_own(account, market):
    listing = published(account, make_ware("Mat 3", stock=0))
    shown = market.shown[listing.remote_id]
    shown.status, shown.stock = "inactive", dict.fromkeys(shown.stock, 0)
    Listing.objects.update(read_back_at=None)
    file_shops()
    run_due(20)
    listing.refresh_from_db()
    assert (listing.state, listing.drift) == ("active", [])
