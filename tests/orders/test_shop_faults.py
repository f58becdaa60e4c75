"""A shop that misbehaves: webhooks late, forged, poisoned, gone; a token that ends; a service that fails. H, A and T of the
list of faults (docs/faults.md) for Shopify's look-alike over loopback HTTP, with the real door, inbox, jobs and intake."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.inbox import dead_since, replay, replay_all
from core.jobs import execute, run_due
from core.models import CircuitBreaker, Event, InboundEvent, Job
from marketplaces.actions.shops import webhooks
from orders.actions.polling import file_poll
from orders.models import Address, Customer, Order
from tests.catalogue_rows import make_product
from tests.faults.selling import SKU, Selling, ShopPush

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PERSON = ("Test Buyer", "buyer@example.com", "12 Test Street", "+33100000000")


@pytest.fixture
def shop(settings, db):
    settings.CELERY_BROKER_URL = ""
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    settings.MAIL_EVENTS = []
    make_product(sku=SKU)
    with Selling() as shop:
        yield shop


def deliver(push, **changes):
    """What the door answers."""
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    headers = push.headers | {f"x-shopify-{name.replace('_', '-')}": value for name, value in changes.items()}
    kept = {name: value for name, value in headers.items() if value is not None}
    return browser.post(
        f"/webhooks/shopify/{push.topic}", push.raw, content_type="application/json", headers=kept
    ).status_code


def work():
    """Does what is due until nothing of reading and forgetting orders waits."""
    ours = Job.objects.filter(kind__in=("core.process_event", "privacy.erase"), state="pending")
    for _ in range(20):
        ours.update(run_at=timezone.now())
        run_due(100)
        if not ours.exists():
            return


def signed(shop, raw, topic, event):
    """A push of the shop's own with a body that its programs never write."""
    digest = hmac.new(shop.simulator.tokens.secret.encode(), raw, hashlib.sha256).digest()
    headers = {
        "x-shopify-topic": topic, "x-shopify-shop-domain": shop.simulator.shop.domain,
        "x-shopify-event-id": event, "x-shopify-webhook-id": event,
        "x-shopify-hmac-sha256": base64.b64encode(digest).decode(),
    }  # fmt: skip
    return ShopPush(topic, raw, headers)


# --- webhooks ---------------------------------------------------------------------------------------------------------


def test_h1_the_same_push_again_three_days_later_is_counted_and_does_nothing(shop):
    shop.order()
    (push,) = shop.told("orders/create")
    assert deliver(push) == 200
    work()
    InboundEvent.objects.update(received_at=timezone.now() - timedelta(days=3))
    asked = len(shop.simulator.calls())
    assert deliver(push) == 200
    work()
    event = InboundEvent.objects.get()
    assert (event.repeats, event.state, Order.objects.count()) == (1, "done", 1)
    assert len(shop.simulator.calls()) == asked


@pytest.mark.parametrize("end", ["cancel", "fulfil", "refund"])
def test_h2_pushes_in_reverse_order_end_in_what_the_shop_shows(shop, end):
    number = shop.order(lines=[{"sku": SKU, "quantity": 2}], financial="PENDING")
    shop.happens("pay", order=number)
    shop.happens(end, order=number)
    pushes = shop.told()
    assert len({push.topic for push in pushes}) >= 3
    for push in reversed(pushes):
        assert deliver(push) == 200
        work()
    order = Order.objects.get()
    line = order.lines.get()
    seen = {
        "cancel": ("refunded", True, 0, 0),
        "fulfil": ("paid", False, 0, 2),
        "refund": ("refunded", False, 0, 0),
    }[end]
    told = (str(order.payment), order.cancelled_at is not None, line.owed - line.sent_elsewhere, line.sent_elsewhere)
    assert told == seen
    assert not order.supplier_orders.exists()
    assert set(InboundEvent.objects.values_list("state", flat=True)) == {"done"}


def test_h3_forged_pushes_of_an_order_stay_out_and_the_old_secret_is_good_for_a_while(shop):
    shop.order()
    (push,) = shop.told("orders/create")
    respelled = ShopPush(push.topic, json.dumps(json.loads(push.raw), indent=1).encode(), push.headers)
    forged = [None, "", "wrong", "sïgné", "A" * 1_000_000, push.headers["x-shopify-hmac-sha256"][:-2]]
    assert {deliver(push, hmac_sha256=given) for given in forged} == {401}
    assert deliver(respelled) == 401
    assert (InboundEvent.objects.count(), Job.objects.filter(kind="core.process_event").count()) == (0, 0)
    shop.account.previous_secret = shop.account.api_secret
    shop.account.previous_secret_until = timezone.now() + timedelta(hours=1)
    shop.account.api_secret = "shpss_the_new_secret_of_the_tests"
    shop.account.save()
    assert deliver(push) == 200
    shop.account.previous_secret_until = timezone.now() - timedelta(seconds=1)
    shop.account.save()
    assert deliver(push) == 401


ODD = {
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "NUL": b'{"id": "7\x00"}',
    "escaped NUL": b'{"id": "7\\u0000"}',
    "lone surrogate": b'{"id": "\\ud800"}',
    "deep": b"[" * 100_000,
    "a list": b"[1, 2]",
    "long number": b'{"id": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_h6_an_odd_body_about_an_order_is_kept_as_it_is_and_ends_dead_with_a_reason(shop, raw):
    assert deliver(signed(shop, raw, "orders/create", "e-1")) == 200
    work()
    event = InboundEvent.objects.get()
    assert (bytes(event.raw), event.state, event.reason) == (raw, "dead", "unreadable")
    assert event.error
    assert Order.objects.count() == 0


def test_h8_a_poisoned_push_among_50_of_one_order_is_dead_alone_and_can_be_replayed(shop):
    number = shop.order()
    for count in range(49):
        shop.happens("note", order=number, note=f"wish {count}")
    pushes = [push for push in shop.told() if push.topic in ("orders/create", "orders/updated")][:50]
    assert len(pushes) == 50
    for place, push in enumerate(pushes):
        sent = push if place != 7 else signed(shop, push.raw[:-1], push.topic, "poison")
        assert deliver(sent) == 200
    work()
    states = list(InboundEvent.objects.order_by("pk").values_list("state", flat=True))
    assert (states.count("done"), states[7], Order.objects.count()) == (49, "dead", 1)
    InboundEvent.objects.filter(state="dead").update(raw=pushes[7].raw)  # as if the reader had been mended
    assert replay_all(dead_since(timezone.now() - timedelta(hours=1)), "ann") == 1
    work()
    assert set(InboundEvent.objects.values_list("state", flat=True)) == {"done"}


def everything():
    models = (Customer, Address, Order, Event, Job, InboundEvent)
    rows = [list(model.objects.values()) for model in models]
    return str(rows) + str([bytes(raw) for raw in InboundEvent.objects.values_list("raw", flat=True)])


def test_h10_a_known_person_is_forgotten_everywhere_the_amounts_stay_and_twice_is_once(shop):
    shop.compliance("customers/redact")
    number = shop.order()
    for push in shop.told():
        assert deliver(push) == 200
    work()
    total = Order.objects.get().total
    assert PERSON[1] in everything()
    for _ in range(2):
        shop.happens("redact", order=number)
        (push,) = shop.told("customers/redact")
        assert deliver(push) == 200
        work()
        assert [secret for secret in PERSON if secret in everything()] == []
    order = Order.objects.get()
    assert (order.total, total > 0) == (total, True)
    assert not Job.objects.filter(state="dead").exists()


def test_h10_a_person_the_hub_never_heard_of_is_answered_and_changes_nothing(shop):
    shop.compliance("customers/redact")
    number = shop.order(email="somebody.else@example.com")
    shop.told()
    shop.happens("redact", order=number)
    (push,) = shop.told("customers/redact")
    assert deliver(push) == 200
    work()
    assert (Order.objects.count(), Customer.objects.count()) == (0, 0)
    assert Job.objects.get(kind="privacy.erase").state == "done"
    assert "somebody.else@example.com" not in everything()


def test_h11_a_subscription_that_vanished_is_made_again_and_the_poll_fills_the_gap(shop, settings):
    settings.PUBLIC_URL = "https://hub.example.com"
    shop.account.mode = "live"
    shop.account.save()
    webhooks.set_up(shop.account, "ann")
    subscriptions = shop.simulator.shop.subscriptions
    gone = [key for key, one in subscriptions.items() if one.topic.startswith("ORDERS_")]
    for key in gone:
        del subscriptions[key]
    shop.order()
    assert shop.told() == []
    execute(poll_job(shop).pk)
    assert Order.objects.count() == 1
    type(shop.account).objects.update(webhooks_checked_at=timezone.now() - timedelta(days=2))
    assert webhooks.watch()["audited"] == {str(shop.account.pk): "set_again"}
    assert len([one for one in subscriptions.values() if one.topic.startswith("ORDERS_")]) == len(gone)
    notice = Event.objects.filter(kind="marketplace_account.webhooks_set").latest("pk")
    assert "orders/create" in notice.data["made"]


@pytest.mark.parametrize("raw", [b"{}", b'{"id": NaN}', b'{"id": null}'], ids=["none", "NaN", "null"])
def test_h6_a_push_about_an_order_without_a_number_is_dead_with_its_body_kept_and_can_be_replayed(shop, raw):
    assert deliver(signed(shop, raw, "orders/create", "e-1")) == 200
    work()
    event = InboundEvent.objects.get()
    assert (bytes(event.raw), event.state, event.reason) == (raw, "dead", "unreadable")
    assert event.error == "It names no order."
    assert Order.objects.count() == 0
    replay(event, "ann")
    work()
    event.refresh_from_db()
    assert (event.state, event.reason) == ("dead", "unreadable")
    assert Job.objects.filter(kind="core.process_event", state="done").count() == 2


# --- tokens and a service that fails ----------------------------------------------------------------------------------


def poll_job(shop):
    file_poll(shop.account, "test")
    return Job.objects.get(kind="orders.poll_shop", state="pending")


class Revoking:
    """Ends the tokens after the first page of orders was read."""

    def __init__(self, tokens):
        self.tokens, self.of, self.pages = tokens, tokens.of, 0

    def __call__(self, access):
        self.pages += 1
        if self.pages == 2:
            self.tokens.revoke()
        return self.of(access)


def test_a3_a_token_refused_between_two_pages_is_renewed_once_and_the_reading_goes_on(shop, monkeypatch):
    for _ in range(25):
        shop.order()
    tokens = shop.simulator.tokens
    monkeypatch.setattr(tokens, "of", Revoking(tokens))
    renewed = len(shop.simulator.calls("token"))
    job = poll_job(shop)
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, Order.objects.count()) == ("done", 1, 25)
    assert len(shop.simulator.calls("token")) == renewed + 1


def test_a3_a_token_refused_again_pauses_the_shop_and_its_job_loses_no_attempt(shop):
    shop.simulator.tokens.revoke()
    shop.simulator.tokens.secret = "another-secret"
    job = poll_job(shop)
    execute(job.pk)
    job.refresh_from_db()
    shop.account.refresh_from_db()
    assert (job.state, job.attempts, shop.account.state) == ("pending", 0, "needs_reconnect")
    assert len(shop.simulator.calls("token")) <= 3
    asked = len(shop.simulator.calls())
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
    execute(job.pk)
    assert len(shop.simulator.calls()) == asked


def test_t4_a_shop_that_asks_to_wait_is_left_alone_as_long_as_it_says_by_every_job(shop):
    number = shop.order()
    shop.simulator.add_fault("retry_after=120")
    job = poll_job(shop)
    execute(job.pk)
    asked = len(shop.simulator.calls())
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("pending", 0)
    assert timedelta(seconds=100) < job.run_at - timezone.now() <= timedelta(seconds=130)
    (push, *_) = shop.told("orders/create")
    assert (deliver(push), bool(number)) == (200, True)
    event_job = Job.objects.get(kind="core.process_event")
    execute(event_job.pk)
    event_job.refresh_from_db()
    assert (event_job.state, event_job.attempts, len(shop.simulator.calls())) == ("pending", 0, asked)


def test_t5_a_shop_that_fails_again_and_again_is_left_alone_and_the_job_loses_no_attempt(shop, monkeypatch):
    monkeypatch.setattr("core.breaker.WINDOW_SECONDS", 600.0)  # a busy machine fails more slowly than a minute allows
    shop.order()
    shop.simulator.add_fault("status=502")
    job = poll_job(shop)
    Job.objects.filter(pk=job.pk).update(max_attempts=50)
    for _ in range(30):
        Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
        execute(job.pk)
        if CircuitBreaker.objects.filter(open_until__gt=timezone.now()).exists():
            break
    asked = len(shop.simulator.calls())
    job.refresh_from_db()
    attempts = job.attempts
    for _ in range(3):
        Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
        execute(job.pk)
    job.refresh_from_db()
    assert CircuitBreaker.objects.get().open_until > timezone.now()
    assert (job.state, job.attempts) == ("pending", attempts)
    assert len(shop.simulator.calls()) == asked
    shop.simulator.clear_faults()
    CircuitBreaker.objects.update(open_until=timezone.now())
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, Order.objects.count()) == ("done", 1)


# An answer that is not understood is asked for three times, then the reading fails; a lost one is tried again later.
UNREADABLE = {
    "cut": "pending",
    "reset": "pending",
    "lost": "pending",
    "html": "dead",
    "empty_body": "dead",
    "broken_json": "dead",
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_t2_t3_an_answer_that_cannot_be_read_is_never_taken_for_the_last_page(shop, fault):
    for _ in range(25):
        shop.order()
    shop.simulator.add_fault(f"{fault}@orders")
    job = poll_job(shop)
    execute(job.pk)
    job.refresh_from_db()
    shop.account.refresh_from_db()
    assert (job.state, shop.account.orders_read_until, Order.objects.count()) == (UNREADABLE[fault], None, 0)
    assert job.error
    shop.simulator.clear_faults()
    again = poll_job(shop)  # the next tick of the clock
    Job.objects.filter(pk=again.pk).update(run_at=timezone.now())
    execute(again.pk)
    again.refresh_from_db()
    assert (again.state, Order.objects.count()) == ("done", 25)
