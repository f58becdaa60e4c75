"""Webhooks over REST: set them up, read what came in. (The door that suppliers call is `suppliers.webhooks`.)"""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import PublicIdField, TextField, public_id
from core.api.jobs import ACCEPTED
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import READ, SUPPLIERS
from core.api.views import read_body, read_query
from core.models import InboundEvent
from core.models.inbound import InboundState
from core.pagination import Order, both_ways
from suppliers.actions.webhooks import configure
from suppliers.api import examples
from suppliers.api.views import PREFIX, SupplierView, answer_with_job

ORDERS: dict[str, Order] = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = (
    "pk", "topic", "dedupe_key", "state", "reason", "error", "repeats", "account_id", "received_at", "processed_at",
)  # fmt: skip
EXAMPLE = {
    "id": "whk_12",
    "topic": "STOCK",
    "event_id": "5f1c8a2e",
    "state": "done",
    "reason": "",
    "error": "",
    "repeats": 0,
    "account": "acc_1",
    "received_at": "2026-03-02T08:00:00Z",
    "processed_at": "2026-03-02T08:00:01Z",
}


class ConfigureSerializer(serializers.Serializer[Any]):
    account = PublicIdField(PREFIX, required=False, help_text="The account; without it the first one.")


class WebhookLogQuery(ListQuery):
    state = serializers.ChoiceField(choices=InboundState.values, required=False, help_text="Only those in this state.")
    topic = TextField(max_length=80, required=False, help_text="Only this kind, in the supplier's word.")
    ordering = ordering_field(ORDERS)


class WebhookSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`whk_<number>`")
    topic = serializers.CharField(allow_blank=True)
    event_id = serializers.CharField(help_text="The supplier's id of the message.")
    state = serializers.ChoiceField(choices=InboundState.values)
    reason = serializers.CharField(allow_blank=True, help_text="Why it was ignored or given up.")
    error = serializers.CharField(allow_blank=True)
    repeats = serializers.IntegerField(help_text="How often the supplier sent it again.")
    account = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    processed_at = serializers.DateTimeField(allow_null=True)


class WebhookSetup(SupplierView):
    access = {"POST": Access(SUPPLIERS, "suppliers.change_supplieraccount")}
    operations = {"POST": "configure_webhooks"}

    @extend_schema(
        summary="Tell the supplier where to send webhooks",
        description="A job: registers this hub's address and subscribes to the linked products.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ConfigureSerializer},
        responses={
            202: ACCEPTED,
            **errors(409, 422),
        },
        examples=[
            OpenApiExample("the first account", value={}, request_only=True),
            examples.filed("suppliers.configure_webhooks"),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, ConfigureSerializer)
        account, by = self.account(wanted.get("account")), actor_of(request)
        return answer_with_job(request, account.pk, lambda: configure(account, by))


class WebhookLog(SupplierView):
    access = {"GET": Access(READ, "core.view_inboundevent")}
    operations = {"GET": "list_webhooks"}

    @extend_schema(
        summary="List the webhooks that came in",
        parameters=[WebhookLogQuery],
        responses=page_of(WebhookSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [EXAMPLE]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, WebhookLogQuery)
        wanted = {name: query[name] for name in ("state", "topic") if name in query}
        rows = InboundEvent.objects.filter(partner=self.partner, **wanted).values(*COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDERS, write=_write)


def _write(row: dict[str, Any]) -> dict[str, Any]:
    account = row["account_id"]
    kept = {name: row[name] for name in COLUMNS if name not in {"pk", "dedupe_key", "account_id"}}
    return {
        "id": public_id("whk", row["pk"]),
        "event_id": row["dedupe_key"],
        "account": f"{PREFIX}_{account}" if account else None,
        **kept,
    }
