"""Prices and stock of many listings in few calls, where the marketplace takes many in one."""

from decimal import Decimal
from unittest.mock import patch

import pytest

from core.errors import PartnerDown
from core.jobs import run_due
from core.models import Job
from inventory.events import products_changed
from inventory.models import Category, Product, Supply
from marketplaces.actions.pushing import filing as push_filing
from marketplaces.models import CategoryMapping, Listing, ListingVariant
from tests.marketplaces.market import BigMarket, Shown, eur
from tests.marketplaces.selling.conftest import make_ware, set_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(big_account):
    shelf = Category.objects.create(name="Mats", slug="mats")
    CategoryMapping.objects.create(marketplace="ebay", site="EBAY_DE", category=shelf, theirs="77")
    return shelf


def on_sale(account, number, shelf):
    """So many listings that stand in the shop as the hub believes."""
    products = [make_ware(f"Ware {each}", category=shelf) for each in range(number)]
    for product in products:
        listing = Listing.objects.create(
            account=account, product=product, handle=f"h-{product.pk}", state="active", remote_id=f"r-{product.pk}",
            pushed_version=1,
        )  # fmt: skip
        variant_id = f"v-{product.pk}"
        ListingVariant.objects.create(
            listing=listing, product=product, remote_variant_id=variant_id, remote_inventory_id=f"offer-{product.pk}",
            sku=product.sku, pushed_price=Decimal("22.99"), pushed_quantity=10,
        )  # fmt: skip
        BigMarket.world.shown[listing.remote_id] = _shown(listing.handle, variant_id, product.sku)
    return products


def _shown(handle, variant_id, sku):
    return Shown(handle, "Ware", "active", {variant_id: eur("22.99")}, {variant_id: 10}, {variant_id: sku})


def change(products, *, stock=None, price=None):
    keys = [product.pk for product in products]
    if stock is not None:
        Supply.objects.filter(product__in=keys).update(quantity=stock)
    if price is not None:
        Product.objects.filter(pk__in=keys).update(price=Decimal(price))
    push_filing.want_push(keys, "test")


def rows_of(big):
    return [[(push.sku, push.quantity) for push in call] for call in big.offer_calls]


def test_sixty_listings_are_three_calls_of_one_job_with_price_and_stock_together(big_account, big, shelf):
    products = on_sale(big_account, 60, shelf)
    change(products, stock=4, price="30.00")
    run_due(20)
    assert [len(call) for call in big.offer_calls] == [25, 25, 10]
    assert all((push.price, push.quantity) == (eur("33.99"), 4) for call in big.offer_calls for push in call)
    assert Job.objects.filter(kind="marketplaces.push_shop").count() == 1
    assert not Job.objects.filter(kind="marketplaces.push_listing").exists()
    assert {listing.wanted_version - listing.pushed_version for listing in Listing.objects.all()} == {0}
    assert set(ListingVariant.objects.values_list("pushed_quantity", "pushed_price")) == {(4, Decimal("33.9900"))}


def test_what_is_the_same_is_not_sent(big_account, big, shelf):
    products = on_sale(big_account, 3, shelf)
    set_stock(products[1], 7)
    products_changed([product.pk for product in products])
    run_due(20)
    assert rows_of(big) == [[("SKU-Ware 1", 7)]]
    assert big.offer_calls[0][0].price is None


def test_killed_after_a_call_the_first_is_not_sent_again_and_no_figure_is_lost(big_account, big, shelf):
    products = on_sale(big_account, 30, shelf)
    taken = BigMarket.push_offers

    def second_is_lost(adapter, pushes):
        if len(adapter.world.offer_calls) == 1:
            raise PartnerDown("ebay", "push offers")
        return taken(adapter, pushes)

    with patch.object(BigMarket, "push_offers", second_is_lost):
        change(products, stock=4)
        run_due(1)
    assert [len(call) for call in big.offer_calls] == [25]
    Job.objects.filter(kind="marketplaces.push_shop").update(run_at="2020-01-01T00:00:00Z")
    run_due(5)
    assert [len(call) for call in big.offer_calls] == [25, 5]
    assert all(shown.stock == dict.fromkeys(shown.stock, 4) for shown in big.shown.values())
    assert not push_filing.owed().exists()


def test_a_refusal_is_its_listings_alone_and_waits_before_it_is_tried_again(big_account, big, shelf):
    products = on_sale(big_account, 3, shelf)
    big.offer_refusals["SKU-Ware 1"] = ("25001", "The price is too low.")
    change(products, stock=4)
    run_due(20)
    refused = Listing.objects.get(product=products[1])
    assert (refused.state, refused.reason, refused.failures) == ("active", "offer_refused", 1)
    assert refused.reason_values == {"words": "The price is too low."}
    assert len(big.offer_calls) == 1
    assert push_filing.file_owed() == 0
    Listing.objects.filter(pk=refused.pk).update(push_after="2020-01-01T00:00:00Z")
    big.offer_refusals.clear()
    assert push_filing.file_owed() == 1
    run_due(20)
    refused.refresh_from_db()
    assert (refused.reason, refused.failures, refused.pushed_version) == ("", 0, refused.wanted_version)


def test_one_that_is_gone_there_is_refused_and_the_others_go_on(big_account, big, shelf):
    products = on_sale(big_account, 2, shelf)
    big.offer_refusals["SKU-Ware 0"] = ("gone", "")
    change(products, stock=4)
    run_due(20)
    states = {listing.product_id: (listing.state, listing.reason) for listing in Listing.objects.all()}
    assert states == {products[0].pk: ("error", "gone"), products[1].pk: ("active", "")}


def test_after_some_calls_what_is_more_urgent_has_its_turn(big_account, big, shelf):
    products = on_sale(big_account, 12, shelf)
    with patch.object(BigMarket, "offers_at_once", 1):
        change(products, stock=4)
        assert run_due(1) == 1
        job = Job.objects.get(kind="marketplaces.push_shop")
        assert (job.state, len(big.offer_calls), job.attempts) == ("pending", 8, 0)
        run_due(5)
    assert len(big.offer_calls) == 12


def test_a_marketplace_of_one_listing_a_call_gets_each_listing_whole(big_account, big, shelf):
    products = on_sale(big_account, 2, shelf)
    with patch.object(BigMarket, "offers_at_once", 0):
        change(products, stock=4)
        run_due(5)
    assert rows_of(big) == [[("SKU-Ware 0", 4)], [("SKU-Ware 1", 4)]]


def test_pushes_come_after_what_orders_need(big_account, big, shelf):
    change(on_sale(big_account, 1, shelf), stock=4)
    assert Job.objects.get(kind="marketplaces.push_shop").priority == 80  # routing 30-40, polling 60, tracking 70


def test_a_paused_listing_is_left_alone(big_account, big, shelf):
    products = on_sale(big_account, 1, shelf)
    Listing.objects.update(state="paused")
    change(products, stock=4)
    run_due(5)
    assert big.offer_calls == []
