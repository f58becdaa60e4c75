"""Sales on the first page: by day, by marketplace, by stage; every number opens the list that it counts."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from tests import console_rows as rows
from tests import selling_rows as selling

HOME = reverse("admin:index")
ETSY = {"marketplace": "etsy", "name": "Craft shop", "state": "ok", "shop_address": "craft.etsy.example"}


def shown(page):
    return page.get(HOME).context["sales"]


@pytest.fixture
def sold(db):
    """Three today at Shopify, two eight days ago at Etsy, one of today over the API; and what is no sale."""
    now = timezone.now()
    money = {"total": Decimal(100), "cost": Decimal(60), "profit": Decimal(40)}
    selling.orders(2, "placed", **money)
    selling.orders(1, "delivered", total=Decimal(50), refunded=Decimal(20), cost=None, profit=None)
    etsy = selling.MarketplaceAccount.objects.create(**ETSY)
    selling.orders(2, "shipped", account=etsy, placed_at=now - timedelta(days=8), **money)
    [program] = selling.orders(1, "to_pay", currency="USD", **money)
    Order.objects.filter(pk=program.pk).update(account=None)
    selling.orders(4, "cancelled", **money)
    selling.orders(5, "placed", is_test=True, **money)
    selling.orders(6, "delivered", placed_at=now - timedelta(days=31), **money)


def test_each_marketplace_has_its_orders_and_money_of_thirty_days(page, sold):
    lines = [(line["name"], line["number"], line["revenue"], line["profit"]) for line in shown(page)["places"]]
    assert lines == [
        ("Etsy", 2, "200.00 EUR", "80.00 EUR"),
        ("Shopify", 3, "230.00 EUR", "80.00 EUR"),
        ("Over the API", 1, "100.00 USD", "40.00 USD"),
    ]


def test_the_charts_show_each_day_once(page, sold):
    told = shown(page)
    orders = json.loads(told["orders"]["data"])
    by_name = {one["label"]: one["data"] for one in orders["datasets"]}
    assert (len(orders["labels"]), by_name["Shopify"][-1], by_name["Etsy"][-9], sum(by_name["Etsy"])) == (30, 3, 2, 2)
    revenue, profit = (one["data"] for one in json.loads(told["money"]["data"])["datasets"])
    assert (told["currency"], revenue[-1], profit[-1], revenue[-9]) == ("EUR", 230.0, 80.0, 200.0)


def test_every_number_opens_the_orders_that_it_counts(page, sold):
    told = shown(page)
    numbers = [*told["places"], *told["stages"], *(cell for line in told["table"] for cell in line["cells"])]
    for item in numbers:
        if item["number"]:
            assert page.get(item["url"]).context["cl"].result_count == item["number"], item["url"]
    assert sum(cell["number"] for line in told["table"] for cell in line["cells"]) == 6
    assert {stage["code"]: stage["number"] for stage in told["stages"]} == {"to_pay": 1, "placed": 7, "shipped": 2}


def test_where_nothing_was_sold_it_says_so(page, db):
    answer = page.get(HOME)
    assert answer.context["sales"]["empty"] is True
    assert "Nothing was sold yet in these days." in answer.content.decode()


def test_who_may_not_see_orders_sees_no_sales(client, sold):
    client.force_login(rows.staff("ana", "core.view_syncrun"))
    answer = client.get(HOME)
    assert answer.context["sales"] == {}
    assert "Sales of the last" not in answer.content.decode()
