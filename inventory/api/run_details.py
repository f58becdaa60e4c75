"""What a sync run stumbled over, and what it would change if staff let it."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField
from core.api.pages import ListQuery, answer_page, flag_field, ordering_field, page_of
from core.api.permissions import Access
from core.api.scopes import READ
from core.api.views import HubView, key_or_404, read_query
from core.models import SyncChange, SyncIssue, SyncRun
from core.models.sync import ChangeState, IssueSeverity
from core.pagination import both_ways
from inventory.api.run_shapes import (
    CHANGE_COLUMNS,
    CHANGE_EXAMPLE,
    ISSUE_COLUMNS,
    ISSUE_EXAMPLE,
    SyncChangeSerializer,
    SyncIssueSerializer,
    write_change,
    write_issue,
)

ISSUE_ORDERS = both_ways("id", "pk", "int")
CHANGE_ORDERS = {**both_ways("id", "pk", "int"), **both_ways("weight", "weight", "float")}


class SyncIssueQuery(ListQuery):
    severity = serializers.ChoiceField(
        choices=IssueSeverity.values, required=False, help_text="Errors or warnings only."
    )
    code = TextField(max_length=60, required=False, help_text="Only issues of this cause.")
    resolved = flag_field("Only resolved (true) or open (false) issues.")
    ordering = ordering_field(ISSUE_ORDERS)


class SyncChangeQuery(ListQuery):
    field = serializers.ChoiceField(
        choices=["price", "stock", "is_active"], required=False, help_text="Only changes of this field."
    )
    state = serializers.ChoiceField(choices=ChangeState.values, required=False, help_text="Only changes in this state.")
    ordering = ordering_field(CHANGE_ORDERS)


class SyncIssueList(HubView):
    access = {"GET": Access(READ, "core.view_syncissue")}

    @extend_schema(
        operation_id="sync_runs_issues",
        summary="List a run's issues",
        parameters=[SyncIssueQuery],
        responses=page_of(SyncIssueSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [ISSUE_EXAMPLE]}, response_only=True)],
        tags=["sync runs"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        query = read_query(request, SyncIssueQuery)
        issues = SyncIssue.objects.filter(run=run_or_404(id), **_named(query, "severity", "code"))
        if "resolved" in query:
            issues = issues.filter(resolved_at__isnull=query["resolved"] == "false")
        return answer_page(request, issues.values(*ISSUE_COLUMNS), query=query, orders=ISSUE_ORDERS, write=write_issue)


class SyncChangeList(HubView):
    access = {"GET": Access(READ, "core.view_syncchange")}

    @extend_schema(
        operation_id="sync_runs_changes",
        summary="List a run's staged changes",
        description="Old and new value of each price, stock or activity that the run would change or has changed.",
        parameters=[SyncChangeQuery],
        responses=page_of(SyncChangeSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [CHANGE_EXAMPLE]}, response_only=True)],
        tags=["sync runs"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        query = read_query(request, SyncChangeQuery)
        changes = SyncChange.objects.filter(run=run_or_404(id), **_named(query, "field", "state"))
        rows = changes.values(*CHANGE_COLUMNS, "weight")
        return answer_page(request, rows, query=query, orders=CHANGE_ORDERS, write=write_change)


def run_or_404(public: str) -> SyncRun:
    run = SyncRun.objects.filter(pk=key_or_404("run", public)).first()
    if run is None:
        raise NotFound("There is no sync run with this id.")
    return run


def _named(query: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: query[name] for name in names if name in query}
