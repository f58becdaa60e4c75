"""Tokens are no way round two-factor login."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.utils import timezone

from core.models import Authenticator, Event
from core.two_factor.authenticators import remove
from tests.api_door import Api, code_of
from tests.second_factor import PASSWORD, person_with_phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now().replace(second=15, microsecond=0), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana(settings):
    settings.AXES_ENABLED = True
    return User.objects.create_superuser("ana", password=PASSWORD)


@pytest.fixture
def phone(ana, clock):
    phone, _ = person_with_phone(ana)
    clock.shift(timedelta(minutes=1))
    return phone


def log_in(**more):
    return Api().post("/api/token", {"username": "ana", "password": PASSWORD, **more})


def test_the_password_alone_gives_no_token(phone):
    answer = log_in()
    assert (answer.status_code, code_of(answer)) == (401, "otp_required")
    assert Event.objects.filter(kind="login.code_failed").count() == 0  # nothing was guessed


def test_password_and_code_give_tokens_that_open_and_can_be_refreshed(phone):
    tokens = log_in(otp=phone.code()).json()

    fresh = Api().post("/api/token/refresh", {"refresh": tokens["refresh"]}).json()

    assert Api(token=tokens["access"]).get("/api/products").status_code == 200
    assert Api(token=fresh["access"]).get("/api/products").status_code == 200


def test_a_spent_code_and_a_code_beside_a_wrong_password_give_none(phone):
    code = phone.code()
    assert log_in(otp=code).status_code == 200
    assert code_of(log_in(otp=code)) == "otp_invalid"
    assert code_of(log_in(otp=code, password="wrong-password")) == "authentication_failed"


def test_five_wrong_codes_lock_out_here_too_and_at_the_console(phone, client):
    answers = [log_in(otp=phone.wrong_code()) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert code_of(answers[-1]) == "throttled"
    assert client.post("/admin/login/", {"username": "ana", "password": PASSWORD}).status_code == 429


def test_tokens_from_before_it_was_set_up_end_with_it(ana):
    tokens = log_in().json()
    assert Api(token=tokens["access"]).get("/api/products").status_code == 200

    person_with_phone(ana)

    assert code_of(Api(token=tokens["access"]).get("/api/products")) == "token_invalid"
    assert Api().post("/api/token/refresh", {"refresh": tokens["refresh"]}).status_code == 401


def test_tokens_given_for_a_code_end_with_the_app_that_gave_it(ana, phone):
    tokens = log_in(otp=phone.code()).json()

    remove(ana, by="root")

    assert Authenticator.objects.count() == 0
    assert Api(token=tokens["access"]).get("/api/products").status_code == 401
    assert Api().post("/api/token/refresh", {"refresh": tokens["refresh"]}).status_code == 401


def test_whose_role_needs_it_gets_no_token_before_it_is_set_up(ana):
    tokens = log_in().json()
    ana.groups.add(Group.objects.get(name="Finance"))

    assert code_of(log_in()) == "otp_setup_required"
    assert Api(token=tokens["access"]).get("/api/products").status_code == 401


def test_a_code_of_somebody_without_an_app_is_not_looked_at(ana):
    assert log_in(otp="123456").status_code == 200
