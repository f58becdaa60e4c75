"""What waits of selling on the first page: every number equals its list and is counted from an index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from inventory.models import Product
from marketplaces import dashboard
from marketplaces.models import Listing, StockAlert
from tests import console_rows as rows

pytestmark = pytest.mark.django_db
HOME = reverse("admin:index")
DRIFT = [{"field": "quantity", "ours": "10", "theirs": "99"}]


def listings(account, number, **values):
    first = Product.objects.count()
    made = [
        Listing(account=account, product=product, handle=f"box-{first + n}", title="Box", **values)
        for n, product in enumerate(rows.products(number))
    ]
    return Listing.objects.bulk_create(made)


@pytest.fixture
def shop(account):
    """Listings of every kind, each in its own number, and alerts: two open, one snoozed, one mended."""
    listings(account, 7, state="active")
    listings(account, 3, state="active", drift=DRIFT)
    listings(account, 4, state="error")
    listings(account, 1, state="error", drift=DRIFT)
    now = timezone.now()
    moments = [(None, None), (None, now - timedelta(hours=1)), (None, now + timedelta(days=1)), (now, None)]
    for product, (closed, snoozed) in zip(rows.products(4), moments, strict=True):
        StockAlert.objects.create(
            account=account, product=product, kind="low", sellable=1, opened_at=now, closed_at=closed,
            snoozed_until=snoozed,
        )  # fmt: skip
    return account


def test_every_number_equals_the_list_it_leads_to(page, shop):
    needs = {item["figure"].code: item for item in page.get(HOME).context["needs"]}
    numbers = {"listings_refused": 5, "listings_drifting": 3, "stock_low": 2}
    assert {code: needs[code]["figure"].number for code in numbers} == numbers
    for code, number in numbers.items():
        assert page.get(needs[code]["url"]).context["cl"].result_count == number, code


def test_since_when_is_the_oldest_of_them(shop):
    oldest, newest = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=2)
    refused = Listing.objects.filter(state="error")
    refused.update(updated_at=newest)
    Listing.objects.filter(pk=refused.first().pk).update(updated_at=oldest)
    Listing.objects.filter(state="active").update(updated_at=oldest - timedelta(days=1))
    assert {figure.code: figure.since for figure in dashboard.needs([shop])}["listings_refused"] == oldest


def test_a_shop_where_nothing_waits_counts_none(account):
    assert [figure.number for figure in dashboard.needs([account])] == [0] * 6


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's planner does not see bound values")
def test_listings_that_drift_are_found_without_reading_the_others(shop):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "listing_drifting" in dashboard.drifting(Listing.objects.order_by()).explain()
