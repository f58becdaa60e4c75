"""Webhooks over REST: set them up, read what came in. (The door that marketplaces call is `marketplaces.webhooks`.)"""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import TextField, public_id
from core.api.jobs import ACCEPTED
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import MARKETPLACES, READ
from core.api.views import read_body, read_query
from core.models import InboundEvent
from core.models.inbound import InboundState
from core.pagination import Order, both_ways
from marketplaces.actions.shops.webhooks import configure
from marketplaces.api import examples
from marketplaces.api.views import SHOP, MarketplaceView, ShopSerializer, answer_with_job

ORDERS: dict[str, Order] = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = (
    "pk", "topic", "dedupe_key", "state", "reason", "error", "repeats", "account_id", "received_at", "processed_at",
)  # fmt: skip
EXAMPLE = {
    "id": "whk_12",
    "topic": "orders/create",
    "event_id": "5f1c8a2e",
    "state": "done",
    "reason": "",
    "error": "",
    "repeats": 0,
    "account": "shop_1",
    "received_at": "2026-03-02T08:00:00Z",
    "processed_at": "2026-03-02T08:00:01Z",
}


class ShopWebhookLogQuery(ListQuery):
    state = serializers.ChoiceField(choices=InboundState.values, required=False, help_text="Only those in this state.")
    topic = TextField(max_length=80, required=False, help_text="Only this topic, in the marketplace's word.")
    ordering = ordering_field(ORDERS)


class ShopWebhookSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`whk_<number>`")
    topic = serializers.CharField(allow_blank=True)
    event_id = serializers.CharField(help_text="The marketplace's id of the message.")
    state = serializers.ChoiceField(choices=InboundState.values)
    reason = serializers.CharField(allow_blank=True, help_text="Why it was ignored or given up.")
    error = serializers.CharField(allow_blank=True)
    repeats = serializers.IntegerField(help_text="How often the marketplace sent it again.")
    account = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    processed_at = serializers.DateTimeField(allow_null=True)


class WebhookSetup(MarketplaceView):
    access = {"POST": Access(MARKETPLACES, "marketplaces.change_marketplaceaccount")}
    operations = {"POST": "configure_webhooks"}

    @extend_schema(
        summary="Tell the marketplace where to send webhooks",
        description="A job: registers this hub's addresses, one a topic.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ShopSerializer},
        responses={
            202: ACCEPTED,
            **errors(409, 422),
        },
        examples=[
            OpenApiExample("the first shop", value={}, request_only=True),
            examples.filed("marketplaces.configure_webhooks"),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, ShopSerializer)
        account, by = self.account(wanted.get("account")), actor_of(request)
        return answer_with_job(request, account.pk, lambda: configure(account, by))


class WebhookLog(MarketplaceView):
    access = {"GET": Access(READ, "core.view_inboundevent")}
    operations = {"GET": "list_webhooks"}

    @extend_schema(
        summary="List the webhooks that came in",
        parameters=[ShopWebhookLogQuery],
        responses=page_of(ShopWebhookSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [EXAMPLE]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, ShopWebhookLogQuery)
        wanted = {name: query[name] for name in ("state", "topic") if name in query}
        rows = InboundEvent.objects.filter(partner=self.partner, **wanted).values(*COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDERS, write=_write)


def _write(row: dict[str, Any]) -> dict[str, Any]:
    account = row["account_id"]
    kept = {name: row[name] for name in COLUMNS if name not in {"pk", "dedupe_key", "account_id"}}
    return {
        "id": public_id("whk", row["pk"]),
        "event_id": row["dedupe_key"],
        "account": f"{SHOP}_{account}" if account else None,
        **kept,
    }
