"""Paying: the balance at the supplier before and after, asked of the supplier itself, and nobody pays by looking."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.jobs import execute
from core.models import Job
from orders.models import Order, SupplierOrder
from tests import selling_rows as selling
from tests.suppliers.at_cj import account, cj

__all__ = ["account", "cj"]


@pytest.fixture
def placed(account):
    purchase = selling.purchases(
        1, "placed", account=account, approved_cost=Decimal("14.30"), supplier_order_ids=["SD1"]
    )[0]
    return SupplierOrder.objects.get(pk=purchase.pk)


def test_the_preview_shows_each_suppliers_balance_before_and_after(page, placed):
    url = reverse("admin:orders_supplierorder_pay", args=[placed.pk])
    numbers = dict(page.get(url).context["confirmation"].numbers)
    name = placed.account.name
    assert numbers["Purchases"] == 1
    assert numbers[f"To pay at {name}"] == "14.30 USD"
    before, after = (
        Decimal(numbers[label].removesuffix(" USD").replace(",", "")) for label in ("Balance before", "Balance after")
    )
    assert before - after == Decimal("14.30")
    placed.refresh_from_db()
    assert placed.state == "placed"


def test_a_balance_that_does_not_reach_is_said(page, placed):
    SupplierOrder.objects.filter(pk=placed.pk).update(supplier_amount=Decimal(10_000_000))
    url = reverse("admin:orders_supplierorder_pay", args=[placed.pk])
    assert "does not reach" in str(page.get(url).context["confirmation"].note)


def test_a_supplier_that_does_not_answer_leaves_the_balance_unknown(page, placed, settings):
    settings.CJ_API_URL = "http://127.0.0.1:9"
    url = reverse("admin:orders_supplierorder_pay", args=[placed.pk])
    numbers = dict(page.get(url).context["confirmation"].numbers)
    assert str(numbers["Balance there"]).startswith("not known")
    assert "Balance after" not in numbers


def test_a_confirmed_payment_is_approved_under_the_persons_name(page, placed):
    Order.objects.filter(pk=placed.order_id).update(state="to_pay")
    page.post(reverse("admin:orders_supplierorder_pay", args=[placed.pk]), {"confirmed": "yes"})
    execute(Job.objects.get(kind="orders.bulk").pk)
    placed.refresh_from_db()
    assert (placed.state, placed.pay_approved_by) == ("pay_ready", "boss")
