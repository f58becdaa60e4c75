"""A person installs our app in a shop: the state, the answer, and where they go afterwards."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from core.models import Job, OAuthState
from marketplaces.models import MarketplaceAccount
from tests.console_rows import staff
from tests.marketplaces.market import answers_for
from tests.marketplaces.selling.conftest import make_account

pytestmark = pytest.mark.django_db
CONNECT, CALLBACK = "/api/shopify/oauth/connect", "/api/shopify/oauth/callback"
RIGHT = "marketplaces.connect_marketplaceaccount"


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = "https://hub.example"


@pytest.fixture
def shop(db):
    return make_account(state="new", way_to_connect="oauth", remote_id="")


def logged_in(name="ana", *permissions):
    browser = Client()
    browser.force_login(staff(name, *(permissions or (RIGHT,))))
    return browser


@pytest.fixture
def browser(db):
    return logged_in()


def begin(browser, shop, **more):
    """The state that goes with the person."""
    answer = browser.get(CONNECT, {"account": shop.pk, **more})
    assert answer.status_code == 302
    target = urlsplit(answer["Location"])
    assert target.netloc == shop.shop_address
    return parse_qs(target.query)["state"][0]


def come_back(browser, state, **values):
    return browser.get(CALLBACK, {"state": state, "code": "c", "hmac": "good", **values})


def test_the_shop_is_connected_and_the_person_sees_its_page(browser, shop):
    answer = come_back(browser, begin(browser, shop))
    shop.refresh_from_db()
    assert (answer.status_code, shop.state, shop.remote_id) == (302, "ok", "shop-1")
    assert answer["Location"].endswith(f"/{shop.pk}/change/")
    assert Job.objects.get().kind == "marketplaces.configure_webhooks"


@pytest.mark.parametrize(
    ("wanted", "is_taken"),
    [
        ("/admin/core/job/", True),
        ("//evil.example/", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\\evil.example", False),
    ],
)
def test_afterwards_only_addresses_of_ours_are_gone_to(browser, shop, wanted, is_taken):
    answer = come_back(browser, begin(browser, shop, next=wanted))
    assert (answer["Location"] == wanted) is is_taken
    assert answer["Location"].startswith("/admin/")


@pytest.mark.parametrize("state", ["", "made-up"])
def test_without_a_state_of_ours_nothing_is_stored(browser, shop, market, state):
    answer = come_back(browser, state)
    assert (answer.status_code, market.calls) == (400, [])


def test_a_state_is_good_once(browser, shop, market):
    state = begin(browser, shop)
    assert [come_back(browser, state).status_code for _ in range(2)] == [302, 400]
    assert market.calls == ["accept_callback"]


def test_another_persons_state_is_refused_and_stays_good(browser, shop, market):
    state = begin(browser, shop)
    assert come_back(logged_in("ben"), state).status_code == 400
    assert market.calls == []
    assert come_back(browser, state).status_code == 302


def test_a_forged_answer_stores_nothing(browser, shop):
    answer = come_back(browser, begin(browser, shop), hmac="bad")
    shop.refresh_from_db()
    assert (answer.status_code, shop.state, shop.remote_id) == (400, "new", "")
    assert "The signature does not fit." in answer.content.decode()


def test_a_person_who_said_no_is_told_so(browser, shop, market):
    answer = come_back(browser, begin(browser, shop), error="access_denied", error_description="<b>no</b>")
    assert answer.status_code == 400
    assert "&lt;b&gt;no&lt;/b&gt;" in answer.content.decode()
    assert market.calls == []


def test_another_shop_than_before_is_refused(browser, shop):
    MarketplaceAccount.objects.filter(pk=shop.pk).update(remote_id="shop-1", state="ok")
    answers_for(remote_id="shop-2")
    answer = come_back(browser, begin(browser, shop))
    shop.refresh_from_db()
    assert (answer.status_code, shop.remote_id, shop.state) == (400, "shop-1", "needs_reconnect")


def test_installing_again_wakes_a_disconnected_shop(browser, shop):
    MarketplaceAccount.objects.filter(pk=shop.pk).update(state="paused", remote_id="shop-1")
    come_back(browser, begin(browser, shop))
    shop.refresh_from_db()
    assert shop.state == "ok"


def test_only_who_may_connect_shops_begins(shop):
    assert (
        logged_in("ben", "marketplaces.change_marketplaceaccount").get(CONNECT, {"account": shop.pk}).status_code == 403
    )
    assert Client().get(CONNECT, {"account": shop.pk}).status_code == 302
    assert OAuthState.objects.count() == 0


def test_a_shop_without_an_app_secret_leaves_no_state_behind(browser, db):
    bare = make_account(state="new", way_to_connect="oauth", api_secret="")
    answer = browser.get(CONNECT, {"account": bare.pk})
    assert (answer.status_code, OAuthState.objects.count()) == (400, 0)
    assert "There is no app key." in answer.content.decode()
