"""The address that suppliers call: what comes in, what stays out, what the sender hears."""

import logging

import pytest
from django.db import OperationalError

from core import webhooks
from core.models import InboundEvent, Job
from suppliers import webhooks as supplier_webhooks
from tests.suppliers.webhooks.conftest import KEY, body, make_account
from tests.suppliers.webhooks.supplier import sign

pytestmark = pytest.mark.django_db
PLAIN = "/api/cj-dropshipping/webhooks"


@pytest.fixture(autouse=True)
def refusals(monkeypatch):
    fresh = webhooks.Refusals()
    monkeypatch.setattr(webhooks, "refusals", fresh)
    return fresh


def test_a_signed_push_is_stored_and_answered(door, account):
    answer = door.post(body("m-1", "STOCK", about="v-1"), account)
    assert (answer.status_code, answer.content) == (200, b"OK")
    event = InboundEvent.objects.get()
    assert (event.partner, event.account_id, event.dedupe_key) == ("cj-dropshipping", str(account.pk), "m-1")
    assert (event.topic, event.aggregate_key, event.state) == ("STOCK", "v-1", "received")
    assert bytes(event.raw) == body("m-1", "STOCK", about="v-1")
    assert "sign" not in event.headers
    assert Job.objects.get().kind == "core.process_event"
    assert "sessionid" not in answer.cookies


def test_a_repeat_is_answered_like_the_first(door, account):
    assert [door.post(body(), account).status_code for _ in range(3)] == [200, 200, 200]
    assert InboundEvent.objects.get().repeats == 2


def test_without_the_random_part_the_key_of_each_live_account_is_tried(door, account):
    second = make_account("CJ second", "99999")
    make_account("CJ switched off", "77777", is_active=False)
    assert door.post(body("m-2"), key="99999").status_code == 200
    assert InboundEvent.objects.get().account_id == str(second.pk)
    assert door.post(body("m-3"), key="77777").status_code == 401


def test_with_it_only_its_own_account_counts(door, account):
    second = make_account("CJ second", "99999")
    assert door.post(body(), account, key="99999").status_code == 401
    assert door.post(body(), second, key="99999").status_code == 200
    assert door.post_to(f"{PLAIN}/{'x' * 32}", body(), sign=sign(body(), KEY)).status_code == 401


def test_a_paused_accounts_push_is_kept(door):
    paused = make_account("CJ paused", KEY, state="paused")
    assert door.post(body(), paused).status_code == 200


@pytest.mark.parametrize(
    "given",
    ["", None, "wrong", "s\u00efgn\u00e9", "\u4f60\u597d", "A" * 1_000_000, sign(body("m-1", "STOCK "), KEY)],
)
def test_a_forged_push_leaves_no_row(door, account, refusals, given):
    answer = door.post(body(), account, sign=given)
    assert (answer.status_code, InboundEvent.objects.count(), Job.objects.count()) == (401, 0, 0)
    assert refusals.total == {"cj-dropshipping": 1}


def test_the_signature_is_of_the_bytes_and_not_of_their_meaning(door, account):
    spaced = b'{"messageId":  "m-1", "type": "STOCK"}'
    assert door.post(spaced, account, sign=sign(body(), KEY)).status_code == 401
    assert door.post(spaced, account).status_code == 200


def test_a_flood_of_forgeries_is_one_line_a_minute_with_partner_and_address(door, account, refusals, caplog):
    with caplog.at_level(logging.WARNING, "core.webhooks"):
        for _ in range(20):
            door.post(body("secret-words"), account, key="guess")
    (line,) = [record for record in caplog.records if record.name == "core.webhooks"]
    assert (line.partner, line.ip, line.count) == ("cj-dropshipping", "127.0.0.1", 1)
    assert refusals.total["cj-dropshipping"] == 20
    assert "secret-words" not in caplog.text
    assert account.webhook_path not in line.getMessage()


def test_a_flood_from_many_addresses_does_not_grow_without_bound(refusals):
    for number in range(5000):
        refusals.note("cj-dropshipping", f"10.0.{number // 256}.{number % 256}")
    assert refusals.total["cj-dropshipping"] == 5000
    assert len(refusals._logged) <= webhooks.FORGED_SENDERS_KEPT


def test_the_suppliers_empty_trial_is_answered_and_dropped(door, account):
    assert door.post(b"", account, sign=None).status_code == 200
    assert door.post(b"", sign=None).status_code == 200
    assert InboundEvent.objects.count() == 0


def test_a_push_without_an_id_is_known_by_its_content(door, account):
    raw = b"no JSON at all \xff\x00"
    assert [door.post(raw, account).status_code for _ in range(2)] == [200, 200]
    event = InboundEvent.objects.get()
    assert (len(event.dedupe_key), event.repeats, bytes(event.raw)) == (64, 1, raw)
    door.post(raw + b"!", account)
    assert InboundEvent.objects.count() == 2


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_told_what_goes(door, account, method):
    for address in (PLAIN, f"{PLAIN}/{account.webhook_path}"):
        answer = door.request(method, address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_slash_at_the_end_changes_nothing(door, account):
    assert door.post_to(f"{PLAIN}/", body(), sign=sign(body(), KEY)).status_code == 200


def test_words_of_the_api_beside_it_are_no_random_parts(door, account):
    for word in ("configure", "logs"):
        assert door.post_to(f"{PLAIN}/{word}", body(), sign=sign(body(), KEY)).status_code in {401, 404}
    assert InboundEvent.objects.count() == 0
    assert door.post_to("/api/no-such-supplier/webhooks", body()).status_code in {401, 404}


def test_a_body_as_large_as_allowed_is_taken_and_one_byte_more_is_not(door, account, settings):
    settings.WEBHOOK_MAX_BODY = 2_000_000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # the API's own limit is not that of webhooks
    raw = b" " * 2_000_000
    assert door.post(raw, account).status_code == 200
    assert door.post(raw + b" ", account).status_code == 413
    assert InboundEvent.objects.count() == 1


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_encoded_bodies_are_refused_unread(door, account, encoding):
    assert door.post(body(), account, content_encoding=encoding).status_code == 415


def test_identity_is_no_encoding(door, account):
    assert door.post(body(), account, content_encoding="identity").status_code == 200


def test_a_database_that_is_away_sends_the_push_back_for_later(door, account, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(supplier_webhooks, "store", fail)
        answer = door.post(body(), account)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert door.post(body(), account).status_code == 200


def test_a_mistake_of_ours_is_no_excuse_for_sending_it_back(door, account, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("no such table: core_inboundevent")

    monkeypatch.setattr(supplier_webhooks, "store", fail)
    assert door.post(body(), account).status_code == 500
