"""Recovery codes work once, each, in any spelling."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event, RecoveryCode
from tests.second_factor import give_code, give_password, is_in, kinds, person_with_phone

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def test_a_recovery_code_lets_in_once_in_any_spelling(ana, later):
    _, codes = person_with_phone(ana)
    give_password(client := Client(), "ana")
    give_code(client, codes[3].upper().replace("-", " "))
    assert is_in(client)
    assert Event.objects.get(kind="two_factor.recovery_code_used").data == {"left": 9}

    give_password(again := Client(), "ana")
    give_code(again, codes[3])
    assert not is_in(again)

    later(seconds=2)
    give_code(again, codes[4])
    assert is_in(again)


def test_few_recovery_codes_left_are_told_at_login(ana):
    _, codes = person_with_phone(ana)
    RecoveryCode.objects.filter(pk__in=RecoveryCode.objects.exclude(
        digest__in=[RecoveryCode.digest_of(code) for code in codes[:3]]).values("pk")).delete()  # fmt: skip
    give_password(client := Client(), "ana")
    give_code(client, codes[0])

    assert "2 recovery codes are left." in client.get(HOME).content.decode()


def test_new_recovery_codes_end_the_old_ones(ana, phone, later):
    give_password(client := Client(), "ana")
    give_code(client, phone.code())
    old = set(RecoveryCode.objects.values_list("digest", flat=True))

    client.post(reverse("admin:two_factor_codes"))

    fresh = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(fresh) == 10
    assert not fresh & old
    assert kinds()[-1] == "two_factor.codes_renewed"
