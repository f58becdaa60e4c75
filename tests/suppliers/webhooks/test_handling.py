"""What a stored push leads to."""

import pytest

from core.inbox import EventOutcome, Unreadable, replay, store
from core.jobs import claim_next
from core.jobs.execution import run_claimed
from core.models import Alert, InboundEvent, Job
from suppliers import handlers
from suppliers.handlers import on_push, take_push
from suppliers.interface import Topic
from suppliers.models import SupplierAccount, SupplierProduct
from tests.catalogue_rows import make_product
from tests.suppliers.webhooks.conftest import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(account):
    product = make_product()
    return SupplierProduct.objects.create(
        product=product, account=account, external_product_id="p-1", external_variant_id="v-1", state="confirmed"
    )


def receive(account, raw, message_id="m-1", topic="STOCK"):
    event, _ = store(account.supplier, account.account_id, message_id, topic, raw, headers={})
    return event


def process(event):
    while (job := claim_next()) is not None and job.kind == "core.process_event":
        run_claimed(job)
    event.refresh_from_db()
    return event


def refreshes():
    return Job.objects.filter(kind="suppliers.refresh_products")


@pytest.mark.parametrize("topic", ["STOCK", "VARIANT", "PRODUCT"])
@pytest.mark.parametrize("named", [{"products": ["p-1", "p-9"]}, {"variants": ["v-9", "v-1"]}])
def test_a_push_about_a_linked_product_has_it_read_again(account, offer, topic, named):
    event = process(receive(account, body("m-1", topic, **named), topic=topic))
    job = refreshes().get()
    assert (event.state, event.result) == ("done", {"products": ["p-1"], "job": job.pk})
    assert "p-1" in str(job.payload)
    assert "p-9" not in str(job.payload)


def test_a_push_changes_no_figure_by_itself(account, offer):
    before = SupplierProduct.objects.values().get()
    process(receive(account, body("m-1", "STOCK", variants=["v-1"], stock=7)))
    assert SupplierProduct.objects.values().get() == before
    assert not offer.stock.exists()


def test_a_push_about_what_is_not_ours_is_ignored(account, offer):
    event = process(receive(account, body("m-1", "STOCK", variants=["v-9"])))
    assert (event.state, event.reason, refreshes().count()) == ("ignored", "not_ours", 0)


def test_an_offer_that_is_switched_off_is_not_read_again(account, offer):
    SupplierProduct.objects.update(state="disabled")
    assert process(receive(account, body("m-1", "STOCK", variants=["v-1"]))).reason == "not_ours"


@pytest.mark.parametrize(
    ("topic", "reason"),
    [("SOURCING", "no_handler_yet"), ("PRIVATE", "no_handler_yet"), ("TEST", "only_a_test"), ("NEW", "unknown_topic")],
)
def test_what_nobody_handles_is_ignored_and_kept(account, topic, reason):
    event = process(receive(account, body("m-1", topic), topic=topic))
    assert (event.state, event.reason) == ("ignored", reason)
    assert bytes(event.raw) == body("m-1", topic)


def test_an_app_above_takes_the_topics_it_registers_for_and_old_ones_are_replayed(account, monkeypatch):

    event = process(receive(account, body("m-1", "SOURCING"), topic="SOURCING"))
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    on_push("sourcing")(lambda account, push, event: EventOutcome.done({"request": push.message_id}))
    replay(event, "anna")
    assert process(event).result == {"request": "m-1"}


def test_two_functions_for_one_topic_are_a_mistake_of_ours():
    with pytest.raises(ValueError, match="Two functions take stock pushes"):
        on_push(Topic.STOCK)(process)


def test_an_ending_authorisation_alerts_staff(account):
    event = process(receive(account, body("m-1", "65"), topic="65"))
    alert = Alert.objects.get(kind="access_ending")
    assert (event.state, alert.cause, alert.data["account"]) == ("done", str(account.pk), "CJ main")


def test_a_warning_that_is_older_than_the_tokens_alerts_nobody(account):
    event = receive(account, body("m-1", "65"), topic="65")
    SupplierAccount.objects.update(token_issued_at=event.received_at)
    assert process(event).state == "done"
    assert not Alert.objects.exists()


ODD_BODIES = {
    "not UTF-8": b"\xff\xfe",
    "not JSON": b"hello",
    "empty object": b"{}",
    "a list": b"[]",
    "NUL": b'{"messageId": "m\x00"}',
    "deep": b"[" * 100_000,
    "long number": b'{"messageId": ' + b"9" * 5000 + b"}",
    "NaN": b"NaN",
    "an id with a NUL": b'{"messageId": "m", "type": "STOCK", "variants": ["v\\u0000"]}',
    "an id with half a letter": b'{"messageId": "m", "type": "STOCK", "products": ["p\\ud800"]}',
}


@pytest.mark.parametrize("raw", ODD_BODIES.values(), ids=ODD_BODIES)
def test_a_body_that_cannot_be_read_is_dead_with_its_reason(account, raw):
    event = process(receive(account, raw))
    assert (event.state, event.reason, bytes(event.raw)) == ("dead", "unreadable", raw)
    assert event.error
    with pytest.raises(Unreadable):
        take_push(event)


def test_a_push_of_an_account_that_is_gone_is_ignored(account):
    event = receive(account, body())
    account.delete()
    assert process(event).reason == "account_gone"


def test_the_job_of_a_deleted_event_ends(account):
    event = receive(account, body())
    InboundEvent.objects.all().delete()
    run_claimed(claim_next())
    assert Job.objects.get(kind="core.process_event").result == {
        "event": event.pk,
        "state": "deleted",
    }


def test_every_topic_that_is_handled_is_one_of_the_interface():
    assert set(handlers._handlers) <= set(Topic)
