"""Every list of orders at twenty thousand of them: first and last page, each filter, each sort and searches.

What counts is the time that the process itself works: a loaded machine makes no page slower.
"""

import time

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import selling_rows as selling
from tests.config.test_console_speed import MOST_QUERIES, MOST_QUERIES_HOME, MOST_SECONDS
from tests.console_addresses import addresses_of
from tests.table_statistics import analyze

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LISTS = (
    "order", "supplierorder", "shipment", "notification", "purchaseattempt", "orderrefund", "paymentdispute", "customer",
)  # fmt: skip
ORDERS = 20_000
TERMS = ("SD1999", "%23M1999", "many77@example.com", "Buyer 19", "MANY-0019")


@pytest.fixture
def full_house(db):
    selling.many(ORDERS)
    analyze()


def quickest(client, address):
    """The best of three where the first is over the bound: a collection of garbage in the middle of one, over a heap of
    thousands of tests, is no work of the page's."""
    seen = look(client, address)
    for _ in range(2):
        if seen[0] > MOST_SECONDS:
            seen = min(seen, look(client, address))
    return seen


def look(client, address):
    """Seconds of work and queries with nothing kept from before."""
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        began = time.process_time()
        answer = client.get(address)
        took = time.process_time() - began
    assert answer.status_code == 200, address
    return took, len(seen)


@pytest.mark.timeout(900)
def test_every_view_of_every_list_is_quick_and_frugal(page, full_house):
    wanted = [address for name in LISTS for address in views_of(page, name)]
    measured = {address: quickest(page, address) for address in dict.fromkeys(wanted)}
    assert {address: seen for address, seen in measured.items() if seen[0] > MOST_SECONDS} == {}
    assert {address: seen for address, seen in measured.items() if seen[1] > MOST_QUERIES} == {}


def views_of(page, name):
    url = reverse(f"admin:orders_{name}_changelist")
    yield from addresses_of(page.get(url), url, TERMS)
    every = {"order": "stage=all", "supplierorder": "tab=all"}.get(name, "")
    yield from (f"{url}?{every}", f"{url}?{every}&p=100")


def test_the_first_page_is_quick_and_frugal(page, full_house):
    page.get(reverse("admin:index"))
    seconds, queries = quickest(page, reverse("admin:index"))
    assert seconds <= MOST_SECONDS
    assert queries <= MOST_QUERIES_HOME


def test_no_list_of_orders_is_left_out_here():
    ours = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "orders"}
    assert ours == {*LISTS, "buyinglimit"}
