import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.models import Event
from tests.api_door import Api, code_of

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "right-password", "wrong-password"


@pytest.fixture
def user(settings):
    settings.AXES_ENABLED = True
    return User.objects.create_superuser("operator", password=RIGHT)


def log_in(password, *, client=None, name="operator", **headers):
    client = client or Client()
    return client.post(reverse("admin:login"), {"username": name, "password": password}, headers=headers)


def kinds():
    return list(Event.objects.filter(subject_type="auth.user").order_by("pk").values_list("kind", flat=True))


def test_the_right_password_opens_the_console_and_is_written_down(user):
    answer = log_in(RIGHT)

    assert answer.status_code == 302
    assert kinds() == ["login.done"]


def test_five_failures_lock_the_name_out_even_with_the_right_password(user, caplog):
    with caplog.at_level(logging.WARNING, logger="config.login_audit"):
        failures = [log_in(WRONG).status_code for _ in range(5)]

    assert failures == [200, 200, 200, 200, 429]
    assert log_in(RIGHT).status_code == 429
    assert Client().get(reverse("admin:index")).status_code == 302
    assert "login.locked" in kinds()
    assert Event.objects.filter(kind="login.locked").first().subject_id == "operator"
    assert "login locked out: name 'operator'" in caplog.text


def test_a_spoofed_forwarded_address_makes_no_difference(user):
    for number in range(5):
        log_in(WRONG, **{"X-Forwarded-For": f"203.0.113.{number}"})

    assert log_in(RIGHT, **{"X-Forwarded-For": "198.51.100.7"}).status_code == 429
    assert set(Event.objects.values_list("data__address", flat=True)) == {"127.0.0.1"}


def test_behind_a_proxy_of_ours_the_address_it_saw_counts_and_not_what_the_caller_wrote(user, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        log_in(WRONG, **{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"})

    assert log_in(RIGHT, **{"X-Forwarded-For": "203.0.113.99, 198.51.100.7"}).status_code == 429
    assert log_in(RIGHT, **{"X-Forwarded-For": "203.0.113.99, 198.51.100.8"}).status_code == 302


@pytest.mark.parametrize("forwarded", ["nonsense", "203.0.113.5, 999.1.1.1", "x" * 500, "", "'; DROP TABLE"])
def test_a_forwarded_address_that_is_none_counts_as_the_proxys_own(user, settings, forwarded):
    settings.TRUSTED_PROXY_COUNT = 1

    assert log_in(WRONG, **{"X-Forwarded-For": forwarded}).status_code == 200
    assert Event.objects.get().data == {"address": "127.0.0.1"}


def test_the_token_door_counts_the_same_failures_and_answers_in_the_error_body(user):
    body = {"username": "operator", "password": WRONG}
    answers = [Api().post("/api/token", body) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert code_of(answers[-1]) == "throttled"
    assert answers[-1].headers["Retry-After"] == "3600"
    assert log_in(RIGHT).status_code == 429


def test_another_name_from_the_same_address_is_not_locked(user):
    User.objects.create_superuser("second", password=RIGHT)
    for _ in range(5):
        log_in(WRONG)

    assert log_in(RIGHT, name="second").status_code == 302


def test_a_login_changes_the_session_and_the_csrf_token(user):
    client = Client()
    client.get(reverse("admin:login"))
    session = client.session
    session["planted"] = True
    session.save()
    before, csrf_before = session.session_key, client.cookies["csrftoken"].value

    log_in(RIGHT, client=client)

    assert client.session.session_key != before
    assert client.cookies["csrftoken"].value != csrf_before


def test_a_login_leads_to_no_other_host(user):
    answer = Client().post(
        reverse("admin:login") + "?next=https://evil.example/",
        {"username": "operator", "password": RIGHT, "next": "//evil.example"},
    )

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith("//")


@pytest.mark.parametrize("name", ["x" * 300, "a\nb", "\x00"])
def test_odd_names_at_the_door_break_nothing(user, name):
    assert log_in(WRONG, name=name).status_code == 200
    assert Api().post("/api/token", {"username": name[:150], "password": WRONG}).status_code in (400, 401)


def test_an_admin_lets_somebody_in_again_who_was_locked_out(user, client):
    for _time in range(6):
        log_in(WRONG)
    client.force_login(User.objects.create_superuser("chief", password=RIGHT))
    page = reverse("admin:auth_user_change", args=[user.pk])
    assert "Locked out from 1 address" in client.get(page).content.decode()
    unlock = reverse("admin:auth_user_unlock", args=[user.pk])
    assert "127.0.0.1" in client.get(unlock).content.decode()
    client.post(unlock, {"confirmed": "yes"})
    assert "Locked out" not in client.get(page).content.decode()
    assert Event.objects.get(kind="login.unlocked").actor == "chief"
    assert log_in(RIGHT).status_code == 302
