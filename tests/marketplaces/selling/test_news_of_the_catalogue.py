"""From the B2B service to the shop: one row in between."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.jobs import run_due
from core.models import Job
from inventory.actions.ownership import give_back
from tests.inventory.sync.conftest import shop
from tests.inventory.sync.shop import item, product, sync
from tests.marketplaces.market import eur
from tests.marketplaces.selling.conftest import make_ware, published

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
KIND = "inventory.products_changed"


def news():
    return [job.payload["product_ids"] for job in Job.objects.filter(kind=KIND).order_by("pk")]


@pytest.fixture
def listed(shop, account, settings):
    settings.B2B_CURRENCY = "EUR"
    shop.sells(item(1), item(2), item(3))
    sync()
    published(account, product(2))
    return product(2)


def test_a_sync_tells_only_of_what_is_on_sale_somewhere(shop, listed, market):
    shop.sells(item(1, stock=1), item(2, stock=5), item(3, stock=1))
    sync()
    assert news() == [[listed.pk]]
    run_due(20)
    assert [push.quantity for push in market.stock_pushes] == [5]


def test_a_sync_that_changes_nothing_files_nothing(shop, listed):
    sync(is_full=True)
    assert news() == []


def test_a_sync_without_any_listing_files_nothing(shop, settings):
    shop.sells(item(1))
    sync()
    shop.sells(item(1, stock=5))
    sync()
    assert news() == []


def test_what_staff_set_and_give_back_reaches_the_shop(shop, listed, market, admin_client):
    page = reverse("admin:inventory_product_change", args=[listed.pk])
    form = admin_client.get(page).context["adminform"].form
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    admin_client.post(page, {**values, "price": "500"})
    run_due(20)
    listed.refresh_from_db()
    assert (listed.price, market.price_pushes[-1].price) == (Decimal(500), eur("550.99"))
    give_back(listed, ["price"], "ana")
    run_due(20)
    assert market.price_pushes[-1].price == eur("220.99")


def test_a_product_that_is_not_listed_is_changed_in_silence(listed, admin_client):
    other = make_ware()
    give_back(other, ["price"], "ana")
    assert news() == []
