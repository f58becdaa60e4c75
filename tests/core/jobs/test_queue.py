from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core.jobs import JobCancelled, cancel, claim_next, enqueue, execute, retry
from core.jobs.execution import run_claimed
from core.models import Event, Job

pytestmark = pytest.mark.django_db


def test_a_filed_job_waits_with_what_it_was_given(handler):
    handler("test.kind", max_attempts=3)
    job = enqueue("test.kind", {"product": 7}, aggregate_key="product:7", priority=20, requested_by="ada")
    job.refresh_from_db()
    assert (job.state, job.payload, job.aggregate_key) == ("pending", {"product": 7}, "product:7")
    assert (job.priority, job.requested_by, job.attempts, job.max_attempts) == (20, "ada", 0, 3)


def test_a_job_goes_with_the_transaction_that_filed_it():
    with transaction.atomic():
        enqueue("test.kind")
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_filing_one_key_twice_gives_the_same_row():
    first = enqueue("test.kind", {"n": 1}, dedupe_key="once")
    second = enqueue("test.kind", {"n": 2}, dedupe_key="once")
    assert (second.pk, second.payload, Job.objects.count()) == (first.pk, {"n": 1}, 1)


def test_a_key_stays_spent_after_its_job_is_done(handler):
    handler("test.kind")
    job = enqueue("test.kind", dedupe_key="once")
    execute(job.pk)
    assert enqueue("test.kind", dedupe_key="once").state == "done"
    assert Job.objects.count() == 1


def test_rearming_starts_a_finished_job_anew(handler):
    handler("test.kind", lambda job: {"n": job.payload["n"]})
    job = enqueue("test.kind", {"n": 1}, dedupe_key="slot", rearm=True)
    execute(job.pk)
    again = enqueue("test.kind", {"n": 2}, dedupe_key="slot", rearm=True)
    assert (again.pk, again.state, again.attempts, again.result) == (job.pk, "pending", 0, {})
    execute(job.pk)
    again.refresh_from_db()
    assert again.result == {"n": 2}


def test_rearming_leaves_a_waiting_job_as_it_is():
    enqueue("test.kind", {"n": 1}, dedupe_key="slot", rearm=True)
    assert enqueue("test.kind", {"n": 2}, dedupe_key="slot", rearm=True).payload == {"n": 1}


def test_jobs_without_a_key_are_never_the_same():
    assert enqueue("test.kind").pk != enqueue("test.kind").pk


def test_a_waiting_job_is_cancelled_at_once(handler):
    handler("test.kind")
    job = enqueue("test.kind")
    assert cancel(job, "ada")
    assert job.state == "cancelled"
    assert execute(job.pk) == "not due"
    assert Event.objects.get().kind == "job.cancelled"


def test_a_running_job_is_asked_to_stop(handler):
    def stops(job):
        assert job.is_cancelled()
        raise JobCancelled

    handler("test.kind", stops)
    enqueue("test.kind")
    running = claim_next()
    assert cancel(Job.objects.get(), "ada")
    assert run_claimed(running) == "cancelled"
    assert Job.objects.get().state == "cancelled"


def test_a_finished_job_cannot_be_cancelled(handler):
    handler("test.kind")
    job = enqueue("test.kind")
    execute(job.pk)
    assert not cancel(job, "ada")
    assert job.state == "done"


def test_a_dead_job_is_tried_again_from_the_start(handler):
    handler("test.kind")
    job = enqueue("test.kind")
    Job.objects.update(state="dead", attempts=8, lost_leases=5, error="boom", finished_at=timezone.now())
    job.refresh_from_db()
    assert retry(job, "ada")
    assert (job.state, job.attempts, job.lost_leases, job.error) == ("pending", 0, 0, "")
    assert execute(job.pk) == "done"
    assert Event.objects.filter(kind="job.retried", actor="ada").count() == 1


def test_a_waiting_job_is_not_tried_again():
    assert not retry(enqueue("test.kind"), "ada")


def test_a_job_for_later_waits(handler):
    handler("test.kind")
    job = enqueue("test.kind", run_at=timezone.now() + timedelta(minutes=5))
    assert execute(job.pk) == "not due"
