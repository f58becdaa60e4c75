"""Core's own metrics: jobs, calls, webhooks, runs, streams, alerts, allowances, disks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    QuerySet,
    Value,
    When,
)

from core.alerts.conditions import calls_refused_as_too_many, disks
from core.budget import standing
from core.metrics.counting import Counted, average, part
from core.metrics.measure import Sample, Source, metric
from core.models import Alert, ApiCall, CallBudget, CircuitBreaker, InboundEvent, Job, ScheduleTick, SyncRun
from core.streams import all_streams

HOUR = timedelta(hours=1)
MEGABYTE = 1_000_000

INFO = metric("info", "1; the database the hub runs on.", "database")
JOBS = metric("jobs", "Jobs that are not finished, or gave up, by kind and state.", "kind", "state")
JOBS_DONE = metric("jobs_done_last_hour", "Jobs that fell due within the last hour and are done.", "kind")
OLDEST = metric("queue_oldest_due_seconds", "For how long the oldest due job of a kind has been waiting.", "kind")
TICK = metric("clock_last_tick_timestamp_seconds", "When any schedule last filed its work: beat's sign of life.")
CALLS = metric(
    "partner_calls_last_hour", "Calls to partners by outcome: ok, refused, too_many, failed.", "partner", "outcome"
)
CALL_SECONDS = metric("partner_call_seconds_average", "Their mean time, over the last hour.", "partner", "outcome")
BREAKER = metric("breaker_open", "1 while an account is left alone after many failures.", "account")
BUDGET_LEFT = metric("allowance_remaining", "What an account may still ask for today.", "account", "name")
BUDGET = metric("allowance_total", "What it may ask for in a day; 0 for what is only counted.", "account", "name")
HOOKS = metric("webhooks_waiting", "Webhooks stored and not processed.", "partner")
HOOKS_AGE = metric("webhooks_oldest_waiting_seconds", "For how long the oldest of them has been waiting.", "partner")
HOOKS_DEAD = metric("webhooks_dead", "Webhooks that could not be processed.", "partner")
HOOKS_HOUR = metric("webhooks_last_hour", "Webhooks received within the last hour, by state.", "partner", "state")
HOOKS_DELAY = metric(
    "webhook_delay_seconds_average", "From receipt to the end of processing, over the last hour.", "partner"
)
RUNS_HELD = metric("sync_runs_held", "Runs that wait for a decision.", "stream")
RUN_ITEMS = metric("sync_last_run_items", "Items read by the last run that went well.", "stream")
RUN_RATE = metric("sync_last_run_items_per_second", "How fast it read them.", "stream")
RUN_ERRORS = metric("sync_last_run_errors", "Items it could not take.", "stream")
STREAM_TIME = metric("stream_last_success_timestamp_seconds", "When a stream last came to a good end.", "stream")
STREAM_PERIOD = metric("stream_period_seconds", "How often it is expected.", "stream")
STREAM_LATE = metric("stream_late", "1 while it is late.", "stream")
ALERTS = metric("alerts_open", "Open alerts by kind.", "kind")
DISK = metric("disk_free_bytes", "Free room where the hub writes.", "place")


def _parts(now: datetime) -> list[QuerySet[Any, Any]]:
    unfinished = Job.objects.filter(state__in=(Job.State.PENDING, Job.State.LEASED, Job.State.DEAD))
    due = Job.objects.filter(state=Job.State.PENDING, run_at__lte=now)
    done = Job.objects.filter(state=Job.State.DONE, run_at__gt=now - HOUR)
    calls = ApiCall.objects.filter(created_at__gt=now - HOUR).annotate(outcome=_call_outcome())
    waiting = InboundEvent.objects.filter(state=InboundEvent.State.RECEIVED)
    return [
        part(unfinished, "jobs", "kind", "state"),
        part(due, "due", "kind", oldest="run_at"),
        part(done, "done", "kind"),
        part(calls, "calls", "partner", "outcome", figure=average("duration_ms")),
        part(CircuitBreaker.objects.exclude(open_until=None), "breakers", "key"),
        part(waiting, "waiting", "partner", oldest="received_at"),
        part(InboundEvent.objects.filter(state=InboundEvent.State.DEAD), "dead", "partner"),
        part(Alert.objects.filter(closed_at=None), "alerts", "kind"),
        part(SyncRun.objects.filter(state=SyncRun.State.HELD), "held", "partner", "kind"),
        part(ScheduleTick.objects.filter(filed_at__isnull=False), "ticks", newest="filed_at"),
    ]


def _of(row: Counted, now: datetime) -> Iterator[Sample]:
    age = (now - row.moment).total_seconds() if row.moment is not None else 0.0
    if row.what in _COUNTS:
        metric_of, number_of_labels = _COUNTS[row.what]
        yield metric_of(row.number, *(row.first, row.second)[:number_of_labels])
    if row.what in _AGES:
        yield _AGES[row.what](age, row.first)
    elif row.what == "calls":
        yield CALL_SECONDS((row.figure or 0) / 1000, row.first, row.second)
    elif row.what == "breakers":
        yield BREAKER(1, row.first)
    elif row.what == "held":
        yield RUNS_HELD(row.number, f"{row.first}:{row.second}")
    elif row.what == "ticks" and row.moment is not None:
        yield TICK(row.moment.timestamp())


_COUNTS = {
    "jobs": (JOBS, 2),
    "done": (JOBS_DONE, 1),
    "calls": (CALLS, 2),
    "waiting": (HOOKS, 1),
    "dead": (HOOKS_DEAD, 1),
    "alerts": (ALERTS, 1),
}
_AGES = {"due": OLDEST, "waiting": HOOKS_AGE}


def _call_outcome() -> Case:
    """`too_many`, `ok`, `refused` (the partner works, and said no) or `failed`."""
    said_no = ("Rejected", "NotFound", "Unsupported", "AuthFailed")
    return Case(
        When(calls_refused_as_too_many(), then=Value("too_many")),
        When(error_class="", then=Value("ok")),
        When(error_class__in=said_no, then=Value("refused")),
        default=Value("failed"),
        output_field=CharField(),
    )


def _webhooks(now: datetime) -> Iterator[Sample]:
    took = ExpressionWrapper(F("processed_at") - F("received_at"), output_field=DurationField())
    rows = InboundEvent.objects.filter(received_at__gt=now - HOUR).order_by().values_list("partner", "state")
    processed: dict[str, list[tuple[int, timedelta]]] = {}
    for partner, state, count, mean in rows.annotate(count=Count("pk"), mean=Avg(took)):
        yield HOOKS_HOUR(count, partner, state)
        if mean is not None:
            processed.setdefault(partner, []).append((count, mean))
    for partner, means in processed.items():
        seconds = sum(count * mean.total_seconds() for count, mean in means) / sum(count for count, _ in means)
        yield HOOKS_DELAY(seconds, partner)


def _runs() -> Iterator[Sample]:
    good = SyncRun.objects.filter(state=SyncRun.State.DONE).order_by()
    newest = good.values("partner", "account_id", "kind").annotate(newest=Max("pk")).values("newest")
    for run in SyncRun.objects.filter(pk__in=newest):
        stream = ":".join(each for each in (run.partner, run.account_id, run.kind) if each)
        yield RUN_ITEMS(run.total, stream)
        yield RUN_ERRORS(run.errors, stream)
        if run.started_at is not None and run.finished_at is not None and run.finished_at > run.started_at:
            yield RUN_RATE(run.total / (run.finished_at - run.started_at).total_seconds(), stream)


def _allowances() -> Iterator[Sample]:
    """Those of accounts; the many of single listings have a further part in their names."""
    for row in CallBudget.objects.order_by("key"):
        partner, account, name = row.key.split(":", 2)
        if ":" not in name:
            now = standing(row)
            yield BUDGET(now.total, f"{partner}:{account}", name)
            yield BUDGET_LEFT(now.remaining, f"{partner}:{account}", name)


def _streams(now: datetime) -> Iterator[Sample]:
    for stream in all_streams(now, by_account=False):
        yield STREAM_LATE(stream.is_late(now), stream.code)
        if stream.last_success is not None:
            yield STREAM_TIME(stream.last_success.timestamp(), stream.code)
        if stream.period is not None:
            yield STREAM_PERIOD(stream.period.total_seconds(), stream.code)


def _disks() -> Iterator[Sample]:
    for name, _path, free in disks():
        yield DISK(free * MEGABYTE, name)


def _others(now: datetime) -> Iterator[Sample]:
    yield INFO(1, connection.vendor)
    yield from _webhooks(now)
    yield from _runs()
    yield from _allowances()
    yield from _streams(now)
    yield from _disks()


SOURCE = Source(_parts, _of, _others)
