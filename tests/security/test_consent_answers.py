"""What comes back from a consent page counts only with a state that this person was given in this session, at every
partner that asks for consent: else nothing is asked, nothing is stored, and nobody is sent elsewhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import oauth_state
from core.models import ApiCall, Job, OAuthState
from core.oauth_state import Asker
from tests import buying_rows
from tests.console_rows import staff
from tests.security.marketplace_rows import shop_of

pytestmark = pytest.mark.django_db
DOORS = ("aliexpress", "ebay", "etsy", "shopify")
RIGHTS = ("marketplaces.connect_marketplaceaccount", "suppliers.change_supplieraccount")


@pytest.fixture(params=DOORS)
def slug(request, settings):
    settings.PUBLIC_URL = "https://hub.example.test"
    return request.param


@pytest.fixture
def account(slug):
    if slug == "aliexpress":
        return buying_rows.account("Ali", supplier=slug, api_key="5", api_secret="s" * 20)
    return shop_of(slug)


@pytest.fixture
def browser(db):
    return logged_in("ana")


def logged_in(name):
    browser = Client()
    browser.user = staff(name, *RIGHTS)
    browser.force_login(browser.user)
    return browser


def asker_of(browser):
    return Asker(str(browser.user.pk), browser.session.session_key)


def as_stored(account):
    account.refresh_from_db()
    values = {field.attname: getattr(account, field.attname) for field in account._meta.concrete_fields}
    return {name: f"{getattr(value, 'stored', value)}" for name, value in values.items()}


def no_state(slug, account, browser):
    return ""


def made_up(slug, account, browser):
    return "x" * 43


def used(slug, account, browser):
    state = oauth_state.issue(slug, str(account.pk), asker_of(browser))
    oauth_state.redeem(state, slug, asker_of(browser))
    return state


def of_another_person(slug, account, browser):
    return oauth_state.issue(slug, str(account.pk), asker_of(logged_in("ben")))


def of_another_session(slug, account, browser):
    return oauth_state.issue(slug, str(account.pk), Asker(str(browser.user.pk), "the-session-of-yesterday"))


def of_another_partner(slug, account, browser):
    other = DOORS[(DOORS.index(slug) + 1) % len(DOORS)]
    return oauth_state.issue(other, str(account.pk), asker_of(browser))


def ended(slug, account, browser):
    state = oauth_state.issue(slug, str(account.pk), asker_of(browser))
    OAuthState.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return state


@pytest.mark.parametrize(
    "state_of", [no_state, made_up, used, of_another_person, of_another_session, of_another_partner, ended]
)
def test_an_answer_without_a_good_state_stores_nothing(slug, account, browser, state_of):
    before = as_stored(account)
    state = state_of(slug, account, browser)

    answer = browser.get(
        f"/api/{slug}/oauth/callback",
        {"state": state, "code": "c", "shop": "evil.myshopify.com", "next": "//evil.example/"},
    )

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    assert "Begin again" in answer.content.decode()
    assert as_stored(account) == before
    assert (ApiCall.objects.count(), Job.objects.count()) == (0, 0)


def test_an_answer_for_an_account_that_is_gone_is_not_found(slug, account, browser):
    state = oauth_state.issue(slug, str(account.pk), asker_of(browser))
    type(account).objects.filter(pk=account.pk).update(is_active=False)
    before = as_stored(account)

    answer = browser.get(f"/api/{slug}/oauth/callback", {"state": state, "code": "c"})

    assert (answer.status_code, as_stored(account), ApiCall.objects.count()) == (404, before, 0)
