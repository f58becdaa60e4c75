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


class FigureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True, help_text="Since when the oldest of them waits.")


class StatsSerializer(serializers.Serializer[Any]):
    figures = FigureSerializer(many=True, help_text="The catalogue in numbers.")
    needs = FigureSerializer(many=True, help_text="What waits for a person, with how many; zero where nothing does.")


EXAMPLE = {
    "figures": [{"code": "products", "title": "Products", "number": 1490, "since": None}],
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
        return Response(
            {
                "figures": [_write(figure) for figure in catalogue.figures()],
                "needs": [_write(figure) for figure in [*hub.needs(), *catalogue.needs()]],
            }
        )


def _write(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "title": force_str(figure.title),
        "number": int(figure.number),
        "since": figure.since,
    }
