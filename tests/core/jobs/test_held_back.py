"""A job whose call our own limits hold back has not tried anything: it waits and keeps its attempts."""

import pytest
from django.utils import timezone

from core.breaker import BreakerOpen
from core.errors import HeldBack, HubError, RateLimited
from core.jobs import enqueue, execute

pytestmark = pytest.mark.django_db


def run_once(handler, error, **options):
    def fail(job):
        raise error

    handler("test.kind", fail, **options)
    job = enqueue("test.kind")
    outcome = execute(job.pk)
    job.refresh_from_db()
    return outcome, job


@pytest.mark.parametrize("kind", [HeldBack, BreakerOpen])
def test_it_waits_as_long_as_it_must_and_loses_no_attempt(handler, kind):
    outcome, job = run_once(handler, kind("acme", "probe", retry_after=120), max_attempts=1)
    assert (outcome, job.state, job.attempts, job.error_class) == ("waiting", "pending", 0, kind.__name__)
    assert 115 < (job.run_at - timezone.now()).total_seconds() <= 120


def test_the_reason_behind_an_apps_own_words_counts(handler):
    error = HubError("The catalogue could not be read.")
    error.__cause__ = HeldBack("acme", "probe", retry_after=30)
    outcome, job = run_once(handler, error, max_attempts=1)
    assert (outcome, job.attempts) == ("waiting", 0)


def test_a_refusal_of_the_partner_is_an_attempt(handler):
    outcome, job = run_once(handler, RateLimited("acme", "probe", retry_after=120))
    assert (outcome, job.attempts) == ("retry", 1)
