from datetime import timedelta

import pytest
from django.utils import timezone

from core import housekeeping
from core.jobs import enqueue, execute
from core.models import ApiCall, Event, InboundEvent, Job, SyncChange, SyncChunk, SyncIssue, SyncRun

pytestmark = pytest.mark.django_db

NONE = dict.fromkeys(
    [
        "api_calls",
        "jobs",
        "sync_chunks",
        "sync_issues",
        "sync_changes",
        "alerts",
        "events",
        "idempotent_answers",
        "webhooks",
        "sessions",
    ],
    0,
)


@pytest.fixture(autouse=True)
def days(settings, monkeypatch):
    settings.KEEP_API_CALLS_DAYS = 30
    settings.KEEP_JOBS_DAYS = 30
    settings.KEEP_SYNC_DETAILS_DAYS = 90
    settings.KEEP_EVENTS_DAYS = 730
    monkeypatch.setattr(housekeeping, "SQLITE_PAUSE_SECONDS", 0)


def ago(days):
    return timezone.now() - timedelta(days=days)


def housekeep():
    job = enqueue("core.housekeeping")
    assert execute(job.pk) == "done"
    job.refresh_from_db()
    return job.result


def run_with_details(state, days_ago):
    run = SyncRun.objects.create(partner="b2b", kind="products", state=state, finished_at=ago(days_ago))
    SyncChunk.objects.create(run=run, first_page=1, page_count=10)
    SyncIssue.objects.create(run=run, code="price_missing")
    SyncChange.objects.create(run=run, object_id=1, external_id="1", field="price")
    return run


def test_nothing_to_do_is_said_in_figures():
    assert housekeep() == {"deleted": NONE, "total": 0, "bodies": 0}


def test_calls_jobs_and_history_go_after_their_days():
    for days in (29, 31):
        call = ApiCall.objects.create(partner="b2b", operation="products", method="GET", path="/p")
        ApiCall.objects.filter(pk=call.pk).update(created_at=ago(days))
        Job.objects.create(kind="old", state="done", run_at=ago(days), finished_at=ago(days))
    for days in (729, 731):
        event = Event.objects.create(subject_type="core.job", subject_id=str(days), kind="job.retried")
        Event.objects.filter(pk=event.pk).update(created_at=ago(days))
    assert housekeep() == {"deleted": NONE | {"api_calls": 1, "jobs": 1, "events": 1}, "total": 3, "bodies": 0}
    assert ApiCall.objects.count() == 1
    assert Event.objects.get().subject_id == "729"


def test_a_job_that_still_waits_is_kept_however_old():
    Job.objects.create(kind="kind.of.newer.code", run_at=ago(100))
    assert housekeep()["total"] == 0


def test_a_runs_details_go_and_the_run_stays():
    run_with_details("done", 91)
    recent = run_with_details("done", 89)
    assert housekeep()["deleted"] == NONE | {"sync_chunks": 1, "sync_issues": 1, "sync_changes": 1}
    assert SyncRun.objects.count() == 2
    assert SyncChange.objects.get().run == recent


def test_a_held_runs_changes_wait_for_staff_however_long():
    run_with_details("held", 400)
    assert housekeep()["total"] == 0


def test_many_rows_go_in_batches(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(housekeeping, "BATCH_SIZE", 10)
    ApiCall.objects.bulk_create(
        [ApiCall(partner="b2b", operation="products", method="GET", path="/p") for _ in range(35)]
    )
    ApiCall.objects.update(created_at=ago(31))
    assert housekeep()["deleted"]["api_calls"] == 35
    assert ApiCall.objects.count() == 0


def test_bodies_of_finished_webhooks_go_first_and_their_rows_later(settings):
    settings.KEEP_WEBHOOK_BODIES_DAYS, settings.KEEP_WEBHOOKS_DAYS = 30, 180
    for key, state, days_ago in [
        ("old", "done", 181),
        ("month", "dead", 31),
        ("new", "done", 29),
        ("wait", "received", 200),
    ]:
        InboundEvent.objects.create(
            partner="shop", dedupe_key=key, raw=b"body", state=state, received_at=ago(days_ago), headers={"a": "b"}
        )
    result = housekeep()
    assert (result["deleted"]["webhooks"], result["bodies"]) == (1, 1)
    bodies = {event.dedupe_key: bytes(event.raw) for event in InboundEvent.objects.all()}
    assert bodies == {"month": b"", "new": b"body", "wait": b"body"}
    assert InboundEvent.objects.get(dedupe_key="month").headers == {}
