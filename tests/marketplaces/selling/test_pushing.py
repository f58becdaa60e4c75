"""Prices and stock brought to the shops: once for many changes, never with a figure of before."""

from decimal import Decimal
from unittest.mock import patch

import pytest

from core.errors import NotFound
from core.jobs import lost, run_due
from core.models import Job
from inventory.events import products_changed
from inventory.models import Product, Supply
from marketplaces.actions.pushing import filing as push_filing
from marketplaces.actions.pushing import one_listing as pushing
from marketplaces.interface import PushOutcome
from tests.marketplaces.market import SmallMarket, eur
from tests.marketplaces.selling.conftest import make_group, make_ware, published, set_stock

pytestmark = pytest.mark.django_db


def pushes():
    return [(push.quantity, push.expected) for push in SmallMarket.world.stock_pushes]


def test_a_hundred_changes_are_one_push_with_the_last_figure(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    for quantity in range(100, 0, -1):
        set_stock(product, quantity)
        products_changed([product.pk])
    run_due(200)
    listing.refresh_from_db()
    assert pushes() == [(1, 10)]
    assert market.shown["product-1"].stock == {"product-1-2": 1}
    assert listing.pushed_version == listing.wanted_version
    assert Job.objects.filter(kind="marketplaces.push_listing").count() == 1


def test_products_that_are_listed_nowhere_file_no_push(account):
    product = make_ware()
    products_changed([product.pk])
    run_due(5)
    assert not Job.objects.filter(kind="marketplaces.push_listing").exists()


def test_a_new_price_is_pushed_and_what_is_the_same_is_not(account, market):
    product = make_ware(price="20.00")
    published(account, product)
    Product.objects.filter(pk=product.pk).update(price=Decimal("30.00"))
    products_changed([product.pk])
    run_due(20)
    assert [push.price for push in market.price_pushes] == [eur("33.99")]
    assert pushes() == []


def test_one_change_in_a_group_pushes_the_one_variant(account, market):
    group = make_group("S", "M")
    published(account, group)
    first = group.products.order_by("pk").first()
    set_stock(first, 3)
    products_changed([first.pk])
    run_due(20)
    assert pushes() == [(3, 10)]


def test_units_that_are_kept_back_are_not_offered_and_never_make_less_than_none(account, market):
    account.stock_buffer = 4
    account.save()
    product = make_ware(stock=10)
    published(account, product)
    set_stock(product, 3)
    products_changed([product.pk])
    run_due(20)
    assert pushes() == [(0, 6)]


def test_what_would_lose_money_is_not_sold_and_says_so(account, market):
    product = make_ware(price="20.00", cost="8.00", stock=10)
    listing = published(account, product)
    Supply.objects.filter(product=product).update(cost=Decimal(40))
    products_changed([product.pk])
    run_due(20)
    listing.refresh_from_db()
    assert (listing.state, listing.reason) == ("active", "below_floor")
    assert market.shown["product-1"].stock == {"product-1-2": 0}
    assert market.price_pushes == []
    Supply.objects.filter(product=product).update(cost=Decimal(8))
    products_changed([product.pk])
    run_due(20)
    listing.refresh_from_db()
    assert (listing.reason, market.shown["product-1"].stock) == ("", {"product-1-2": 10})


def test_a_sale_there_is_found_and_compared_with_anew_under_a_new_key(account, market):
    product = make_ware(stock=10)
    published(account, product)
    market.shown["product-1"].stock["product-1-2"] = 9  # a customer was quicker
    set_stock(product, 7)
    products_changed([product.pk])
    run_due(20)
    assert pushes() == [(7, 10), (7, 9)]
    first, second = market.stock_pushes
    assert first.idempotency_key != second.idempotency_key
    assert market.shown["product-1"].stock["product-1-2"] == 7


def test_a_push_whose_answer_was_lost_is_sent_again_under_its_own_key(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    set_stock(product, 7)
    taken = SmallMarket.push_stock

    def taken_and_lost(adapter, wishes):
        taken(adapter, wishes)
        raise ConnectionError

    with patch.object(SmallMarket, "push_stock", taken_and_lost), pytest.raises(ConnectionError):
        pushing.push_now(listing, "test")
    market.keys.clear()  # the double answers as the first time: a repeated key is no second change
    with patch.object(SmallMarket, "push_stock", _remembering(market)):
        pushing.push_now(listing, "test")
    first, second = market.stock_pushes
    assert (first.idempotency_key, first.quantity, first.expected) == (
        second.idempotency_key,
        second.quantity,
        second.expected,
    )
    variant = listing.variants.get()
    assert (variant.pushed_quantity, variant.sent_quantity) == (7, None)


def _remembering(market):
    def push(adapter, wishes):
        market.stock_pushes += wishes
        return [PushOutcome(wish.variant_id) for wish in wishes]

    return push


def test_after_a_lost_answer_another_wish_looks_first(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    set_stock(product, 7)
    taken = SmallMarket.push_stock

    def taken_and_lost(adapter, wishes):
        taken(adapter, wishes)
        raise ConnectionError

    with patch.object(SmallMarket, "push_stock", taken_and_lost), pytest.raises(ConnectionError):
        pushing.push_now(listing, "test")
    set_stock(product, 5)
    market.calls.clear()
    pushing.push_now(listing, "test")
    assert market.calls == ["read_listing", "push_stock"]
    assert pushes() == [(7, 10), (5, 7)]


def test_what_is_refused_three_times_stops_the_listing_until_somebody_looks(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    set_stock(product, 5)
    refusing = lambda adapter, wishes: [PushOutcome(wish.variant_id, "INVALID", "No such place.") for wish in wishes]  # noqa: E731
    with patch.object(SmallMarket, "push_stock", refusing):
        states = [pushing.push_now(listing, "test")["state"] for _ in range(3)]
    listing.refresh_from_db()
    assert states == ["active", "active", "error"]
    assert (listing.reason, listing.reason_values) == ("stock_refused", {"words": "No such place."})


def test_a_listing_that_is_gone_says_so(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    set_stock(product, 5)
    with patch.object(SmallMarket, "push_stock", side_effect=NotFound("shopify", "push stock")):
        pushing.push_now(listing, "test")
    listing.refresh_from_db()
    assert (listing.state, listing.reason) == ("error", "gone")


def test_a_push_that_is_owed_and_was_lost_is_filed_by_the_clock(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    set_stock(product, 4)
    push_filing.file_push(listing, "test")
    Job.objects.filter(kind="marketplaces.push_listing").update(state="cancelled")
    assert push_filing.file_owed() == 1
    assert push_filing.file_owed() == 0  # it waits already
    run_due(20)
    assert pushes() == [(4, 10)]


def test_a_push_that_was_lost_is_found_behind_all_those_that_wait(account, market, monkeypatch):
    monkeypatch.setattr(lost, "PORTION", 2)
    listings = [published(account, make_ware(f"Ware {number}", stock=10)) for number in range(5)]
    for listing in listings:
        push_filing.file_push(listing, "test")
    Job.objects.filter(dedupe_key=f"push:{listings[-1].pk}").update(state="dead")
    assert push_filing.file_owed() == 1
    assert Job.objects.get(dedupe_key=f"push:{listings[-1].pk}").state == "pending"


def test_a_paused_listing_is_left_alone(account, market):
    product = make_ware(stock=10)
    listing = published(account, product)
    type(listing).objects.filter(pk=listing.pk).update(state="paused")
    set_stock(product, 4)
    products_changed([product.pk])
    run_due(20)
    assert pushes() == []
