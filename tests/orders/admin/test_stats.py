"""The dashboard's figures of orders, for programs."""

from decimal import Decimal

from tests import selling_rows as selling
from tests.api_door import Api, make_key


def test_the_figures_of_orders_and_todays_money_are_those_of_the_rows(db):
    reader = Api(make_key("read"))
    selling.orders(2, "needs_attention")
    selling.orders(1, "placed", total=Decimal(10), cost=None, profit=None)
    body = reader.get("/api/dashboard/stats").json()
    figures = {figure["code"]: figure["number"] for figure in body["figures"]}
    needs = {figure["code"]: figure["number"] for figure in body["needs"]}
    assert (figures["orders_today"], figures["stage_needs_attention"], figures["stage_placed"]) == (3, 2, 1)
    assert (needs["orders_needs_attention"], needs["orders_to_pay"]) == (2, 0)
    assert body["money"] == [
        {"currency": "EUR", "orders": 3, "costed": 2, "revenue": "129.8000", "cost": "62.4000", "profit": "36.8000"}
    ]
