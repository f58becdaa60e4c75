"""Connecting shops: who answers, what we may do, and what is wrong in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from core.crypto import Secret
from core.models import Alert, Event, Job
from marketplaces.actions.shops import accounts, watching, webhooks
from marketplaces.actions.shops.connecting import test_connection
from marketplaces.actions.shops.editing import BadCredentials, write_account
from marketplaces.doctor import examine_shops
from marketplaces.interface import SellingPlace
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.market import answers_for, is_down
from tests.marketplaces.selling.conftest import make_account

pytestmark = pytest.mark.django_db
SECRET = "only-a-test-secret"


@pytest.fixture
def new(db):
    return make_account(state="new", remote_id="", currency="", location_id="", publication_ids=[])


def test_a_good_shop_is_kept_with_its_only_place_chosen(new):
    report = test_connection(new, "ana")
    new.refresh_from_db()
    assert (report.is_ok, report.warnings) == (True, ())
    assert (new.state, new.remote_id, new.currency, new.country) == ("ok", "shop-1", "EUR", "FR")
    assert (new.location_id, new.publication_ids) == ("loc-1", ["pub-1"])
    assert Event.objects.get(kind="marketplace_account.tested").data == {"ok": True, "code": ""}


def test_of_several_places_staff_choose(new):
    answers_for(
        locations=(SellingPlace("1", "North"), SellingPlace("2", "South"), SellingPlace("3", "Shut", is_active=False)),
        publications=(SellingPlace("8", "Online"), SellingPlace("9", "Till")),
    )
    report = test_connection(new, "ana")
    new.refresh_from_db()
    assert (new.location_id, new.publication_ids) == ("", [])
    assert len(report.warnings) == 2
    assert [place["name"] for place in new.places["locations"]] == ["North", "South", "Shut"]


@pytest.mark.parametrize("missing", ["shop_address", "api_secret"])
def test_a_missing_credential_is_named_and_costs_no_call(new, market, missing):
    MarketplaceAccount.objects.filter(pk=new.pk).update(**{missing: Secret("") if missing == "api_secret" else ""})
    new.refresh_from_db()
    report = test_connection(new, "ana")
    assert (report.is_ok, report.code, market.calls) == (False, "no_credentials", [])
    assert "is missing: enter it on the shop's page." in report.cause


def test_a_setting_that_is_missing_is_named(settings, market):
    settings.MARKETPLACE_ENVIRONMENT = {"shopify": {"shop_address": "env-shop.example", "api_key": "k"}}
    report = test_connection(accounts.environment_account("shopify"), "ana")
    assert report.cause == "The app's secret is missing: set SHOPIFY_API_SECRET."


def test_another_shop_under_the_same_account_is_stopped(new, market):
    test_connection(new, "ana")
    new.access_token = "a-token"
    new.save(update_fields=["access_token"])
    market.info = replace(market.info, remote_id="shop-2", name="Strange Shop")
    report = test_connection(new, "ana")
    new.refresh_from_db()
    assert (report.is_ok, report.code) == (False, "wrong_shop")
    assert "connected to shop shop-1, and Small Market answers for Strange Shop (shop-2)" in report.cause
    assert (new.state, bool(new.access_token), new.remote_id) == ("needs_reconnect", False, "shop-1")


def test_a_new_secret_keeps_the_old_one_for_a_day_and_the_token(new):
    test_connection(new, "ana")
    new.access_token = "a-token"
    new.save(update_fields=["access_token"])
    write_account(new, {"api_secret": "a-newer-test-secret"}, "ana")
    new.refresh_from_db()
    assert (new.previous_secret.reveal(), new.api_secret.reveal()) == (SECRET, "a-newer-test-secret")
    assert timedelta(hours=23) < new.previous_secret_until - timezone.now() <= timedelta(hours=24)
    assert new.access_token.reveal() == "a-token"
    write_account(new, {"api_secret": "a-newer-test-secret"}, "ana")
    new.refresh_from_db()
    assert new.previous_secret.reveal() == SECRET


def test_another_app_forgets_the_token(new):
    test_connection(new, "ana")
    new.access_token = "a-token"
    new.save(update_fields=["access_token"])
    write_account(new, {"api_key": "another-app"}, "ana")
    new.refresh_from_db()
    assert (bool(new.access_token), new.state) == (False, "new")


def test_a_pasted_token_is_stored_encrypted_and_kept_by_later_saves(new):
    write_account(new, {"way_to_connect": "pasted_token", "access_token": "a-pasted-token"}, "ana")
    row = MarketplaceAccount.objects.get(pk=new.pk)
    assert row.access_token.reveal() == "a-pasted-token"
    write_account(row, {"name": "Renamed"}, "ana")
    row = MarketplaceAccount.objects.get(pk=new.pk)
    assert (row.name, row.access_token.reveal()) == ("Renamed", "a-pasted-token")
    assert test_connection(row, "ana").token_masked == "•••• oken"


def test_a_connected_shop_keeps_its_address_and_no_shop_has_two_accounts(new):
    test_connection(new, "ana")
    with pytest.raises(BadCredentials, match="keeps its address"):
        write_account(new, {"shop_address": "other.example"}, "ana")
    with pytest.raises(BadCredentials, match="has this shop already"):
        write_account(
            MarketplaceAccount(marketplace="shopify"), {"name": "B", "shop_address": "test-shop.example"}, "ana"
        )


def test_a_disconnected_shop_waits_and_is_connected_again(new):
    test_connection(new, "ana")
    new.access_token, new.webhook_url = "a-token", "https://hub.example/webhooks/shopify"
    new.save(update_fields=["access_token", "webhook_url"])
    accounts.disconnect(new, "ana")
    assert (new.state, bool(new.access_token), new.webhook_url) == ("paused", False, "")
    assert accounts.resume(new, "ana")
    assert test_connection(new, "ana").is_ok
    new.refresh_from_db()
    assert new.state == "ok"


def test_the_environments_shop_is_made_once_and_follows_the_settings(settings, market):
    given = {"shop_address": "https://Env-Shop.example/", "api_key": "k", "api_secret": SECRET}
    settings.MARKETPLACE_ENVIRONMENT = {"shopify": given}
    first = accounts.environment_account("shopify")
    assert (first.shop_address, first.way_to_connect) == ("env-shop.example", "client_credentials")
    settings.MARKETPLACE_ENVIRONMENT = {"shopify": {**given, "access_token": "t"}}
    second = accounts.environment_account("shopify")
    assert (second.pk, second.way_to_connect) == (first.pk, "pasted_token")
    assert MarketplaceAccount.objects.count() == 1


def test_a_shop_of_the_console_is_not_made_again_by_the_environment(settings, market):
    own = make_account()
    settings.MARKETPLACE_ENVIRONMENT = {"shopify": {"shop_address": own.shop_address, "api_key": "k"}}
    assert accounts.environment_account("shopify") is None
    assert accounts.accounts_of("shopify") == [own]


# --- care --------------------------------------------------------------------------------------------------------------


def test_a_pasted_token_is_tried_once_a_day(account):
    write_account(account, {"way_to_connect": "pasted_token", "access_token": "a-pasted-token"}, "ana")
    rows = MarketplaceAccount.objects.filter(pk=account.pk)
    rows.update(state="ok", last_ok_at=timezone.now())
    assert watching.check_accounts()["asked"] == 0
    rows.update(last_ok_at=timezone.now() - timedelta(days=2))
    assert watching.check_accounts()["asked"] == 1


def test_care_asks_where_it_is_due_and_settles_the_alerts(account, market):
    answers_for(missing_scopes=("write_products",), lost_abilities=("publish",))
    assert watching.check_accounts() == {"accounts": 1, "asked": 1, "failed": 0}
    alert = Alert.objects.get(kind="shop_rights_missing")
    assert alert.data["scopes"] == "write_products"
    answers_for(missing_scopes=(), lost_abilities=())
    watching.check_accounts()
    alert.refresh_from_db()
    assert alert.closed_at is not None


def test_one_shops_trouble_is_not_anothers(account, market):
    MarketplaceAccount.objects.filter(pk=account.pk).update(state="needs_reconnect", state_reason="refused")
    make_account(name="Second", shop_address="second-shop.example")
    is_down()
    assert watching.check_accounts() == {"accounts": 2, "asked": 0, "failed": 1}
    assert Alert.objects.get(kind="shop_refused").data["why"] == "refused"


# --- webhooks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hub(settings):
    settings.PUBLIC_URL = "https://hub.example"


def test_the_addresses_are_set_and_what_is_dropped_is_made_again_a_day_later(account, market, hub):
    webhooks.set_up(account, "ana")
    assert account.webhook_url == "https://hub.example/webhooks/shopify"
    assert webhooks.watch()["audited"] == {}  # that was just now
    market.webhooks.discard("orders/create")
    MarketplaceAccount.objects.update(webhooks_checked_at=timezone.now() - timedelta(days=2))
    assert webhooks.watch()["audited"] == {str(account.pk): "set_again"}
    assert "orders/create" in market.webhooks
    assert Event.objects.filter(kind="marketplace_account.webhooks_set").latest("pk").data["made"] == ["orders/create"]


def test_an_audit_that_finds_all_in_order_is_no_news(account, market, hub):
    webhooks.set_up(account, "ana")
    assert webhooks.audit(account) == "kept"
    assert Event.objects.filter(kind="marketplace_account.webhooks_set").count() == 1


def test_topics_that_are_refused_raise_an_alert_until_they_are_taken(account, market, hub):
    market.refused_topics = (("orders/create", "No access to customer data."),)
    webhooks.set_up(account, "ana")
    alert = Alert.objects.get(kind="webhook_closed")
    assert "orders/create: No access to customer data." in alert.data["error"]
    assert webhooks.audit(account) == "failed"
    market.refused_topics = ()
    assert webhooks.audit(account) == "set_again"
    alert.refresh_from_db()
    assert alert.closed_at is not None


def test_a_marketplace_that_is_away_at_the_audit_is_told_of(account, market, hub):
    webhooks.set_up(account, "ana")
    is_down()
    assert webhooks.audit(account) == "failed"
    assert Alert.objects.get(kind="webhook_closed").data["url"] == "hub.example"


@pytest.mark.parametrize("url", ["https://10.0.0.1", "https://hub.localhost", "https://hub"])
def test_an_address_that_no_marketplace_reaches_costs_no_call(account, market, settings, url):
    settings.PUBLIC_URL = url
    with pytest.raises(webhooks.NotPossible, match="marketplaces cannot reach it"):
        webhooks.configure(account, "ana")
    assert (market.calls, Job.objects.count()) == ([], 0)


# --- what the doctor says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "ok", "webhook_url": "https://hub.example/webhooks/shopify"}, ["is connected."]),
        ({"state": "ok"}, ["is connected.", "has no webhooks set."]),
        ({"state": "ok", "webhook_url": "x", "lost_abilities": ["publish"]}, ["is connected.", "cannot be published."]),
        ({"state": "needs_reconnect", "state_reason": "revoked"}, ["must be connected again: revoked."]),
        ({"state": "paused", "state_reason": "Holidays"}, ["is paused: Holidays."]),
        ({"state": "new"}, ["was never connected."]),
        ({"api_key": ""}, ["is missing: enter it on the shop's page."]),
    ],
)
def test_the_doctor_says_how_a_shop_is_without_a_call(account, market, hub, values, said):
    MarketplaceAccount.objects.filter(pk=account.pk).update(**values)
    found = [words for _state, words, _remedy in examine_shops()]
    assert len(found) == len(said)
    assert all(part in words for part, words in zip(said, found, strict=True))
    assert market.calls == []


def test_the_doctor_is_content_without_a_shop(market, db):
    assert [words for _state, words, _remedy in examine_shops()] == ["Small Market: there is no shop."]
