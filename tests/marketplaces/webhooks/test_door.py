"""The addresses that marketplaces call: what comes in, what stays out, what the sender hears."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import webhooks
from core.models import InboundEvent, Job
from marketplaces.actions.shops.editing import write_account
from tests.marketplaces.market import sign
from tests.marketplaces.webhooks.conftest import SECRET, body, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def refusals(monkeypatch):
    fresh = webhooks.Refusals()
    monkeypatch.setattr(webhooks, "refusals", fresh)
    return fresh


def test_a_signed_push_is_stored_as_it_came_and_answered(door, account):
    raw = b'{"id": 7,  "note": "caf\\u00e9 \xc3\xa9"}'
    answer = door.post(raw, "orders/create", x_about="order:7")
    assert (answer.status_code, answer.content) == (200, b"OK")
    event = InboundEvent.objects.get()
    assert (event.partner, event.account_id, event.dedupe_key) == ("shopify", str(account.pk), "e-1")
    assert (event.topic, event.aggregate_key, event.state) == ("orders/create", "order:7", "received")
    assert bytes(event.raw) == raw
    assert "x-signature" not in event.headers
    assert Job.objects.get().kind == "core.process_event"


def test_a_repeat_is_answered_like_the_first_and_counted(door, account):
    assert [door.post(body(id=1)).status_code for _ in range(3)] == [200, 200, 200]
    assert (InboundEvent.objects.get().repeats, Job.objects.count()) == (2, 1)


def test_the_shop_of_the_header_alone_is_meant(door, account):
    """Two shops may have one app and so one secret."""
    second = make_account("Second", "second-shop.example")
    assert door.post(body(id=1), shop="https://Second-Shop.example/").status_code == 200
    assert InboundEvent.objects.get().account_id == str(second.pk)


@pytest.mark.parametrize("shop", [None, "", "unknown.example", "test-shop.example\x00", "téstshop.example"])
def test_a_push_of_no_shop_of_ours_is_refused(door, account, refusals, shop):
    assert door.post(body(id=1), shop=shop).status_code == 401
    assert (InboundEvent.objects.count(), refusals.total["shopify"]) == (0, 1)


@pytest.mark.parametrize("signature", [None, "", "é", sign(b"another body", SECRET), sign(b'{"id": 1}', "another")])
def test_a_forged_push_is_refused_and_leaves_nothing(door, account, signature):
    for topic in ("orders/create", "customers/redact", "shop/redact"):
        assert door.post(b'{"id": 1}', topic, **{"x-signature": signature}).status_code == 401
    assert InboundEvent.objects.count() == 0


def test_a_shop_that_is_switched_off_gets_nothing_in_and_a_paused_one_does(door):
    make_account("Off", "off-shop.example", is_active=False)
    make_account("Paused", "paused-shop.example", state="paused")
    assert door.post(body(id=1), shop="off-shop.example").status_code == 401
    assert door.post(body(id=1), shop="paused-shop.example").status_code == 200


def test_while_the_apps_secret_is_replaced_both_are_good(door, account):
    write_account(account, {"api_secret": "a-newer-test-secret"}, "ana")
    assert account.previous_secret_until - timezone.now() > timedelta(hours=23, minutes=59)
    assert door.post(body(id=1), event="e-1", secret=SECRET).status_code == 200
    assert door.post(body(id=2), event="e-2", secret="a-newer-test-secret").status_code == 200
    assert door.post(body(id=3), event="e-3", secret="neither").status_code == 401


def test_a_body_that_is_no_json_is_kept_all_the_same(door, account):
    assert door.post(b"\xff{").status_code == 200
    assert bytes(InboundEvent.objects.get().raw) == b"\xff{"


def test_a_push_without_an_id_is_known_by_its_content(door, account):
    assert [door.post(body(id=n), event=None).status_code for n in (1, 1, 2)] == [200, 200, 200]
    assert InboundEvent.objects.count() == 2


def test_only_posts_are_taken_and_only_for_marketplaces_that_there_are(door, account):
    assert door.request("GET", "/webhooks/shopify/orders/create").status_code == 405
    assert door.request("POST", "/webhooks/nowhere/orders").status_code == 404
