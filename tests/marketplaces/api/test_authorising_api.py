"""A shop is connected from a separate front end: begun and finished over the API, consented to at the marketplace."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from rest_framework_simplejwt.tokens import RefreshToken

from core.models import Event, Job, OAuthState
from tests.api_door import Api, code_of
from tests.console_rows import staff
from tests.marketplaces.market import answers_for
from tests.marketplaces.selling.conftest import make_account

pytestmark = pytest.mark.django_db
BEGIN, FINISH, CALLBACK = "/api/shopify/oauth/begin", "/api/shopify/oauth/finish", "/api/shopify/oauth/callback"
PAGE = "https://front.example/connected"


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.PUBLIC_URL = "https://hub.example"
    settings.CORS_ALLOWED_ORIGINS = ["https://front.example"]


@pytest.fixture
def shop(market):
    return make_account(state="new", way_to_connect="oauth", remote_id="")


def front_end_of(name, *permissions):
    return Api(token=str(RefreshToken.for_user(staff(name, *permissions)).access_token))


@pytest.fixture
def ana(db):
    return front_end_of("ana", "marketplaces.connect_marketplaceaccount")


def begin(api, shop, page=PAGE):
    return api.post(BEGIN, {"account": f"shop_{shop.pk}", "return_to": page})


def sent_on(api, shop, **said):
    """What the front end's page is called with, after the person came back to the hub without any session."""
    consent = urlsplit(begin(api, shop).json()["url"])
    assert consent.netloc == shop.shop_address
    asked = parse_qs(consent.query)
    assert asked["redirect_uri"] == [f"https://hub.example{CALLBACK}"]
    answer = Client().get(CALLBACK, {"state": asked["state"][0], **(said or {"code": "c 1&2", "hmac": "good"})})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, PAGE)
    return {name: value for name, [value] in parse_qs(urlsplit(answer["Location"]).query).items()}


def test_the_answer_comes_to_the_front_end_which_hands_it_in(ana, shop, market):
    answer = sent_on(ana, shop)
    assert (answer["code"], market.calls) == ("c 1&2", [])

    connected = ana.post(FINISH, {"answer": answer})

    assert (connected.status_code, connected.json()["id"], connected.json()["state"]) == (200, f"shop_{shop.pk}", "ok")
    assert Event.objects.get(kind="marketplace_account.authorised").actor == "ana"
    assert Job.objects.get().kind == "marketplaces.configure_webhooks"


def test_an_answer_is_good_once(ana, shop, market):
    answer = sent_on(ana, shop)
    assert [ana.post(FINISH, {"answer": answer}).status_code for _ in range(2)] == [200, 409]
    assert market.calls == ["accept_callback"]


def test_who_is_made_to_hand_in_somebody_else_s_answer_connects_nothing(ana, shop, market):
    answer = sent_on(ana, shop)
    ben = front_end_of("ben", "marketplaces.connect_marketplaceaccount")
    assert code_of(ben.post(FINISH, {"answer": answer})) == "state_refused"
    assert market.calls == []
    assert ana.post(FINISH, {"answer": answer}).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/connected",
        "https://front.example.evil.example/",
        "http://front.example/connected",
        "https://[front.example/",
    ],
)
def test_a_code_goes_to_no_other_origin_than_those_let_in(ana, shop, page):
    answer = begin(ana, shop, page)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "return_to")
    assert OAuthState.objects.count() == 0


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", f"{PAGE}?a=b", f"{PAGE}#a", "//front.example/", "https://a@b/"]
)
def test_a_page_is_an_address_without_a_query(ana, shop, page):
    assert begin(ana, shop, page).status_code == 400


def test_a_person_who_said_no_is_told_so(ana, shop, market):
    answer = sent_on(ana, shop, error="access_denied", error_description="Not now")
    refused = ana.post(FINISH, {"answer": answer}).json()["errors"][0]
    assert (refused["code"], refused["detail"]) == (
        "access_not_given",
        "The marketplace did not give access: Not now",
    )
    assert market.calls == []


def test_a_forged_answer_and_another_shop_are_refused_in_words(ana, shop, market):
    forged = ana.post(FINISH, {"answer": {**sent_on(ana, shop), "hmac": "bad"}})
    assert (forged.status_code, forged.json()["context"]["partner_message"]) == (502, "The signature does not fit.")
    assert ana.post(FINISH, {"answer": sent_on(ana, shop)}).status_code == 200
    answers_for(remote_id="shop-2")
    assert code_of(ana.post(FINISH, {"answer": sent_on(ana, shop)})) == "other_shop"


def test_only_who_may_connect_shops_begins(shop, api):
    assert begin(front_end_of("eve", "marketplaces.change_marketplaceaccount"), shop).status_code == 403
    assert begin(api, shop).status_code == 403
    assert OAuthState.objects.count() == 0


def test_what_the_console_began_is_not_taken_here(ana, shop):
    browser = Client()
    browser.force_login(staff("olivia", "marketplaces.connect_marketplaceaccount"))
    sent = browser.get("/api/shopify/oauth/connect", {"account": shop.pk})["Location"]
    state = parse_qs(urlsplit(sent).query)["state"][0]
    assert code_of(ana.post(FINISH, {"answer": {"state": state, "code": "c"}})) == "state_refused"
    assert browser.get(CALLBACK, {"state": state, "code": "c", "hmac": "good"}).status_code == 302


def test_a_hub_without_a_public_address_begins_nothing(ana, shop, settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "", ["hub.example"]
    wanted = {"account": f"shop_{shop.pk}", "return_to": PAGE}
    assert code_of(ana.post(BEGIN, wanted, Host="hub.example")) == "cannot_authorise"
    assert OAuthState.objects.count() == 0
