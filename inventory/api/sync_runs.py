"""Sync runs: list them, read one, start one."""

import json
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict
from core.api.fields import FlagField, TextField, public_id
from core.api.idempotency import answer_once
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import READ, SYNC
from core.api.views import HubView, key_or_404, read_body, read_query
from core.models import SyncRun
from core.models.sync import RunState
from core.pagination import Order, both_ways
from inventory.actions import AlreadyRunning, start_sync
from inventory.api.run_shapes import KINDS, RUN_COLUMNS, RUN_EXAMPLE, SyncRunSerializer, write_run

ORDERS: dict[str, Order] = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first


class SyncRunQuery(ListQuery):
    kind = serializers.ChoiceField(choices=KINDS, required=False, help_text="Only runs of this kind.")
    state = serializers.ChoiceField(choices=RunState.values, required=False, help_text="Only runs in this state.")
    ordering = ordering_field(ORDERS)


class ProductRunStartSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["products"])
    site_id = TextField(max_length=64, required=False, allow_null=True, help_text="Read this site only.")
    full = FlagField(default=False, help_text="Rewrite unchanged items too.")


class CategoryRunStartSerializer(serializers.Serializer[Any]):
    """Categories are always read whole, of all sites."""

    kind = serializers.ChoiceField(choices=["categories"])
    full = FlagField(default=False, help_text="Rewrite unchanged items too.")


START = PolymorphicProxySerializer(
    component_name="SyncRunStart",
    serializers={"products": ProductRunStartSerializer, "categories": CategoryRunStartSerializer},
    resource_type_field_name="kind",
)


class SyncRunList(HubView):
    access = {"GET": Access(READ, "core.view_syncrun"), "POST": Access(SYNC, "core.change_syncrun")}

    @extend_schema(
        operation_id="sync_runs_list",
        summary="List sync runs",
        parameters=[SyncRunQuery],
        responses=page_of(SyncRunSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [RUN_EXAMPLE]}, response_only=True)],
        tags=["sync runs"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, SyncRunQuery)
        wanted = {name: query[name] for name in ("kind", "state") if name in query}
        rows = SyncRun.objects.filter(**wanted).values(*RUN_COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDERS, write=write_run)

    @extend_schema(
        operation_id="sync_runs_start",
        summary="Start a sync run",
        description="The run is queued and done by a worker: read its progress at the address in `Location`.",
        parameters=[IDEMPOTENCY_KEY],
        request=START,
        responses={
            202: OpenApiResponse(SyncRunSerializer, description="The run is queued; `Location` is its address."),
            **errors(409, 422),
        },
        examples=[
            OpenApiExample("all products", value={"kind": "products"}, request_only=True),
            OpenApiExample(
                "queued", value={**RUN_EXAMPLE, "state": "queued"}, response_only=True, status_codes=["202"]
            ),
        ],
        tags=["sync runs"],
    )
    def post(self, request: Request) -> Response:
        given = request.data
        is_of_categories = isinstance(given, dict) and given.get("kind") == "categories"
        wanted = read_body(request, CategoryRunStartSerializer if is_of_categories else ProductRunStartSerializer)
        return answer_once(request, json.dumps(wanted, sort_keys=True), lambda: _start(request, wanted))


class SyncRunDetail(HubView):
    access = {"GET": Access(READ, "core.view_syncrun")}

    @extend_schema(
        operation_id="sync_runs_read",
        summary="Read a sync run",
        description="Its counts as they stand now, and in words why it is held.",
        responses=SyncRunSerializer,
        examples=[OpenApiExample("a run", value=RUN_EXAMPLE, response_only=True)],
        tags=["sync runs"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        return Response(read_run(key_or_404("run", id)))


def _start(request: Request, wanted: dict[str, Any]) -> Response:
    try:
        run = start_sync(
            wanted["kind"], site_id=wanted.get("site_id"), full=wanted["full"], trigger="api", by=actor_of(request)
        )
    except AlreadyRunning as running:
        raise already_running(request, running) from running
    return accepted(request, run.pk)


def accepted(request: Request, run_pk: int) -> Response:
    """202 with the run as it now stands and its address."""
    return Response(
        read_run(run_pk), status=status.HTTP_202_ACCEPTED, headers={"Location": run_address(request, run_pk)}
    )


def read_run(run_pk: int) -> dict[str, Any]:
    row = SyncRun.objects.filter(pk=run_pk).values(*RUN_COLUMNS).first()
    if row is None:
        raise NotFound("There is no sync run with this id.")
    return write_run(row)


def run_address(request: Request, run_pk: int) -> str:
    return request.build_absolute_uri(reverse("api:sync-run-detail", args=[public_id("run", run_pk)]))


def already_running(request: Request, running: AlreadyRunning) -> Conflict:
    since, run = running.since.isoformat(), public_id("run", running.run.pk)
    return Conflict(
        f"A run of this kind has been going on since {since}.",
        "already_running",
        context={"since": since, "run": run},
        headers={"Location": run_address(request, running.run.pk)},
    )
