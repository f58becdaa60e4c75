import io
import json
import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from core.errors import HubError, OutcomeUnknown, RateLimited, Rejected, TimedOut
from core.jobs import LeaseLost, Reschedule, claim_next, enqueue, execute, outcomes, run_due
from core.jobs.context import JobContext
from core.jobs.execution import run_claimed
from core.logs import JsonFormatter
from core.models import Job

pytestmark = pytest.mark.django_db


def raising(error):
    def handler(job):
        raise error

    return handler


def run_once(handler, function, **options):
    handler("test.kind", function, **options)
    job = enqueue("test.kind", {"n": 1})
    outcome = execute(job.pk)
    job.refresh_from_db()
    return outcome, job


def test_what_a_handler_returns_is_kept(handler):
    outcome, job = run_once(handler, lambda job: {"read": job.payload["n"], "attempt": job.attempt})
    assert (outcome, job.state, job.result) == ("done", "done", {"read": 1, "attempt": 1})
    assert job.finished_at is not None
    assert job.lease_token == ""


def test_every_line_that_is_logged_for_a_job_names_it(handler):
    written = io.StringIO()
    lines = logging.StreamHandler(written)
    lines.setFormatter(JsonFormatter())
    logger = logging.getLogger("tests.of_a_job")
    logger.addHandler(lines)
    _, job = run_once(handler, lambda job: logger.warning("Reading"))
    logger.removeHandler(lines)
    line = json.loads(written.getvalue())
    assert (line["event"], line["job"], line["job_kind"]) == ("Reading", job.pk, "test.kind")


def test_doing_a_job_a_second_time_does_nothing(handler):
    calls = []
    _, job = run_once(handler, lambda job: calls.append(1))
    assert execute(job.pk) == "not due"
    assert calls == [1]


def test_an_error_puts_the_job_back_for_later(handler, monkeypatch):
    monkeypatch.setattr(outcomes, "_jitter", lambda ceiling: ceiling)
    outcome, job = run_once(handler, raising(TimedOut("b2b", "products")))
    assert (outcome, job.state, job.error_class) == ("retry", "pending", "TimedOut")
    assert job.error == "b2b, products: no answer in time"
    assert 1 < (job.run_at - timezone.now()).total_seconds() <= 2


def test_a_mistake_in_the_program_is_tried_again_too(handler):
    outcome, job = run_once(handler, raising(ZeroDivisionError("division by zero")))
    assert (outcome, job.error_class, job.error) == (
        "retry",
        "ZeroDivisionError",
        "ZeroDivisionError: division by zero",
    )


def test_the_last_attempt_ends_in_the_dead_letter(handler):
    outcome, job = run_once(handler, raising(TimedOut("b2b", "products")), max_attempts=1)
    assert (outcome, job.state) == ("dead", "dead")
    assert job.finished_at is not None


@pytest.mark.parametrize("error", [Rejected("b2b", "products"), OutcomeUnknown("b2b", "order")])
def test_what_would_fail_again_or_might_do_harm_is_not_repeated(handler, error):
    outcome, job = run_once(handler, raising(error))
    assert (outcome, job.attempts) == ("dead", 1)


def test_the_cause_decides_when_an_app_says_it_in_its_own_words(handler):
    error = HubError("The service refused the key.")
    error.__cause__ = Rejected("b2b", "products", status=403)
    outcome, job = run_once(handler, raising(error))
    assert (outcome, job.error) == ("dead", "The service refused the key.")


@pytest.mark.parametrize(("asked", "waits"), [(120.0, 120.0), (0.0, 1.0), (1e9, 6 * 3600.0)])
def test_a_partner_that_asks_to_wait_is_obeyed_within_bounds(handler, asked, waits):
    _, job = run_once(handler, raising(RateLimited("b2b", "products", retry_after=asked)))
    assert (job.run_at - timezone.now()).total_seconds() == pytest.approx(waits, abs=2)


def test_the_backoff_doubles_under_a_cap_with_full_jitter(monkeypatch):
    monkeypatch.setattr(outcomes, "_jitter", lambda ceiling: ceiling)
    assert [outcomes.backoff(attempt) for attempt in (1, 2, 3, 9, 10, 1000)] == [2, 4, 8, 512, 900, 900]
    monkeypatch.undo()
    waits = [outcomes.backoff(3) for _ in range(200)]
    assert 0 <= min(waits) < 2
    assert 6 < max(waits) <= 8


def test_waiting_costs_no_attempt(handler):
    outcome, job = run_once(handler, raising(Reschedule(90, "the shop sleeps")))
    assert (outcome, job.state, job.attempts, job.error) == ("waiting", "pending", 0, "the shop sleeps")
    assert 88 < (job.run_at - timezone.now()).total_seconds() <= 90


def test_secrets_do_not_stay_in_the_error(handler):
    _, job = run_once(handler, raising(ValueError("Authorization: Bearer abcdef0123456789abcdef0123456789")))
    assert "abcdef0123456789" not in job.error


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_deadlock_or_serialization_failure_is_tried_again_soon(handler, state):
    cause = Exception("deadlock detected")
    cause.sqlstate = state
    error = OperationalError("deadlock detected")
    error.__cause__ = cause
    outcome, job = run_once(handler, raising(error))
    assert outcome == "retry"
    assert (job.run_at - timezone.now()).total_seconds() <= 1


def test_a_worker_taken_for_dead_cannot_write_over_its_successor(handler):
    handler("test.kind", lambda job: {"by": job.token})
    enqueue("test.kind")
    first = claim_next()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = claim_next()
    assert run_claimed(second) == "done"
    assert run_claimed(first) == "fenced"
    assert Job.objects.get().result == {"by": second.lease_token}


def test_a_handler_learns_that_its_lease_is_lost(handler):
    def long(job):
        job.renew()
        Job.objects.update(lease_token="another")
        with pytest.raises(LeaseLost):
            job.renew()
        assert job.is_cancelled()
        raise LeaseLost

    outcome, job = run_once(handler, long)
    assert (outcome, job.state) == ("fenced", "leased")


def test_renewing_moves_the_end_of_the_lease(handler):
    handler("test.kind", lease=100)
    enqueue("test.kind")
    job = claim_next()
    with time_machine.travel(timezone.now() + timedelta(seconds=50), tick=False):
        JobContext.of(job, 100).renew()
        job.refresh_from_db()
        assert job.lease_until == timezone.now() + timedelta(seconds=100)


def test_progress_is_written_seldom_and_at_the_end(handler):
    def long(job):
        shown = []
        for done in range(1, 6):
            job.progress(done, 5, "reading")
            shown.append(Job.objects.get().progress.get("done"))
        return {"shown": shown}

    _, job = run_once(handler, long)
    assert job.result == {"shown": [1, 1, 1, 1, 5]}
    assert job.progress == {"done": 5, "total": 5, "text": "reading"}


def test_due_jobs_are_done_up_to_the_limit(handler):
    handler("test.kind")
    for _ in range(5):
        enqueue("test.kind")
    assert run_due(3) == 3
    assert run_due(10) == 2
    assert Job.objects.filter(state="done").count() == 5


def test_a_process_that_is_told_to_end_hands_its_job_back(handler):
    def interrupted(job):
        raise KeyboardInterrupt

    handler("test.kind", interrupted)
    job = enqueue("test.kind")
    with pytest.raises(KeyboardInterrupt):
        execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("pending", 0)
