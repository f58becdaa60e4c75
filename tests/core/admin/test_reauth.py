"""The password is asked again before secrets and people change, when it was given too long ago."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import ApiClient, Event
from inventory.models import ApiKey
from suppliers.models import SupplierAccount
from tests.second_factor import PASSWORD, person_with_phone

pytestmark = pytest.mark.django_db
ASKS = "/admin/confirm/"
CJ_KEY = "CJ4242@api@" + "c0ffee11" * 4
NEW_KEY = {"name": "main shop", "key": "b2c_42_abcdefgh1234", "is_active": "on"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now().replace(second=15, microsecond=0), tick=False) as traveller:
        yield traveller


@pytest.fixture
def later(clock):
    def move(**by):
        clock.shift(timedelta(**by))

    return move


@pytest.fixture
def boss(settings):
    settings.AXES_ENABLED = True
    return User.objects.create_superuser("boss", password=PASSWORD)


@pytest.fixture
def page(boss):
    client = Client()
    client.force_login(boss)
    return client


def add_key(page):
    address = reverse("admin:inventory_apikey_add")
    return page.post(address, NEW_KEY, headers={"Referer": f"http://testserver{address}"})


def asked(answer):
    return answer.status_code == 302 and answer.headers["Location"].startswith(ASKS)


def test_within_a_quarter_of_an_hour_of_the_login_nothing_is_asked(page, later):
    later(minutes=14, seconds=59)
    assert not asked(add_key(page))
    assert ApiKey.objects.count() == 1


def test_after_it_the_password_comes_first_and_then_the_form_again(page, later):
    later(minutes=15)
    answer = add_key(page)
    assert asked(answer)
    assert ApiKey.objects.count() == 0

    back = page.post(answer.headers["Location"], {"password": PASSWORD})

    assert back.headers["Location"] == f"http://testserver{reverse('admin:inventory_apikey_add')}"
    assert "Nothing was changed yet" in page.get(back.headers["Location"]).content.decode()
    assert not asked(add_key(page))
    assert ApiKey.objects.count() == 1
    event = Event.objects.get(kind="login.confirmed")
    assert (event.actor, event.subject_id) == ("boss", str(User.objects.get().pk))


def test_a_wrong_password_confirms_nothing_and_counts_towards_the_lock_out(page, later):
    later(minutes=15)
    answers = [page.post(ASKS, {"password": "wrong-password"}).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert page.post(ASKS, {"password": PASSWORD}).status_code == 429
    assert asked(add_key(page))


def test_somebody_elses_password_is_not_ones_own(page, later):
    User.objects.create_superuser("other", password="the-password-of-other")
    later(minutes=15)
    page.post(ASKS, {"password": "the-password-of-other", "username": "other"})
    assert asked(add_key(page))


def test_with_two_factor_login_the_code_is_asked_as_well(boss, later):
    phone, _ = person_with_phone(boss)
    later(minutes=1)
    client = Client()
    client.post(reverse("admin:login"), {"username": "boss", "password": PASSWORD})
    client.post(reverse("admin:login_code"), {"code": phone.code()})
    later(minutes=15)

    client.post(ASKS, {"password": PASSWORD})
    client.post(ASKS, {"password": PASSWORD, "code": phone.wrong_code()})
    assert asked(add_key(client))
    later(seconds=2)
    client.post(ASKS, {"password": PASSWORD, "code": phone.code()})
    assert not asked(add_key(client))


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "", "javascript:alert(1)"])
def test_it_leads_to_no_other_host(page, next_page):
    answer = page.post(f"{ASKS}?next={next_page}", {"password": PASSWORD})
    assert answer.headers["Location"] == reverse("admin:index")


def test_deleting_a_key_asks_too_one_or_many(page, later):
    key = ApiKey.objects.create(name="old", key="b2c_42_abcdefgh1234")
    later(minutes=15)

    assert asked(page.post(reverse("admin:inventory_apikey_delete", args=[key.pk]), {"post": "yes"}))
    chosen = {"action": "delete_selected", "_selected_action": [key.pk], "post": "yes"}
    assert asked(page.post(reverse("admin:inventory_apikey_changelist"), chosen))
    assert ApiKey.objects.count() == 1


def test_looking_at_keys_and_filtering_their_list_asks_nothing(page, later):
    key = ApiKey.objects.create(name="old", key="b2c_42_abcdefgh1234")
    later(hours=2)
    assert page.get(reverse("admin:inventory_apikey_change", args=[key.pk])).status_code == 200
    assert page.get(reverse("admin:inventory_apikey_changelist"), {"is_active__exact": 1}).status_code == 200


def test_a_suppliers_account_asks_where_a_credential_was_typed_and_not_for_the_rest(page, later):
    account = SupplierAccount.objects.create(supplier="cj-dropshipping", name="CJ test", api_key=CJ_KEY)
    address = reverse("admin:suppliers_supplieraccount_change", args=[account.pk])
    plain = {
        "name": "CJ renamed",
        "mode": "live",
        "tier": "free",
        "stock_basis": account.stock_basis,
        "is_active": "on",
    }
    later(minutes=15)

    assert asked(page.post(address, {**plain, "api_key": CJ_KEY}))
    assert not asked(page.post(address, plain))
    assert SupplierAccount.objects.get().name == "CJ renamed"


def test_a_new_api_client_and_a_persons_password_and_roles_ask(page, boss, later):
    later(minutes=15)
    assert asked(page.post(reverse("admin:core_apiclient_add"), {"name": "shop", "scopes": "read"}))
    assert asked(page.get(reverse("admin:auth_user_password_change", args=[boss.pk])))
    assert asked(page.post(reverse("admin:auth_user_change", args=[boss.pk]), {"username": "boss"}))
    assert asked(page.post(reverse("admin:auth_user_add"), {"username": "new"}))
    assert asked(page.get(reverse("admin:two_factor_setup")))
    assert ApiClient.objects.count() == 0
    assert User.objects.count() == 1
