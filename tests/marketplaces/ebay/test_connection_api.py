"""The connection to eBay over REST."""

import pytest
from django.utils import timezone

from core.jobs import run_due
from core.models import Job
from marketplaces.models import MarketplaceAccount
from tests.api_door import Api, code_of, make_key


@pytest.fixture
def account(stage) -> MarketplaceAccount:
    account = stage.account()
    MarketplaceAccount.objects.filter(pk=account.pk).update(state=MarketplaceAccount.State.OK)
    account.refresh_from_db()
    return account


@pytest.fixture
def api(account):
    return Api(make_key("marketplaces"))


@pytest.fixture
def reader(account):
    return Api(make_key("read"))


def done(kind="marketplaces.perform"):
    run_due(20)
    job = Job.objects.get(kind=kind)
    return job.state, job.result


def test_a_seller_is_added_without_an_address(db):
    given = {
        "name": "German shop",
        "site": "EBAY_DE",
        "api_key": "app-1",
        "api_secret": "cert-1",
        "redirect_name": "Acme-Hub",
    }
    answer = Api(make_key("admin")).post("/api/ebay/accounts", given)
    told = answer.json()
    assert (answer.status_code, told["way_to_connect"], told["site"], told["redirect_name"]) == (
        201,
        "oauth",
        "EBAY_DE",
        "Acme-Hub",
    )
    assert "cert-1" not in answer.content.decode()


def test_a_redirect_name_that_is_an_address_is_refused(db):
    given = {"name": "German shop", "redirect_name": "https://hub.example.com/callback"}
    answer = Api(make_key("admin")).post("/api/ebay/accounts", given)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "redirect_name")


def test_the_access_is_renewed_by_a_job(api, account, simulator):
    before = account.refresh_token.reveal()
    assert api.post(f"/api/ebay/accounts/shop_{account.pk}/refresh", {}).status_code == 202
    state, result = done()
    account.refresh_from_db()
    assert (state, account.refresh_token.reveal()) == ("done", before)
    assert result["ends_at"] > timezone.now().isoformat()


def test_a_program_is_joined_by_a_job(api, account, simulator):
    path = f"/api/ebay/accounts/shop_{account.pk}/opt-in"
    assert api.post(path, {"program": "OUT_OF_STOCK_CONTROL"}).status_code == 202
    state, result = done()
    assert state == "done"
    assert "OUT_OF_STOCK_CONTROL" in result["programs"]
    assert api.post(path, {"program": "ANYTHING"}).status_code == 400


def test_readiness_is_read_as_it_was_kept_and_looked_at_by_a_job(api, reader, account):
    path = f"/api/ebay/accounts/shop_{account.pk}/readiness"
    assert reader.get(path).json() == {"checked_at": None, "checks": []}
    assert api.post(path, {}).json()["kind"] == "marketplaces.check_shop"
    run_due(20)
    told = reader.get(path).json()
    assert told["checked_at"]
    assert {check["is_met"] for check in told["checks"]} <= {True, False, None}
    assert all(check["text"] for check in told["checks"])


def test_ebay_s_own_figures_of_our_calls(reader, account):
    answer = reader.get(f"/api/ebay/accounts/shop_{account.pk}/rate-limits")
    assert answer.status_code == 200
    assert all(set(each) == {"name", "limit", "remaining", "seconds", "resets_at"} for each in answer.json()["limits"])


def test_notifications_are_set_up_by_a_job_and_read_back(api, reader, account, stage, settings):
    MarketplaceAccount.objects.filter(pk=account.pk).update(mode=MarketplaceAccount.Mode.SIMULATED)
    settings.PUBLIC_URL = stage.webhook_url().removesuffix("/webhooks/ebay")
    assert api.post("/api/ebay/notifications/setup", {}).status_code == 202
    assert done("marketplaces.configure_webhooks")[0] == "done"
    told = reader.get("/api/ebay/notifications/setup").json()
    assert (told["alert_email"], [each["address"] for each in told["destinations"]]) == (
        "staff@example.com",
        [stage.webhook_url()],
    )
    assert "MARKETPLACE_ACCOUNT_DELETION" in {each["topic"] for each in told["subscriptions"]}


def test_without_a_public_address_it_is_said_before_any_call(api, simulator, settings):
    settings.PUBLIC_URL = ""
    answer = api.post("/api/ebay/notifications/setup", {})
    assert (answer.status_code, code_of(answer)) == (409, "no_public_address")
    assert simulator.calls() == []


@pytest.mark.parametrize("path", ["accounts/shop_1/refresh", "accounts/shop_1/opt-in", "notifications/setup"])
def test_who_may_only_read_changes_nothing(reader, path):
    assert reader.post(f"/api/ebay/{path}", {}).status_code == 403
    assert Job.objects.count() == 0
