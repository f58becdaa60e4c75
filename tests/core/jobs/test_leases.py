from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import claim_next, enqueue, execute
from core.jobs.leases import release_expired
from core.models import Job

pytestmark = pytest.mark.django_db


def expire(**more):
    Job.objects.filter(state="leased").update(lease_until=timezone.now() - timedelta(seconds=1), **more)


def test_a_claim_has_a_lease_a_token_and_counts_as_an_attempt(handler):
    handler("test.kind", lease=60)
    enqueue("test.kind")
    job = claim_next()
    job.refresh_from_db()
    assert (job.state, job.attempts, len(job.lease_token)) == ("leased", 1, 32)
    assert 59 < (job.lease_until - timezone.now()).total_seconds() <= 60


def test_a_claimed_job_is_not_claimed_again(handler):
    handler("test.kind")
    enqueue("test.kind")
    assert claim_next() is not None
    assert claim_next() is None


def test_the_urgent_come_first_then_those_due_longest(handler):
    handler("test.kind")
    now = timezone.now()
    late = enqueue("test.kind", run_at=now - timedelta(minutes=1))
    later = enqueue("test.kind", run_at=now - timedelta(minutes=2))
    urgent = enqueue("test.kind", priority=1)
    assert [claim_next().pk for _ in range(3)] == [urgent.pk, later.pk, late.pk]


def test_a_kind_that_this_process_does_not_know_stays_pending(handler):
    unknown = enqueue("kind.of.newer.code")
    assert claim_next() is None
    assert execute(unknown.pk) == "not due"
    unknown.refresh_from_db()
    assert (unknown.state, unknown.attempts) == ("pending", 0)


def test_jobs_of_one_aggregate_run_one_at_a_time(handler):
    handler("test.kind")
    enqueue("test.kind", {"n": 1}, aggregate_key="run:1")
    enqueue("test.kind", {"n": 2}, aggregate_key="run:1")
    enqueue("test.kind", {"n": 3}, aggregate_key="run:2")
    first, other = claim_next(), claim_next()
    assert (first.payload["n"], other.payload["n"]) == (1, 3)
    assert claim_next() is None
    Job.objects.filter(pk=first.pk).update(state="done")
    assert claim_next().payload["n"] == 2


def test_the_job_of_a_lost_worker_goes_to_the_next(handler):
    handler("test.kind")
    enqueue("test.kind")
    lost = claim_next()
    expire()
    again = claim_next()
    assert again.pk == lost.pk
    assert again.lease_token != lost.lease_token
    assert (again.attempts, again.lost_leases) == (2, 1)


def test_a_job_that_always_loses_its_worker_dies_after_five_claims(handler):
    handler("test.kind")
    enqueue("test.kind")
    claims = 0
    while claim_next() is not None:
        claims += 1
        expire()
    job = Job.objects.get()
    assert (claims, job.state, job.lost_leases, job.error_class) == (5, "dead", 5, "WorkerLost")
    assert job.finished_at is not None


def test_a_job_with_one_attempt_is_not_repeated_after_a_crash(handler):
    handler("test.kind", max_attempts=1)
    enqueue("test.kind")
    claim_next()
    expire()
    assert claim_next() is None
    assert Job.objects.get().state == "dead"


def test_a_lost_job_that_was_cancelled_is_not_done_again(handler):
    handler("test.kind")
    enqueue("test.kind")
    claim_next()
    expire(cancel_requested=True)
    assert claim_next() is None
    assert Job.objects.get().state == "cancelled"


def test_a_live_lease_is_left_alone(handler):
    handler("test.kind")
    enqueue("test.kind")
    claim_next()
    assert release_expired() == 0
    assert Job.objects.get().state == "leased"
