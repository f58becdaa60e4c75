"""Once a day the supplier's book is laid beside ours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import jobs
from core.models import Alert, Job
from orders.ledger import reconciling
from orders.models import SupplierOrder
from suppliers.actions.watching import check_accounts
from suppliers.models import SupplierAccount
from tests.orders import factories

pytestmark = pytest.mark.django_db


def test_books_that_agree_raise_no_word(desk, cj):
    for _ in range(3):
        desk.placed()
    assert reconciling.reconcile_all() == {"accounts": 1, "differ": 0, "failed": 0}
    assert not Alert.objects.exists()


def test_an_order_that_we_hold_for_never_made_is_told(desk, cj):
    row = desk.placed()
    SupplierOrder.objects.filter(pk=row.pk).update(state="rejected")
    reconciling.reconcile_all()

    alert = Alert.objects.get(kind="purchases_differ")
    assert (alert.data["extra"], alert.data["extras"], alert.data["lacks"]) == (row.client_no, 1, 0)


def test_an_order_that_the_supplier_lost_is_told_and_the_word_taken_back_when_it_is_there(desk, cj):
    row = desk.placed()
    order = cj.books.orders.pop(desk.seen(row).supplier_order_ids[0])
    reconciling.reconcile_all()
    assert Alert.objects.get(kind="purchases_differ").data["missing"] == row.client_no

    cj.books.orders[order.order_id] = order
    reconciling.reconcile_all()

    assert not Alert.objects.filter(closed_at=None).exists()


def test_orders_of_others_at_the_same_account_are_none_of_ours(desk, cj):
    row = desk.placed()
    cj.order_of(row.client_no).number = "SHOP-77"
    SupplierOrder.objects.filter(pk=row.pk).update(state="cancelled")

    assert reconciling.reconcile_all() == {"accounts": 1, "differ": 0, "failed": 0}


def test_a_cancelled_order_is_no_extra(desk, cj):
    row = desk.placed()
    cj.order_of(row.client_no).status = "CANCELLED"
    SupplierOrder.objects.filter(pk=row.pk).update(state="cancelled")

    assert reconciling.reconcile_all() == {"accounts": 1, "differ": 0, "failed": 0}


def test_an_account_that_does_not_answer_hides_no_other(desk, cj):
    row = desk.placed()
    SupplierOrder.objects.filter(pk=row.pk).update(state="rejected")
    dead = SupplierAccount.objects.create(supplier="cj-dropshipping", name="CJ, the other one")
    factories.supplier_order(factories.order(), dead, desk.goods, state="placed", supplier_order_ids=["1"])
    SupplierAccount.objects.filter(pk=dead.pk).update(state="needs_reconnect")

    assert reconciling.reconcile_all() == {"accounts": 1, "differ": 1, "failed": 1}


def test_an_account_that_buys_is_not_told_to_be_idle(desk, cj):
    row = desk.paying()
    desk.work()
    long_ago = timezone.now() - timedelta(days=25)
    SupplierAccount.objects.filter(pk=desk.account.pk).update(created_at=long_ago, mode="live")
    check_accounts()
    assert Alert.objects.filter(kind="account_idle", closed_at=None).exists()

    job = Job.objects.create(kind="orders.reconcile", run_at=timezone.now())
    jobs.execute(job.pk)
    check_accounts()

    assert SupplierAccount.objects.get(pk=desk.account.pk).last_transaction_at == desk.seen(row).paid_at
    assert not Alert.objects.filter(kind="account_idle", closed_at=None).exists()
