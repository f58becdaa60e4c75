"""What a job costs: statements, which a slow machine does not change, and time, which is only printed."""

import time

import pytest
from django.db import connection

from core.jobs import enqueue, run_due
from core.models import Job

LOOKS = 0 if connection.features.has_select_for_update_skip_locked else 1  # SQLite looks before it takes the write lock


@pytest.mark.django_db
def test_filing_a_job_is_one_statement(django_assert_num_queries, handler):
    handler("test.kind")
    with django_assert_num_queries(1):
        enqueue("test.kind", {"n": 1})


@pytest.mark.django_db
def test_doing_a_job_is_a_claim_and_an_outcome(django_assert_num_queries, handler):
    handler("test.kind")
    for number in range(10):
        enqueue("test.kind", {"n": number})
    with django_assert_num_queries(10 * (2 + LOOKS)):
        run_due(10)


@pytest.mark.django_db
def test_the_claim_stays_cheap_behind_many_finished_jobs(django_assert_num_queries, handler):
    handler("test.kind")
    now = enqueue("test.kind").run_at
    Job.objects.bulk_create([Job(kind="test.kind", state="done", run_at=now, finished_at=now) for _ in range(2000)])
    with django_assert_num_queries(2 + LOOKS):
        assert run_due(1) == 1


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_no_op_jobs_a_second(handler):
    handler("test.kind")
    count = 1000
    began = time.perf_counter()
    for number in range(count):
        enqueue("test.kind", {"n": number})
    filed = time.perf_counter()
    assert run_due(count) == count
    done = time.perf_counter()
    print(  # noqa: T201 - the bench is read, not judged
        f"{connection.vendor}: {(filed - began) / count * 1000:.2f} ms to file a job, "
        f"{(done - filed) / count * 1000:.2f} ms to claim and finish it, {count / (done - filed):.0f} jobs a second"
    )
    assert Job.objects.filter(state="done").count() == count
