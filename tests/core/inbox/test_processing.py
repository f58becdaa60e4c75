"""What becomes of a stored event: done, ignored, tried again, dead, replayed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import inbox
from core.alerts.conditions import dead_webhooks, waiting_webhooks
from core.errors import PartnerDown, Rejected
from core.inbox import EventOutcome, NothingToReplay, Unreadable, bury_lost, dead_since, replay, replay_all
from core.jobs import Reschedule, claim_next, execute
from core.jobs.execution import run_claimed
from core.models import Event, InboundEvent, Job
from tests.core.inbox.conftest import keep, process

pytestmark = pytest.mark.django_db


def refuse(error):
    def run(event):
        raise error

    return run


def test_what_the_handler_did_is_written_on_the_event(handler):
    seen = []
    handler(lambda event: seen.append(bytes(event.raw)) or EventOutcome.done({"products": 2}))
    event = process(keep(raw=b"{}"))
    assert seen == [b"{}"]
    assert (event.state, event.result, event.attempts) == ("done", {"products": 2}, 1)
    assert event.processed_at is not None


def test_a_topic_has_its_own_handler_or_the_partners_or_none(handler):
    handler(lambda event: EventOutcome.done({"by": "own"}))
    handler(lambda event: EventOutcome.ignored("rest"), topic="")
    assert process(keep("1", "STOCK")).result == {"by": "own"}
    assert process(keep("2", "ODD")).reason == "rest"
    inbox._handlers.clear()
    unknown = process(keep("3", "ODD", b"kept"))
    assert (unknown.state, unknown.reason, bytes(unknown.raw)) == ("ignored", "no_handler", b"kept")


def test_two_functions_for_one_topic_are_a_mistake_of_ours(handler):
    inbox.handles_event("shop", "STOCK")(lambda event: EventOutcome.done())
    with pytest.raises(ValueError, match="Two functions handle shop 'STOCK'"):
        inbox.handles_event("shop", "STOCK")(process)


def test_an_unreadable_body_is_dead_at_once(handler):
    handler(refuse(Unreadable("not JSON")))
    event = process(keep())
    assert (event.state, event.reason, event.error) == ("dead", "unreadable", "not JSON")
    assert Job.objects.get().state == "done"


def test_a_partners_final_no_is_dead_at_once(handler):
    handler(refuse(Rejected("shop", "product", message="no such account")))
    event = process(keep())
    assert (event.state, event.reason) == ("dead", "refused")
    assert "no such account" in event.error


def test_a_partner_that_is_away_is_asked_again_then_the_event_is_dead(handler):
    handler(refuse(PartnerDown("shop", "product")))
    event = keep()
    for attempt in range(1, 8):
        process(event)
        assert (event.state, event.attempts) == ("received", attempt)
        assert "does not work" in event.error
        job = Job.objects.get()
        assert job.state == "pending"
    process(event)
    assert (event.state, event.reason, event.attempts) == ("dead", "gave_up", 8)
    assert Job.objects.get().state == "done"


def test_a_success_after_failures_leaves_no_error(handler):
    handler(refuse(PartnerDown("shop", "product")))
    event = process(keep())
    handler(lambda event: EventOutcome.done())
    process(event)
    assert (event.state, event.error) == ("done", "")


def test_a_handler_that_has_to_wait_costs_no_attempt_of_the_job(handler):
    handler(refuse(Reschedule(30, "the account is paused")))
    event = process(keep())
    job = Job.objects.get()
    assert (event.state, job.state, job.attempts) == ("received", "pending", 0)


def test_a_finished_event_is_not_processed_twice(handler):
    runs = []
    handler(lambda event: runs.append(event.pk) or EventOutcome.done())
    event = process(keep())
    job = Job.objects.get()
    Job.objects.filter(pk=job.pk).update(state="pending", finished_at=None)
    assert execute(job.pk) == "done"
    assert runs == [event.pk]


def test_an_event_waits_while_an_older_one_of_its_object_runs(handler):
    handler(lambda event: EventOutcome.done())
    keep("1", aggregate_key="v1")
    keep("2", aggregate_key="v1")
    other = keep("3", aggregate_key="v2")
    first = claim_next()
    assert claim_next().payload == {"event": other.pk}
    assert claim_next() is None
    assert first.payload == {"event": InboundEvent.objects.get(dedupe_key="1").pk}


def test_a_dead_event_holds_up_none_of_its_object(handler):
    def run(event):
        if event.dedupe_key == "7":
            raise Unreadable("poison")
        return EventOutcome.done()

    handler(run)
    events = [keep(str(number), aggregate_key="v1") for number in range(50)]
    while (job := claim_next()) is not None:
        assert run_claimed(job) == "done"
    states = [InboundEvent.objects.get(pk=event.pk).state for event in events]
    assert states.count("done") == 49
    assert states[7] == "dead"
    handler(lambda event: EventOutcome.done({"mended": True}))
    replay(events[7], "anna")
    assert process(events[7]).result == {"mended": True}


def test_a_replay_is_a_new_job_of_the_same_event_and_is_told_in_history(handler):
    handler(refuse(Unreadable("broken")))
    event = process(keep())
    handler(lambda event: EventOutcome.done())
    job = replay(event, "anna")
    assert (Job.objects.count(), job.requested_by, InboundEvent.objects.count()) == (2, "anna", 1)
    assert (event.state, event.reason, event.error) == ("received", "", "")
    line = Event.objects.get(kind="inbound_event.replayed")
    assert (line.actor, line.data) == ("anna", {"from": "dead"})
    assert process(event).state == "done"


def test_what_waits_or_has_lost_its_body_is_not_replayed(handler):
    waiting = keep("1")
    with pytest.raises(NothingToReplay):
        replay(waiting, "anna")
    InboundEvent.objects.filter(pk=waiting.pk).update(state="done", raw=b"")
    with pytest.raises(NothingToReplay):
        replay(waiting, "anna")
    assert Job.objects.count() == 1


def test_all_dead_events_since_a_moment_are_replayed(handler):
    handler(refuse(Unreadable("broken")))
    old, new, good = keep("1"), keep("2"), keep("3")
    process(old)
    process(new)
    InboundEvent.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=2))
    handler(lambda event: EventOutcome.done())
    process(good)
    assert replay_all(dead_since(timezone.now() - timedelta(days=1)), "anna") == 1
    states = dict(InboundEvent.objects.values_list("dedupe_key", "state"))
    assert states == {"1": "dead", "2": "received", "3": "done"}


def test_an_event_whose_job_is_lost_is_dead_too(handler):
    lost, cancelled, waiting = keep("1"), keep("2"), keep("3")
    Job.objects.filter(payload__event=lost.pk).update(state="dead", error="The worker died.")
    Job.objects.filter(payload__event=cancelled.pk).update(state="cancelled")
    assert bury_lost() == 2
    lost.refresh_from_db()
    waiting.refresh_from_db()
    assert (lost.state, lost.reason, lost.error) == ("dead", "job_lost", "The worker died.")
    assert waiting.state == "received"
    replay(lost, "anna")
    assert bury_lost() == 0


def test_staff_are_told_of_webhooks_that_wait_and_that_failed(handler):
    now = timezone.now()
    event = keep("1")
    assert waiting_webhooks(now) == {}
    InboundEvent.objects.filter(pk=event.pk).update(received_at=now - timedelta(seconds=301))
    assert waiting_webhooks(now)["shop:1"]["count"] == 1
    handler(refuse(Unreadable("broken")))
    process(event)
    assert waiting_webhooks(now) == {}
    assert dead_webhooks() == {"shop:STOCK": {"partner": "shop", "kind": "STOCK", "count": 1}}
