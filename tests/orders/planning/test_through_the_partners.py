"""The whole way through the real adapters, each before the look-alike of its supplier on loopback."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from inventory.models import Product
from inventory.pricing import PriceRule
from orders.actions.routing import route
from orders.intake.taking import take_remote
from suppliers.actions import importing
from suppliers.actions.importing import ImportRequest
from suppliers.registry import open_account
from tests.orders_rows import remote_line, remote_order, shop
from tests.suppliers.contract.stage import Stage
from tests.suppliers.contract.stages import MODULES, stage_class

pytestmark = pytest.mark.django_db


@pytest.fixture(params=MODULES)
def stage(request, settings, db) -> Iterator[Stage]:
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    settings.EXCHANGE_RATES = ["USD/EUR=0.92"]
    with stage_class(request.param)(settings) as stage:
        yield stage


def test_an_imported_product_that_is_sold_is_proposed_at_its_supplier(stage):
    account = stage.account()
    with open_account(account) as adapter:
        stage.authorise(adapter)
        adapter.connect()
    account.refresh_from_db()
    goods = stage.goods()
    wanted = ImportRequest(goods.product_id, None, PriceRule(Decimal(40), rounding=".99"), stage.country)
    importing.import_product(account, wanted, "staff")
    product = Product.objects.get(supplier_products__external_variant_id=goods.variant_id)
    Product.objects.filter(pk=product.pk).update(sku="SOLD-1")
    order = take_remote(shop(), remote_order(remote_line(sku="SOLD-1", quantity=2)), by="poll")
    assert order is not None

    (purchase,) = route(order.pk, "routing").drafted

    assert (purchase.account_id, purchase.state) == (account.pk, "draft")
    assert purchase.goods_cost == goods.cost.amount * 2
    assert purchase.freight_cost is not None
    assert purchase.freight_cost >= 0
    assert purchase.service_code
    order.refresh_from_db()
    assert (order.state, order.profit is not None) == ("to_approve", True)
