"""eBay's notifications at our own door: the challenge and the deliveries come to one address."""

import base64
import hashlib
import json

import pytest

from core.errors import Rejected
from core.models import InboundEvent, Job
from marketplaces.handlers import take_push
from marketplaces.models import MarketplaceAccount

DOOR, URL = "/webhooks/ebay", "https://hub.example.com/webhooks/ebay"
TOKEN = "verification-token-of-the-tests-0000001"


@pytest.fixture(autouse=True)
def _public(settings):
    settings.PUBLIC_URL = "https://hub.example.com"


@pytest.fixture
def account(stage, settings):
    settings.EBAY_VERIFICATION_TOKEN = TOKEN
    account = stage.account()
    MarketplaceAccount.objects.filter(pk=account.pk).update(state="ok", remote_id=stage.simulator.seller.rules.user_id)
    account.refresh_from_db()
    return account


@pytest.fixture
def deliver(client, stage, account):
    """A body signed with the look-alike's key, as eBay sends it."""

    def send(body, *, raw=None, signed=None):
        given = raw if raw is not None else json.dumps(body, separators=(",", ":")).encode()
        header = stage.simulator.key.header(given if signed is None else signed)
        return client.post(DOOR, given, content_type="application/json", headers={"X-EBAY-SIGNATURE": header})

    return send


def body(topic, data, number="n-1"):
    return {
        "metadata": {"topic": topic, "schemaVersion": "1.0", "deprecated": False},
        "notification": {
            "notificationId": number,
            "eventDate": "2026-11-21T08:00:00.000Z",
            "publishDate": "2026-11-21T08:00:01.000Z",
            "publishAttemptCount": 1,
            "data": data,
        },
    }


GONE = body("MARKETPLACE_ACCOUNT_DELETION", {"username": "buyer-1", "userId": "BuyerId1", "eiasToken": "x"})
BOUGHT = body("ORDER_CONFIRMATION", {"order": {"orderId": "12-00001-00001"}, "sellerId": "lookalike-seller"})


# The challenge


def test_the_challenge_is_answered_over_the_configured_address_whatever_the_request_says(client, settings, db):
    """Pitfall 9: a slash at the end, http for https, another host: eBay hashes what was registered."""
    settings.EBAY_VERIFICATION_TOKEN = TOKEN
    answer = client.get(f"{DOOR}?challenge_code=abc", headers={"Host": "127.0.0.1"})
    expected = hashlib.sha256(f"abc{TOKEN}{URL}".encode()).hexdigest()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content == json.dumps({"challengeResponse": expected}).encode()


def test_without_a_token_of_its_own_one_follows_from_the_installation_s_secret(client, settings, db):
    settings.EBAY_VERIFICATION_TOKEN = ""
    first = client.get(f"{DOOR}?challenge_code=abc").json()
    assert first == client.get(f"{DOOR}?challenge_code=abc").json()
    settings.SECRET_KEY = "another-secret-key-of-the-tests-0123456789"
    assert first != client.get(f"{DOOR}?challenge_code=abc").json()


def test_a_get_that_asks_for_no_proof_is_refused(client, db):
    assert client.get(DOOR).status_code == 405


# Deliveries


def test_a_delivery_that_ebay_signed_is_stored_once(deliver):
    assert [deliver(BOUGHT).status_code for _ in range(2)] == [200, 200]
    event = InboundEvent.objects.get()
    assert (event.topic, event.dedupe_key, event.aggregate_key) == ("ORDER_CONFIRMATION", "n-1", "order:12-00001-00001")


def test_one_that_is_signed_over_spaced_json_is_taken_as_it_came(deliver):
    """Pitfall 9: over the bytes as received, never over what they mean."""
    raw = json.dumps(BOUGHT, indent=1).encode()
    assert deliver(None, raw=raw).status_code == 200
    assert deliver(None, raw=raw, signed=json.dumps(BOUGHT).encode()).status_code == 412


@pytest.mark.parametrize("header", ["", "no base64", base64.b64encode(b"{}").decode()])
def test_one_without_a_good_signature_gets_412_and_no_row(client, account, header):
    answer = client.post(
        DOOR, json.dumps(BOUGHT), content_type="application/json", headers={"X-EBAY-SIGNATURE": header}
    )
    assert (answer.status_code, InboundEvent.objects.count()) == (412, 0)


def test_without_any_account_nothing_is_taken(client, stage):
    raw = json.dumps(GONE).encode()
    header = stage.simulator.key.header(raw)
    answer = client.post(DOOR, raw, content_type="application/json", headers={"X-EBAY-SIGNATURE": header})
    assert answer.status_code == 412


def test_the_key_is_asked_for_once_and_an_unknown_one_too(deliver, client, stage):
    for number in ("n-1", "n-2", "n-3"):
        deliver(body("ORDER_CONFIRMATION", {"orderId": "1"}, number))
    assert stage.simulator.counts()["getPublicKey"] == 1
    words = {"alg": "ecdsa", "kid": "unknown-kid", "signature": "AAAA", "digest": "SHA1"}
    header = base64.b64encode(json.dumps(words).encode()).decode()
    for _ in range(3):
        answer = client.post(DOOR, b"{}", content_type="application/json", headers={"X-EBAY-SIGNATURE": header})
        assert answer.status_code == 412
    assert stage.simulator.counts()["getPublicKey"] == 2


def test_a_flood_of_unknown_keys_is_no_flood_of_calls(client, stage, account):
    def forged(number):
        words = {"alg": "ecdsa", "kid": f"kid-{number}", "signature": "AAAA", "digest": "SHA1"}
        header = base64.b64encode(json.dumps(words).encode()).decode()
        return client.post(DOOR, b"{}", content_type="application/json", headers={"X-EBAY-SIGNATURE": header})

    statuses = {forged(number).status_code for number in range(40)}
    assert statuses == {412, 503}
    assert stage.simulator.counts()["getPublicKey"] == 30


def test_while_the_key_cannot_be_asked_for_ebay_is_told_to_come_again(deliver, stage):
    stage.simulator.add_fault("status=502@getPublicKey")
    assert (deliver(BOUGHT).status_code, InboundEvent.objects.count()) == (503, 0)
    stage.simulator.clear_faults()
    assert deliver(BOUGHT).status_code == 200


def test_a_person_who_has_left_is_forgotten_by_both_names_in_every_shop(deliver, account, make_account):
    other = make_account(name="Second shop")
    deliver(GONE)
    events = list(InboundEvent.objects.order_by("account_id"))
    assert {event.account_id for event in events} == {account.account_id, other.account_id}
    for event in events:
        take_push(event)
    jobs = Job.objects.filter(kind="privacy.erase").values_list("payload", flat=True)
    asked = {(job["account_id"], job["buyer_id"]) for job in jobs}
    assert asked == {(shop.account_id, name) for shop in (account, other) for name in ("buyer-1", "BuyerId1")}


def test_a_person_without_a_user_name_is_forgotten_by_the_id(deliver, account):
    deliver(body("MARKETPLACE_ACCOUNT_DELETION", {"username": "", "userId": "BuyerId1"}))
    take_push(InboundEvent.objects.get())
    assert Job.objects.get(kind="privacy.erase").payload["buyer_id"] == "BuyerId1"


def test_a_push_about_a_seller_of_ours_goes_to_that_one_alone(deliver, account, make_account):
    make_account(name="Second shop", remote_id="AnotherSeller")
    deliver(body("AUTHORIZATION_REVOCATION", {"userId": account.remote_id, "username": "lookalike-seller"}))
    assert InboundEvent.objects.get().account_id == account.account_id


# Setting up


def test_ebay_asks_for_our_proof_while_the_address_is_registered(stage, shop):
    setup = shop.set_webhooks(stage.webhook_url())
    assert set(setup.addresses) >= {"ORDER_CONFIRMATION", "MARKETPLACE_ACCOUNT_DELETION", "AUTHORIZATION_REVOCATION"}
    told = shop.perform("notification_setup", {})
    assert [each["address"] for each in told["destinations"]] == [stage.webhook_url()]
    assert all(each["is_enabled"] for each in told["subscriptions"])


def test_without_an_address_for_alerts_it_is_said_what_is_missing(stage, shop, settings):
    """195003 otherwise."""
    settings.ALERT_EMAILS = []
    with pytest.raises(Rejected) as refusal:
        shop.set_webhooks(stage.webhook_url())
    assert refusal.value.code == "no_alert_email"
    assert {check.code: check.is_met for check in shop.readiness()}["alert_email"] is False


def test_the_address_for_answers_serves_for_alerts_where_the_hub_has_none(stage, open_shop, settings):
    settings.ALERT_EMAILS = []
    account = stage.account()
    account.mail_reply_to = "help@shop.example"
    account.save()
    shop = open_shop(account)
    assert {check.code: check.is_met for check in shop.readiness()}["alert_email"] is True
    shop.set_webhooks(stage.webhook_url())
    assert shop.perform("notification_setup", {})["alert_email"] == "help@shop.example"


def test_a_head_that_cannot_be_read_is_a_head_all_the_same(shop):
    assert shop.read_push_head(b"\xff", {}, "").topic_name == ""
    assert shop.read_push_head(b"[]", {}, "") == shop.read_push_head(b"{}", {}, "")
