"""Shops in the console: written, tested, connected, paused, and never a secret on a page."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import Event, Job
from marketplaces.models import MarketplaceAccount
from tests import console_rows as rows
from tests.marketplaces.market import answers_for, is_down
from tests.marketplaces.selling.conftest import make_account

pytestmark = pytest.mark.django_db
LIST = reverse("admin:marketplaces_marketplaceaccount_changelist")
ADD = reverse("admin:marketplaces_marketplaceaccount_add") + "?marketplace=shopify"
SECRET = "a-brand-new-test-secret"


def address(account, act="change"):
    name = "marketplaces_marketplaceaccount_change" if act == "change" else f"marketplaces_shop_{act}"
    return reverse(f"admin:{name}", args=[account.pk])


def typed(**values):
    plain = {
        "marketplace": "shopify",
        "name": "Test Shop",
        "mode": "live",
        "way_to_connect": "client_credentials",
        "shop_address": "test-shop.example",
        "api_key": "key",
        "stock_buffer": "0",
        "mail_sender": "shop",
        "mail_language": "en",
        "is_active": "on",
        "buys": "on",
    }
    return plain | values


def test_first_the_marketplace_is_chosen(page):
    html = page.get(reverse("admin:marketplaces_marketplaceaccount_add")).content.decode()
    assert 'href="?marketplace=shopify"' in html


def test_a_secret_is_stored_and_never_shown_again(page, market):
    answer = page.post(ADD, typed(api_secret=SECRET))
    assert answer.status_code == 302
    account = MarketplaceAccount.objects.get()
    assert (account.api_secret.reveal(), account.shop_address, market.calls) == (SECRET, "test-shop.example", [])
    for url in (LIST, address(account), address(account, "pause"), reverse("admin:core_event_changelist")):
        html = page.get(url).content.decode()
        assert SECRET not in html
    assert "cret" in page.get(address(account)).content.decode()  # its end, by which staff know it


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"api_secret": ""}, "This is needed."),
        ({"shop_address": "evil.invalid", "api_secret": SECRET}, "This is no shop&#x27;s address."),
        ({"way_to_connect": "pasted_token"}, "This is needed."),
        ({"approval_limit": "50", "api_secret": SECRET}, "A limit needs a currency."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(page, values, words):
    html = page.post(ADD, typed(**values)).content.decode()
    assert words in html
    assert not MarketplaceAccount.objects.exists()


def test_a_new_secret_leaves_the_old_one_good_for_a_day(page, account):
    assert page.post(address(account), typed(name=account.name, api_secret=SECRET)).status_code == 302
    account.refresh_from_db()
    assert (account.api_secret.reveal(), account.previous_secret.reveal()) == (SECRET, "only-a-test-secret")
    assert account.previous_secret_until is not None
    assert account.state == "ok"


def test_places_mail_and_approval_are_set_on_the_page(page, account):
    account.places = {
        "locations": [{"id": "1", "name": "North", "is_active": True}, {"id": "2", "name": "South", "is_active": True}],
        "publications": [{"id": "8", "name": "Online", "is_active": True}],
    }
    account.save()
    values = typed(
        name=account.name, location_id="2", publication_ids=["8"], stock_buffer="3", approval_limit="40",
        approval_currency="eur", mail_sender="hub", mail_shipped_is="off", mail_delayed_is="on",
        price_rule=account.price_rule_id,
    )  # fmt: skip
    assert page.post(address(account), values).status_code == 302
    account.refresh_from_db()
    assert (account.location_id, account.publication_ids, account.stock_buffer) == ("2", ["8"], 3)
    assert (account.approval_limit, account.approval_currency, account.mail_sender) == (Decimal(40), "EUR", "hub")
    assert account.mail_events == {"shipped": False, "delayed": True}


def test_testing_shows_all_that_the_marketplace_said(page, account):
    answers_for(missing_scopes=("write_products",), lost_abilities=("publish",))
    html = page.post(address(account, "test")).content.decode()
    assert "The marketplace accepts these credentials." in html
    assert "Products cannot be published." in html
    assert "write_products" in html
    assert page.get(address(account, "test")).status_code == 405


def test_a_trial_that_fails_says_what_to_do(page, account):
    is_down()
    html = page.post(address(account, "test")).content.decode()
    assert "API connection error" in html
    assert "Check the network" in html


def test_pausing_resuming_disconnecting_connecting(page, account):
    page.post(address(account, "pause"), {"confirmed": "yes", "reason": "Holidays"})
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("paused", "Holidays")
    page.post(address(account, "resume"))
    account.refresh_from_db()
    assert account.state == "new"
    assert "its tokens are forgotten" in page.get(address(account, "disconnect")).content.decode().lower()
    page.post(address(account, "disconnect"), {"confirmed": "yes"})
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("paused", "Disconnected.")
    page.post(address(account, "connect"))
    account.refresh_from_db()
    assert account.state == "ok"
    assert Event.objects.filter(kind="marketplace_account.disconnected").count() == 1


def test_webhooks_are_set_by_a_job_and_audited_at_once(page, account, settings, market):
    assert "does not know its public address" in page.get(address(account, "webhooks")).content.decode()
    settings.PUBLIC_URL = "https://hub.example"
    assert "https://hub.example/webhooks/shopify/" in page.get(address(account, "webhooks")).content.decode()
    answer = page.post(address(account, "webhooks"), {"confirmed": "yes"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("admin:marketplaces_job", args=[job.pk])
    assert page.get(answer["Location"]).status_code == 200
    account.webhook_url = "https://hub.example/webhooks/shopify"
    account.save()
    market.webhooks.clear()
    html = page.post(address(account, "audit"), follow=True).content.decode()
    assert "had dropped some: they are set again" in html


def test_a_shop_that_is_installed_by_a_person_leads_to_the_consent(page, db):
    shop = make_account(way_to_connect="oauth", state="new")
    html = page.get(address(shop)).content.decode()
    assert f"/api/shopify/oauth/connect?account={shop.pk}" in html
    assert "Install the app" in html


def test_the_list_and_the_first_page_tell_how_each_shop_is(page, account):
    MarketplaceAccount.objects.filter(pk=account.pk).update(
        lost_abilities=["publish"], missing_scopes=["write_products"], scopes=["read_orders"]
    )
    make_account(name="Second", shop_address="second.example", state="needs_reconnect", state_reason="revoked")
    html = page.get(LIST).content.decode()
    assert "1 missing" in html
    assert "revoked" in html
    assert "Second" in page.get(LIST, {"health": "reconnect"}).content.decode()
    assert "Test Shop" not in page.get(LIST, {"health": "reconnect"}).content.decode().split("result_list")[-1]
    home = page.get(reverse("admin:index")).content.decode()
    assert "Shops to connect again" in home
    assert "Shops that lack rights" in home


@pytest.mark.parametrize("act", ["test", "connect", "resume", "pause", "webhooks", "audit", "try_again", "disconnect"])
def test_who_may_only_look_changes_nothing(client, account, act):
    client.force_login(rows.staff("ben", "marketplaces.view_marketplaceaccount"))
    assert client.get(address(account)).status_code == 200
    assert client.post(address(account, act), {"confirmed": "yes", "reason": "x"}).status_code == 403
    account.refresh_from_db()
    assert account.state == "ok"


def test_connecting_takes_a_right_of_its_own(client, account):
    client.force_login(rows.staff("ben", "marketplaces.change_marketplaceaccount"))
    assert client.post(address(account, "disconnect"), {"confirmed": "yes"}).status_code == 403
    assert client.post(address(account, "test")).status_code == 200


def test_the_webhook_log_names_shops_and_addresses(page, account, settings):
    settings.PUBLIC_URL = "https://hub.example"
    html = page.get(reverse("admin:core_inboundevent_changelist")).content.decode()
    assert "https://hub.example/webhooks/shopify/" in html
