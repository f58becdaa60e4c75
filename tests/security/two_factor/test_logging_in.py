"""Password, then a real code: what lets in, what does not, and when name or app is locked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Authenticator
from core.two_factor.authenticators import MOST_COUNTED, verify
from tests.second_factor import PASSWORD, give_code, give_password, is_in, kinds

pytestmark = pytest.mark.django_db


def test_the_password_alone_lets_nobody_in_who_has_a_phone(ana, phone):
    client = Client()
    answer = give_password(client, "ana")

    assert answer.headers["Location"] == reverse("admin:login_code")
    assert not is_in(client)
    assert client.get("/api/products").status_code == 401
    assert "login.done" not in kinds()[kinds().index("two_factor.set_up") :]


def test_password_and_code_lead_to_the_page_that_was_wanted(ana, phone):
    client = Client()
    wanted = reverse("admin:core_job_changelist")
    client.post(f"{reverse('admin:login')}?next={wanted}", {"username": "ana", "password": PASSWORD, "next": wanted})

    answer = give_code(client, phone.code())

    assert answer.headers["Location"] == wanted
    assert is_in(client)
    assert kinds()[-1] == "login.done"


def test_a_code_works_once(ana, phone):
    spent = phone.code()
    give_password(first := Client(), "ana")
    give_code(first, spent)

    give_password(second := Client(), "ana")
    answer = give_code(second, spent)

    assert "This code is wrong, was used already" in answer.content.decode()
    assert not is_in(second)
    assert is_in(first)
    assert kinds()[-1] == "login.code_failed"


def test_the_code_before_the_last_used_one_is_worth_nothing_either(ana, phone, later):
    older = phone.code()
    later(seconds=30)
    assert verify(ana, phone.code())
    assert not verify(ana, older)


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_early_or_late(ana, phone, clock, later, seconds, right):
    later(minutes=5)
    now = timezone.now()
    clock.move_to(now + timedelta(seconds=seconds))
    code = phone.code()
    clock.move_to(now)

    assert verify(ana, code) is right


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "abcdef", "-12345", "\x00", "0x1234"])  # noqa: RUF001
def test_what_is_no_code_is_refused(ana, phone, code):
    give_password(client := Client(), "ana")
    assert give_code(client, code).status_code == 200
    assert not is_in(client)


def test_five_wrong_codes_lock_the_name_out_even_with_right_password_and_code(ana, phone, later):
    give_password(client := Client(), "ana")

    answers = [give_code(client, phone.wrong_code()).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    later(minutes=4)  # the app itself would take a code again
    assert give_code(client, phone.code()).status_code == 429
    assert give_password(Client(), "ana").status_code == 429
    assert "login.locked" in kinds()


def test_wrong_passwords_and_wrong_codes_count_together(ana, phone):
    for _ in range(3):
        give_password(Client(), "ana", "wrong-password")
    give_password(client := Client(), "ana")

    assert [give_code(client, phone.wrong_code()).status_code for _ in range(2)] == [200, 429]


def test_from_many_addresses_the_app_itself_waits_longer_after_each_wrong_code(ana, phone, later):
    assert not verify(ana, phone.wrong_code())
    assert not verify(ana, phone.code())  # right, and too soon
    later(seconds=2)
    assert verify(ana, phone.code())


def test_the_wait_after_wrong_codes_grows_no_longer_than_a_quarter_of_an_hour_and_some(ana, phone, later):
    for _ in range(15):
        assert not verify(ana, phone.wrong_code())
        later(minutes=18)
    assert Authenticator.objects.get().throttling_failure_count == MOST_COUNTED
    assert verify(ana, phone.code())


def test_whoever_waits_too_long_with_the_code_begins_again(ana, phone, later):
    give_password(client := Client(), "ana")
    later(minutes=6)

    assert give_code(client, phone.code()).headers["Location"] == reverse("admin:login")
    assert not is_in(client)


def test_a_password_changed_meanwhile_ends_the_wait_for_the_code(ana, phone):
    give_password(client := Client(), "ana")
    ana.set_password("another-password")
    ana.save()

    assert give_code(client, phone.code()).headers["Location"] == reverse("admin:login")


def test_a_code_without_a_password_before_it_is_asked_of_nobody(ana, phone):
    assert give_code(Client(), phone.code()).headers["Location"] == reverse("admin:login")
