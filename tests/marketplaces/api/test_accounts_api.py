"""Shops over REST."""

import pytest
from django.utils import timezone

from core.models import Event, InboundEvent, Job
from marketplaces.models import MarketplaceAccount
from tests.api_door import code_of
from tests.marketplaces.market import answers_for, is_down
from tests.marketplaces.selling.conftest import make_account

pytestmark = pytest.mark.django_db
ACCOUNTS = "/api/shopify/accounts"
SECRET = "only-a-test-secret"


def address(account, act=""):
    return f"{ACCOUNTS}/shop_{account.pk}{'/' + act if act else ''}"


def test_shops_are_told_without_their_secrets(reader, account):
    answer = reader.get(ACCOUNTS)
    shop = answer.json()["accounts"][0]
    assert (shop["id"], shop["state"], shop["shop_address"]) == (f"shop_{account.pk}", "ok", "test-shop.example")
    assert shop["secrets"] == {"api_secret": {"is_set": True, "last4": "cret"}}
    assert SECRET not in answer.content.decode()


def test_a_shop_is_added_without_a_call(owner, market):
    values = {"name": "New", "shop_address": "https://New-Shop.example/", "api_key": "k", "api_secret": SECRET}
    answer = owner.post(ACCOUNTS, values)
    account = MarketplaceAccount.objects.get()
    assert (answer.status_code, answer.json()["state"]) == (201, "new")
    assert (account.shop_address, account.api_secret.reveal(), market.calls) == ("new-shop.example", SECRET, [])
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "status", "field"),
    [
        ({"name": "Second", "shop_address": "test-shop.example"}, 422, "shop_address"),
        ({"name": "Second", "shop_address": "evil.invalid"}, 422, "shop_address"),
        ({"name": "Second"}, 422, "shop_address"),
        ({"name": "Test Shop", "shop_address": "second.example"}, 409, None),
        ({"name": "Second", "shop_address": "second.example", "remote_id": "1"}, 400, "remote_id"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(owner, account, values, status, field):
    answer = owner.post(ACCOUNTS, values)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (status, field)
    assert MarketplaceAccount.objects.count() == 1


def test_a_connected_shop_keeps_its_address(owner, account):
    answer = owner.ask("PATCH", address(account), b'{"shop_address": "another.example"}')
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "shop_address")


def test_the_shop_of_the_environment_is_changed_there(owner, market, settings):
    settings.MARKETPLACE_ENVIRONMENT = {
        "shopify": {"shop_address": "env-shop.example", "api_key": "k", "api_secret": SECRET}
    }
    shop = owner.get(ACCOUNTS).json()["accounts"][0]
    assert (shop["from_environment"], shop["shop_address"]) == (True, "env-shop.example")
    account = MarketplaceAccount.objects.get()
    assert not account.api_secret  # it stays in the environment
    assert code_of(owner.ask("PATCH", address(account), b'{"name": "x"}')) == "from_environment"
    assert owner.ask("PATCH", address(account), b'{"stock_buffer": 3}').json()["stock_buffer"] == 3


def test_a_trial_tells_who_answers_and_what_is_missing(api, account):
    answers_for(missing_scopes=("write_products",), lost_abilities=("publish",), served_version="2027-01")
    answer = api.post(address(account, "test")).json()
    assert (answer["is_ok"], answer["shop"], answer["missing_scopes"]) == (True, "Test Shop", ["write_products"])
    assert answer["warnings"] == [
        "Products cannot be published.",
        "Rights that are missing: write_products. Give them to the app and connect again.",
        "Version 2026-10 of the API was asked for and 2027-01 answered: the one asked for has ended.",
    ]


def test_a_trial_that_fails_is_an_answer_in_words(api, account):
    is_down()
    answer = api.post(address(account, "test"))
    assert (answer.status_code, answer.json()["is_ok"], answer.json()["code"]) == (200, False, "partner_down")


def test_pausing_resuming_and_disconnecting(api, owner, account):
    assert api.post(address(account, "pause"), {"reason": "Closed"}).json()["state"] == "paused"
    assert code_of(api.post(address(account, "pause"), {"reason": "Closed"})) == "paused"
    assert api.post(address(account, "resume")).json()["state"] == "new"
    assert api.post(address(account, "disconnect")).status_code == 403
    assert owner.post("/api/shopify/disconnect", {"account": f"shop_{account.pk}"}).json()["state"] == "paused"
    assert Event.objects.filter(kind="marketplace_account.disconnected").count() == 1


def test_the_status_leaves_out_what_is_switched_off(reader, account):
    make_account(name="Off", shop_address="off.example", is_active=False)
    assert [shop["name"] for shop in reader.get("/api/shopify/status").json()["accounts"]] == ["Test Shop"]


def test_a_shop_that_there_is_not_is_not_found(owner):
    for act in ("", "/test", "/pause"):
        method = "GET" if not act else "POST"
        assert (
            owner.ask(method, f"{ACCOUNTS}/shop_999{act}", b'{"reason": "x"}' if act == "/pause" else b"").status_code
            == 404
        )


def test_setting_webhooks_is_a_job_and_needs_a_public_address(api, account, settings):
    assert code_of(api.post("/api/shopify/webhooks/configure")) == "no_public_address"
    settings.PUBLIC_URL = "http://hub.example"
    assert code_of(api.post("/api/shopify/webhooks/configure")) == "address_not_https"
    settings.PUBLIC_URL = "https://hub.example"
    answer = api.post("/api/shopify/webhooks/configure", None, **{"Idempotency-Key": "once"})
    again = api.post("/api/shopify/webhooks/configure", None, **{"Idempotency-Key": "once"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "marketplaces.configure_webhooks")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == 1


def test_the_log_of_webhooks_is_this_marketplaces(reader, account):
    for partner in ("shopify", "cj-dropshipping"):
        InboundEvent.objects.create(
            partner=partner,
            account_id=str(account.pk),
            dedupe_key="e",
            topic="orders/create",
            received_at=timezone.now(),
        )
    rows = reader.get("/api/shopify/webhooks/logs").json()["results"]
    assert [(row["topic"], row["account"]) for row in rows] == [("orders/create", f"shop_{account.pk}")]
