"""The same acts through the real adapters, each before the look-alike of its supplier on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core import jobs
from core.jobs import JobOutcome
from core.models import Job
from inventory.models import Product, ProductGroup, Supply
from inventory.pricing import PriceRule
from inventory.stock import stock_sum
from suppliers.actions import importing, mapping
from suppliers.actions.importing import ImportRequest
from suppliers.actions.quoting import cheapest_kept
from suppliers.actions.refreshing import refresh, start_refresh
from suppliers.models import FreightQuote, SupplierProduct, SupplierStock
from suppliers.registry import open_account
from tests.catalogue_rows import make_product
from tests.suppliers.contract.stage import Goods, Stage
from tests.suppliers.contract.stages import MODULES, stage_class

pytestmark = pytest.mark.django_db


@pytest.fixture(params=MODULES)
def stage(request, settings, db) -> Iterator[Stage]:
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    with stage_class(request.param)(settings) as stage:
        yield stage


@pytest.fixture
def goods(stage) -> Goods:
    return stage.goods()


@pytest.fixture
def account(stage):
    """Connected, as staff do it first."""
    account = stage.account()
    with open_account(account) as adapter:
        stage.authorise(adapter)
        adapter.connect()
    account.refresh_from_db()
    return account


def request(goods: Goods, stage: Stage) -> ImportRequest:
    return ImportRequest(goods.product_id, None, PriceRule(Decimal(40), rounding=".99"), stage.country)


def offer_of(goods: Goods) -> SupplierProduct:
    return SupplierProduct.objects.get(external_variant_id=goods.variant_id)


def test_a_product_is_imported_with_cost_freight_stock_and_options(stage, account, goods):
    """pitfalls 12, 21, 22: all areas, each variant's own cost, ids as text."""
    job = importing.start_import(account, request(goods, stage), "ann")

    assert jobs.execute(job.pk) is JobOutcome.DONE, Job.objects.get(pk=job.pk).error

    group = ProductGroup.objects.get()
    assert (group.title, group.products.count()) == (goods.title, goods.variants)
    offer = offer_of(goods)
    assert (offer.cost, offer.currency, offer.order_key) == (goods.cost.amount, goods.cost.currency, goods.order_key)
    assert [tuple(pair) for pair in offer.options] == list(goods.options)
    assert offer.product.options == dict(goods.options)
    assert {row.country: row.total for row in SupplierStock.objects.filter(offer=offer)} == goods.stock
    assert Supply.objects.get(product=offer.product).quantity == sum(goods.stock.values())
    assert stock_sum(offer.product_id).total == sum(goods.stock.values())
    assert offer.product.images
    assert "<script" not in offer.product.description
    freight = FreightQuote.objects.order_by("price").first()
    assert freight.country == stage.country
    assert offer.product.price > goods.cost.amount * Decimal("1.4")
    assert offer.product.price % 1 == Decimal("0.99")


def test_importing_twice_changes_nothing(stage, account, goods):
    importing.import_product(account, request(goods, stage), "ann")
    before = list(Product.objects.order_by("pk").values())

    result = importing.import_product(account, request(goods, stage), "ann")

    assert (result.created, result.unchanged) == (0, goods.variants)
    assert list(Product.objects.order_by("pk").values()) == before


def test_a_refresh_right_after_an_import_finds_nothing_changed(stage, account, goods):
    """Looking at a product and refreshing it read the same figures."""
    importing.import_product(account, request(goods, stage), "ann")

    changes = refresh(account, [goods.product_id]).changes

    assert (changes.read, changes.costs, changes.moved, changes.product_ids) == (goods.variants, 0, 0, set())


def test_a_refresh_brings_what_has_changed_meanwhile(stage, account, goods):
    importing.import_product(account, request(goods, stage), "ann")
    true = Supply.objects.get(product=offer_of(goods).product)
    long_ago = timezone.now() - timedelta(hours=60)
    SupplierProduct.objects.update(cost=Decimal("0.01"), checked_at=long_ago)
    SupplierStock.objects.update(total=1, as_of=long_ago)
    Supply.objects.update(quantity=1, as_of=long_ago, cost=Decimal("0.01"))
    Job.objects.all().delete()
    assert stock_sum(true.product_id).total == 0  # too old

    job = start_refresh(account, "webhook", [goods.product_id])
    assert jobs.execute(job.pk) is JobOutcome.DONE

    offer = offer_of(goods)
    assert (offer.cost, offer.previous_cost) == (goods.cost.amount, Decimal("0.0100"))
    assert Supply.objects.get(pk=true.pk).quantity == true.quantity
    assert stock_sum(true.product_id).total == true.quantity
    told = Job.objects.get(kind="inventory.products_changed").payload["product_ids"]
    assert true.product_id in told


def test_a_product_that_is_gone_is_missed_first_and_gone_hours_later(stage, account, goods):
    """pitfall 41."""
    importing.import_product(account, request(goods, stage), "ann")
    stage.remove_goods()

    refresh(account, [goods.product_id])
    assert (offer_of(goods).state, offer_of(goods).missing_since is None) == ("confirmed", False)

    SupplierProduct.objects.update(missing_since=timezone.now() - timedelta(hours=7))
    refresh(account, [goods.product_id])
    assert offer_of(goods).state == "gone"
    assert stock_sum(offer_of(goods).product_id).total == 0


def test_a_supplier_that_is_down_leaves_every_figure_as_it_was(stage, account, goods):
    """pitfall 18."""
    importing.import_product(account, request(goods, stage), "ann")
    before = list(Supply.objects.order_by("pk").values())
    stage.break_down()

    changes = refresh(account, [goods.product_id]).changes

    assert changes.failed == goods.variants
    assert list(Supply.objects.order_by("pk").values()) == before
    assert "502" in offer_of(goods).last_error


def test_an_existing_product_is_linked_to_the_suppliers_variant(stage, account, goods):
    product = make_product(options=dict(goods.options), stock_known=False)

    offer = mapping.link(product, account, goods.product_id, goods.variant_id, by="ann")

    assert (offer.state, offer.cost) == ("confirmed", goods.cost.amount)
    assert stock_sum(product.pk).total == sum(goods.stock.values())
    assert cheapest_kept([offer.pk], stage.country) == {}
