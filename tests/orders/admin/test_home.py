"""Orders on the first page: every number equals the list it leads to, money by currency, and the page stays cheap."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders import dashboard
from orders.models import BuyingSwitch
from tests import console_rows as rows
from tests import selling_rows as selling

HOME = reverse("admin:index")
MOST_QUERIES = 15


@pytest.fixture
def busy_house(db):
    """Something of everything, each in its own number, so that no figure equals another's by chance."""
    now, start = timezone.now(), dashboard.day_start()
    old = {"placed_at": now - timedelta(days=9)}
    selling.orders(1, "needs_attention", **old)
    selling.orders(2, "awaiting_mapping", **old)
    selling.orders(3, "on_hold", **old)
    selling.orders(4, "to_approve", **old)
    selling.orders(5, "to_pay", **old)
    selling.orders(6, "placed", ship_by=now - timedelta(days=1), **old)
    selling.orders(7, "placed", ship_by=start + timedelta(hours=23, minutes=59, seconds=30), **old)
    selling.orders(8, "placed", ship_by=start + timedelta(hours=40), **old)
    selling.purchases(9, "unknown")
    selling.purchases(1, "needs_operator")
    selling.purchases(11, "rejected")
    selling.purchases(12, "paid", paid_at=now - timedelta(days=20))
    selling.parcels(13, moved_at=now - timedelta(days=30), shipped_at=now - timedelta(days=40))
    selling.parcels(14, status="returned")
    selling.parcels(15, "refused")
    waiting = selling.parcels(16, "pending")
    type(waiting[0]).objects.filter(pk__in=[row.pk for row in waiting]).update(created_at=now - timedelta(hours=3))
    selling.mails(17, "failed")
    selling.mails(2, "sent")


def needs(page):
    return {item["figure"].code: item for item in page.get(HOME).context["needs"]}


def test_the_numbers_are_the_ones_that_were_made(page, busy_house):
    found = {code: item["figure"].number for code, item in needs(page).items()}
    own = ("orders_", "purchases_", "dispatch_", "parcels_", "mails_")
    assert {code: number for code, number in found.items() if code.startswith(own)} == {
        "orders_needs_attention": 1, "orders_awaiting_mapping": 2, "orders_on_hold": 3, "orders_to_approve": 4,
        "orders_to_pay": 5, "dispatch_late": 6, "dispatch_today": 7, "dispatch_tomorrow": 8, "purchases_unknown": 10,
        "purchases_refused": 11, "parcels_no_number": 12, "parcels_delayed": 13, "parcels_trouble": 14,
        "parcels_refused": 15, "parcels_not_written": 16, "mails_failed": 17,
    }  # fmt: skip


def test_every_number_equals_the_list_it_leads_to(page, busy_house):
    for code, item in needs(page).items():
        if item["figure"].is_count:
            assert page.get(item["url"]).context["cl"].result_count == item["figure"].number > 0, code


def test_todays_money_is_summed_by_currency_and_leads_to_its_orders(page):
    selling.orders(2, "placed", total=Decimal(100), cost=Decimal(60), profit=Decimal(40))
    selling.orders(1, "placed", total=Decimal(50), refunded=Decimal(20), cost=None, profit=None)
    selling.orders(1, "placed", total=Decimal(9000), cost=Decimal(5000), profit=Decimal(4000), currency="XOF")
    selling.orders(3, "cancelled", total=Decimal(1))
    selling.orders(1, "placed", is_test=True)
    selling.orders(1, "delivered", placed_at=timezone.now() - timedelta(days=2))
    lines = {line["currency"]: line for line in page.get(HOME).context["money"]}
    assert set(lines) == {"EUR", "XOF"}
    euros = lines["EUR"]
    assert (euros["revenue"], euros["cost"], euros["profit"]) == ("230.00 EUR", "120.00 EUR", "80.00 EUR")
    assert (euros["number"], euros["not_costed"]) == (3, 1)
    for line in lines.values():
        assert page.get(line["url"]).context["cl"].result_count == line["number"]


def test_switched_off_buying_is_said_and_leads_to_where_it_is_switched_on(page):
    assert "buying_off" not in needs(page)
    BuyingSwitch(is_on=False, why="stock take", by="boss").save()
    item = needs(page)["buying_off"]
    assert reverse("admin:orders_switch") in page.get(item["url"]).content.decode()


def test_a_hub_without_orders_says_nothing_of_them(page):
    answer = page.get(HOME)
    assert answer.context["money"] == []
    assert "Orders of today" not in answer.content.decode()


def test_who_may_not_see_orders_sees_no_money(client, db):
    selling.orders(1, "placed")
    client.force_login(rows.staff("ana", "core.view_syncrun"))
    assert client.get(HOME).context["money"] == []


def test_the_page_takes_as_many_queries_for_many_orders_as_for_one(page):
    selling.purchases(1, "unknown")
    page.get(HOME)
    cache.clear()
    with CaptureQueriesContext(connection) as one:
        page.get(HOME)
    selling.orders(20)
    selling.purchases(5, "unknown")
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        page.get(HOME)
    assert len(many) == len(one) <= MOST_QUERIES, [query["sql"][:120] for query in many]
