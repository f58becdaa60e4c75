"""The figures of the console's first page, for programs."""

from typing import Any

from django.utils.encoding import force_str
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import dashboard as hub
from core.api.permissions import Access
from core.api.scopes import READ
from core.api.views import HubView
from core.dashboard import Figure
from inventory import dashboard as catalogue
from orders import dashboard as selling


class FigureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True, help_text="Since when the oldest of them waits.")


class DayMoneySerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    orders = serializers.IntegerField()
    costed = serializers.IntegerField(help_text="Of how many of them the cost is known.")
    revenue = serializers.DecimalField(max_digits=18, decimal_places=4)
    cost = serializers.DecimalField(max_digits=18, decimal_places=4)
    profit = serializers.DecimalField(max_digits=18, decimal_places=4)


class StatsSerializer(serializers.Serializer[Any]):
    figures = FigureSerializer(many=True, help_text="Catalogue and orders in numbers.")
    money = DayMoneySerializer(many=True, help_text="Today's orders, one entry a currency.")
    needs = FigureSerializer(many=True, help_text="What waits for a person, with how many; zero where nothing does.")


EXAMPLE = {
    "figures": [{"code": "products", "title": "Products", "number": 1490, "since": None}],
    "money": [
        {"currency": "EUR", "orders": 4, "costed": 3, "revenue": "199.60", "cost": "96.10", "profit": "71.30"},
    ],
    "needs": [{"code": "held", "title": "Runs held for approval", "number": 1, "since": "2026-03-02T08:00:00Z"}],
}


class DashboardStats(HubView):
    access = {"GET": Access(READ, "inventory.view_product")}

    @extend_schema(
        operation_id="dashboard_stats",
        summary="Read the dashboard's figures",
        responses=StatsSerializer,
        examples=[OpenApiExample("figures", value=EXAMPLE, response_only=True)],
        tags=["dashboard"],
    )
    def get(self, _request: Request) -> Response:
        orders = selling.overview()
        return Response(
            {
                "figures": [_write(figure) for figure in [*catalogue.figures(), *selling.figures()]],
                "money": DayMoneySerializer(orders.money, many=True).data,
                "needs": [_write(figure) for figure in [*selling.needs(orders), *hub.needs(), *catalogue.needs()]],
            }
        )


def _write(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "title": force_str(figure.title),
        "number": int(figure.number),
        "since": figure.since,
    }
