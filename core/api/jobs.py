"""Jobs, read only: how far deferred work has come, and what came of it."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField, public_id
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.scopes import READ
from core.api.views import HubView, key_or_404, read_query
from core.models import Job
from core.models.jobs import JobState
from core.pagination import Order, both_ways

ORDERS: dict[str, Order] = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = (
    "pk", "kind", "state", "progress", "result", "attempts", "max_attempts", "error_class", "error", "requested_by",
    "run_at", "created_at", "started_at", "finished_at",
)  # fmt: skip


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField(allow_blank=True)


class JobSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`job_<number>`")
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.values)
    progress = serializers.DictField(help_text="How far it has come; empty before it says so.")
    result = serializers.DictField(help_text="What came of it; empty before the end.")
    attempts = serializers.IntegerField()
    max_attempts = serializers.IntegerField()
    error = JobErrorSerializer(allow_null=True, help_text="Why the last attempt failed.")
    requested_by = serializers.CharField(allow_blank=True)
    run_at = serializers.DateTimeField(help_text="Not to be begun before this time.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


ACCEPTED = OpenApiResponse(JobSerializer, description="The job is filed; `Location` is its address.")


class JobQuery(ListQuery):
    kind = TextField(max_length=80, required=False, help_text="Only jobs of this kind.")
    state = serializers.ChoiceField(choices=JobState.values, required=False, help_text="Only jobs in this state.")
    ordering = ordering_field(ORDERS)


EXAMPLE = {
    "id": "job_88",
    "kind": "inventory.sync",
    "state": "leased",
    "progress": {"done": 4, "total": 15, "text": "page 4 of 15"},
    "result": {},
    "attempts": 1,
    "max_attempts": 8,
    "error": None,
    "requested_by": "api:storefront",
    "run_at": "2026-03-02T08:00:00Z",
    "created_at": "2026-03-02T08:00:00Z",
    "started_at": "2026-03-02T08:00:01Z",
    "finished_at": None,
}


class JobList(HubView):
    access = {"GET": Access(READ, "core.view_job")}

    @extend_schema(
        operation_id="jobs_list",
        summary="List jobs",
        parameters=[JobQuery],
        responses=page_of(JobSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [EXAMPLE]}, response_only=True)],
        tags=["jobs"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, JobQuery)
        wanted = {name: query[name] for name in ("kind", "state") if name in query}
        rows = Job.objects.filter(**wanted).values(*COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDERS, write=write)


class JobDetail(HubView):
    access = {"GET": Access(READ, "core.view_job")}

    @extend_schema(
        operation_id="jobs_read",
        summary="Read a job",
        responses=JobSerializer,
        examples=[OpenApiExample("a job", value=EXAMPLE, response_only=True)],
        tags=["jobs"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        row = Job.objects.filter(pk=key_or_404("job", id)).values(*COLUMNS).first()
        if row is None:
            raise NotFound("There is no job with this id.")
        return Response(write(row))


def write(row: dict[str, Any]) -> dict[str, Any]:
    error = {"code": row["error_class"], "message": row["error"]} if row["error_class"] or row["error"] else None
    kept = {name: row[name] for name in COLUMNS if name not in {"pk", "error_class", "error"}}
    return {"id": public_id("job", row["pk"]), **kept, "error": error}


def accepted_job(request: Request, job: Job) -> Response:
    """202 with the job as it now stands and its address."""
    address = request.build_absolute_uri(reverse("api:job-detail", args=[public_id("job", job.pk)]))
    row = Job.objects.filter(pk=job.pk).values(*COLUMNS).get()
    return Response(write(row), status=status.HTTP_202_ACCEPTED, headers={"Location": address})
