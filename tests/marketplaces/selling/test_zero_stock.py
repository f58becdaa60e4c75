"""A feed that says that nothing is left is believed when it says so again; our own orders are believed at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import run_due
from inventory.events import products_changed
from inventory.models import Reservation, Supply
from marketplaces.actions.pushing import filing as push_filing
from marketplaces.models import Listing
from tests.marketplaces.selling.conftest import make_ware, published, set_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(account, market):
    product = make_ware(stock=10)
    published(account, product)
    return product


def shown(market):
    return market.shown["product-1"].stock["product-1-2"]


def look_again():
    """The tick that files what is owed, after the wait."""
    Listing.objects.update(push_after=timezone.now())
    push_filing.file_owed()
    run_due(20)


def test_the_first_zero_of_a_feed_is_not_pushed(product, market):
    set_stock(product, 0)
    products_changed([product.pk])
    run_due(20)
    assert shown(market) == 10
    listing = Listing.objects.get()
    assert listing.pushed_version < listing.wanted_version
    assert push_filing.file_owed() == 0  # not before ten minutes


def test_what_changes_meanwhile_need_not_wait(product, market):
    set_stock(product, 0)
    products_changed([product.pk])
    run_due(20)
    set_stock(product, 4)
    products_changed([product.pk])
    run_due(20)
    assert shown(market) == 4


def test_a_second_reading_that_says_so_too_is_pushed(product, market):
    set_stock(product, 0)
    products_changed([product.pk])
    run_due(20)
    Supply.objects.filter(product=product).update(as_of=timezone.now() + timedelta(seconds=1))
    look_again()
    assert shown(market) == 0


def test_a_second_reading_that_takes_it_back_costs_no_push(product, market):
    set_stock(product, 0)
    products_changed([product.pk])
    run_due(20)
    set_stock(product, 10)
    look_again()
    assert (shown(market), market.stock_pushes) == (10, [])
    assert product.listing_variants.get().zero_at is None


def test_without_a_second_reading_it_is_pushed_after_the_wait(product, market, settings):
    set_stock(product, 0)
    products_changed([product.pk])
    run_due(20)
    long_ago = timezone.now() - timedelta(minutes=settings.STOCK_ZERO_WAIT_MINUTES + 1)
    product.listing_variants.update(zero_at=long_ago)
    look_again()
    assert shown(market) == 0


def test_what_our_own_orders_have_sold_is_pushed_at_once(product, market):
    Reservation.objects.create(product=product, order_ref="order:1:1", quantity=10)
    products_changed([product.pk])
    run_due(20)
    assert shown(market) == 0


def test_what_is_switched_off_is_pushed_at_once(product, market):
    type(product).objects.filter(pk=product.pk).update(is_active=False)
    products_changed([product.pk])
    run_due(20)
    assert shown(market) == 0


def test_the_wait_can_be_switched_off(product, market, settings):
    settings.STOCK_ZERO_WAIT_MINUTES = 0
    set_stock(product, 0)
    products_changed([product.pk])
    run_due(20)
    assert shown(market) == 0
