"""One purchase at AliExpress becomes two orders there, one a store, and each sends its own parcels."""

import pytest

from core.jobs import enqueue, execute, run_due
from core.models import Job
from orders.ledger.requests import order_request
from orders.models import Shipment, ShipmentLine, SupplierOrder
from suppliers.registry import open_account
from tests.orders import factories
from tests.orders.following.stage import GOODS_AT_CJ, follow
from tests.suppliers.contract.stages.aliexpress import AliExpressStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, db):
    with AliExpressStage(settings) as place:
        yield place


@pytest.fixture
def row(place):
    """Placed at two stores and paid."""
    account = place.account()
    order = factories.order()
    with open_account(account) as adapter:
        place.authorise(adapter)
        account.refresh_from_db()
        row = _draft(order, account, _of_two_stores(place.simulator.catalogue))
        placed = adapter.create_order(order_request(row))
    row.supplier_order_ids, row.state = list(placed.order_ids), "paid"
    row.save()
    assert len(row.supplier_order_ids) == 2
    return row


def _of_two_stores(catalogue):
    found = {}
    for product in catalogue.products.values():
        if not product.is_offline and product.skus[0].stock > 50:
            found.setdefault(product.store, product)
    return list(found.values())[:2]


def _draft(order, account, products):
    row = factories.supplier_order(order, account, GOODS_AT_CJ, 1)
    row.lines.all().delete()
    SupplierOrder.objects.filter(pk=row.pk).update(service_code="CAINIAO_STANDARD")
    for product in products:
        sku = product.skus[0]
        row.lines.create(
            order_line=factories.line(order, 1, title=product.subject[:100]),
            external_product_id=str(product.product_id),
            external_variant_id=str(sku.sku_id),
            order_key=sku.attr,
            quantity=1,
            supplier_quantity=1,
        )
    row.refresh_from_db()
    return row


def test_each_stores_parcel_holds_what_that_store_sold(place, row):
    first, second = row.supplier_order_ids
    number = place.ship(second)
    follow(row)
    books = place.simulator.gateway.books
    sold = str(books.orders[int(second)].lines[0].product_id)
    line = row.lines.get(external_product_id=sold).order_line_id
    assert row.state == "partly_shipped"
    assert list(ShipmentLine.objects.values_list("shipment__number", "order_line_id")) == [(number, line)]

    other = place.ship(first)
    follow(row)
    assert row.state == "shipped"
    assert dict(Shipment.objects.values_list("number", "external_order_id")) == {number: second, other: first}


def test_parcels_are_asked_for_by_the_order_they_came_of(place, row):
    for order_id in row.supplier_order_ids:
        place.ship(order_id)
    follow(row)
    before = len(place.simulator.requests)
    execute(enqueue("orders.track_parcels").pk)
    Job.objects.exclude(kind__startswith="orders.track").delete()
    run_due(5)
    assert len(place.simulator.requests) - before == 2
    assert Shipment.objects.exclude(checked_at=None).exclude(status="none").count() == 2
