"""What was opened before, or by another phone, is over."""

import pytest
from django.test import Client
from django.urls import reverse

from core.two_factor.authenticators import verify
from tests.second_factor import give_code, give_password, is_in, kinds, person_with_phone, set_up

pytestmark = pytest.mark.django_db


def test_sessions_from_before_it_was_set_up_are_over(ana, later):
    old = Client()
    old.force_login(ana)
    assert is_in(old)

    person_with_phone(ana)

    assert old.get("/api/products").status_code == 403
    answer = old.get(reverse("admin:core_job_changelist"))
    assert answer.headers["Location"] == f"{reverse('admin:login')}?next={reverse('admin:core_job_changelist')}"
    assert "_auth_user_id" not in old.session


def test_another_phone_ends_the_first_one_its_sessions_and_its_recovery_codes(ana, later):
    first, codes = person_with_phone(ana)
    later(minutes=1)
    give_password(client := Client(), "ana")
    give_code(client, first.code())
    give_password(elsewhere := Client(), "ana")
    later(minutes=1)
    give_code(elsewhere, first.code())

    second, _ = set_up(client)

    later(minutes=1)
    assert is_in(client)
    assert not is_in(elsewhere)
    assert not verify(ana, first.code())
    later(seconds=5)
    assert not verify(ana, codes[0])
    later(minutes=1)
    assert verify(ana, second.code())
    assert kinds()[-1] == "two_factor.moved"


def test_switching_it_off_is_written_down_and_the_password_is_enough_again(ana, phone):
    give_password(client := Client(), "ana")
    give_code(client, phone.code())

    client.post(reverse("admin:two_factor_off"))

    assert kinds()[-1] == "two_factor.switched_off"
    assert is_in(client)
    give_password(plain := Client(), "ana")
    assert is_in(plain)
