"""What the door stores: once, whatever it says, with its job."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from core.inbox import store
from core.models import InboundEvent, Job
from tests.core.inbox.conftest import keep

pytestmark = pytest.mark.django_db


def test_an_event_and_its_job_are_stored_together():
    sent = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    event = keep("m-1", "STOCK", b"\xff\x00", aggregate_key="vid-1", partner_time=sent)
    stored = InboundEvent.objects.get()
    assert (stored.pk, bytes(stored.raw), stored.state) == (event.pk, b"\xff\x00", "received")
    assert (stored.dedupe_key, stored.topic, stored.aggregate_key) == ("m-1", "STOCK", "vid-1")
    assert (stored.partner_time, stored.repeats) == (sent, 0)
    job = Job.objects.get()
    assert (job.kind, job.payload) == ("core.process_event", {"event": event.pk})
    assert job.aggregate_key == "event:shop:1:vid-1"


def test_without_its_transaction_neither_stays():
    with transaction.atomic():
        keep()
        transaction.set_rollback(True)
    assert (InboundEvent.objects.count(), Job.objects.count()) == (0, 0)


def test_a_repeat_is_counted_and_files_nothing():
    first, is_new = store("shop", "1", "m-1", "STOCK", b"one", headers={})
    again, is_new_again = store("shop", "1", "m-1", "STOCK", b"two", headers={})
    assert (is_new, is_new_again, again.pk, again.repeats) == (True, False, first.pk, 1)
    assert bytes(InboundEvent.objects.get().raw) == b"one"
    assert Job.objects.count() == 1


def test_a_repeat_days_later_finds_the_finished_event_unchanged(handler):
    event = keep()
    InboundEvent.objects.filter(pk=event.pk).update(state="done")
    again = keep()
    assert (again.pk, again.state, again.repeats) == (event.pk, "done", 1)
    assert Job.objects.count() == 1


def test_the_same_id_of_another_account_or_partner_is_another_event():
    for partner, account in [("shop", "1"), ("shop", "2"), ("other", "1")]:
        _, is_new = store(partner, account, "m-1", "STOCK", b"", headers={})
        assert is_new
    assert InboundEvent.objects.count() == 3


@pytest.mark.parametrize("odd", ["a\x00b", "a\ud800b", "a\u202eb", "x" * 129])
def test_an_id_that_cannot_be_stored_as_it_is_becomes_its_hash(odd):
    event = keep(odd)
    other = keep(odd + "!")
    event.refresh_from_db()
    assert event.dedupe_key.startswith("sha256:")
    assert other.pk != event.pk
    assert keep(odd).pk == event.pk


def test_a_topic_loses_what_no_page_may_show():
    assert InboundEvent.objects.get(pk=keep(topic="ST\x00O\ud800CK\u202e" + "x" * 200).pk).topic == ("STOCK" + "x" * 75)


def test_only_harmless_headers_are_kept():
    headers = {"Content-Type": "application/json\x00", "sign": "abc", "Authorization": "Bearer x", "Cookie": "a=b"}
    event, _ = store("shop", "1", "m-1", "STOCK", b"", headers=headers)
    event.refresh_from_db()
    assert event.headers == {"content-type": "application/json"}


def test_a_long_object_name_still_makes_a_key_that_fits():
    one, two = keep("1", aggregate_key="v" * 150), keep("2", aggregate_key="v" * 151)
    keys = list(Job.objects.order_by("pk").values_list("aggregate_key", flat=True))
    assert one.aggregate_key == "v" * 150
    assert keys[0] != keys[1]
    assert all(len(key) <= 120 for key in keys)
    assert two.pk != one.pk
