"""What can be done with a sync run: decide on it when it is held, stop it, go on with it, take its refused items again."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict
from core.api.fields import IdListField
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import SYNC
from core.api.views import HubView, read_body
from core.models import SyncRun
from inventory import actions
from inventory.actions.errors import NotPossible
from inventory.api.run_details import run_or_404
from inventory.api.run_shapes import RUN_EXAMPLE, SyncRunSerializer
from inventory.api.sync_runs import accepted, already_running, read_run
from inventory.sync.changes import staged

Post = TypeVar("Post", bound=Callable[..., Response])
MOST_IDS = 5_000


class ApproveSerializer(serializers.Serializer[Any]):
    change_ids = IdListField(
        "chg", max_length=MOST_IDS, required=False, help_text="Only these staged changes; all of them without it."
    )


class NothingSerializer(serializers.Serializer[Any]):
    """An empty object."""


class RunAction(HubView):
    """Base of the addresses below a run: each takes a POST and answers with the run as it stands then."""

    access = {"POST": Access(SYNC, "core.change_syncrun")}


def describe(
    name: str, summary: str, *, description: str = "", body: Any = NothingSerializer, code: int = 200
) -> Callable[[Post], Post]:
    """The schema of an action on a run."""
    words = "The run as it stands now." if code == 200 else "The run goes on; `Location` is its address."  # noqa: PLR2004
    decorator: Callable[[Post], Post] = extend_schema(
        operation_id=f"sync_runs_{name}",
        summary=summary,
        description=description,
        request={"application/json": body},
        responses={code: OpenApiResponse(SyncRunSerializer, description=words), **errors(409)},
        examples=[
            OpenApiExample("the run", value=RUN_EXAMPLE, response_only=True, status_codes=[str(code)]),
            OpenApiExample("no values", value={}, request_only=True),
        ],
        tags=["sync runs"],
    )
    return decorator


class Approve(RunAction):
    @describe(
        "approve",
        "Approve a held run",
        description="Lets its staged changes take effect, all or some. The run ends when none waits any more.",
        body=ApproveSerializer,
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        run = run_or_404(id)
        wanted = read_body(request, ApproveSerializer).get("change_ids")
        if wanted is not None and staged(run).filter(pk__in=wanted).count() != len(set(wanted)):
            raise ValidationError({"change_ids": ["Some of these changes do not wait in this run."]})
        return _done(request, run, lambda by: actions.approve(run, wanted, by))


class Discard(RunAction):
    @describe("discard", "Discard a held run's changes", description="None of them will take effect.")
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        run = _asked(request, id)
        return _done(request, run, lambda by: actions.discard(run, by))


class Cancel(RunAction):
    @describe("cancel", "Cancel a run", description="It stops within a chunk; what it has committed stays.")
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        run = _asked(request, id)
        return _done(request, run, lambda by: actions.cancel(run, by))


class Resume(RunAction):
    @describe("resume", "Resume a run", description="An interrupted or failed run goes on where it stopped.", code=202)
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        run = _asked(request, id)
        _try(request, lambda by: actions.resume(run, by))
        return accepted(request, run.pk)


class RetryErrors(RunAction):
    @describe(
        "retry_errors",
        "Take a run's refused items again",
        description="In a small run of their own, which is the answer. Items that are taken now count as resolved.",
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        run = _asked(request, id)
        retried = _try(request, lambda by: actions.retry_issues(run, by))
        return Response(read_run(retried.pk))


def _asked(request: Request, public: str) -> SyncRun:
    read_body(request, NothingSerializer)
    return run_or_404(public)


def _done(request: Request, run: SyncRun, act: Callable[[str], Any]) -> Response:
    _try(request, act)
    return Response(read_run(run.pk))


def _try(request: Request, act: Callable[[str], Any]) -> Any:
    try:
        return act(actor_of(request))
    except NotPossible as refusal:
        raise Conflict(str(refusal), "not_possible", context={"state": refusal.run.state}) from refusal
    except actions.AlreadyRunning as running:
        raise already_running(request, running) from running
