"""The same code from two browsers in the same moment lets one of them in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from core.models import Authenticator, RecoveryCode
from core.two_factor.authenticators import verify
from tests.second_factor import PASSWORD, person_with_phone

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time: nothing meets"
    ),
]
AT_ONCE = 4


def verified_at_once(user, code):
    gate = Barrier(AT_ONCE)

    def ask(_):
        try:
            gate.wait(timeout=10)
            return verify(user, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(ask, range(AT_ONCE)))


def test_a_code_is_spent_by_the_first_of_several(later):
    ana = User.objects.create_superuser("ana", password=PASSWORD)
    phone, codes = person_with_phone(ana)
    later(minutes=1)

    assert verified_at_once(ana, phone.code()) == [False, False, False, True]
    later(minutes=10)
    assert verified_at_once(ana, codes[0]) == [False, False, False, True]
    assert RecoveryCode.objects.count() == len(codes) - 1


def test_guesses_side_by_side_are_all_counted_or_turned_away(later):
    ana = User.objects.create_superuser("ana", password=PASSWORD)
    phone, _ = person_with_phone(ana)

    assert verified_at_once(ana, phone.wrong_code()) == [False] * AT_ONCE
    assert Authenticator.objects.get().throttling_failure_count == 1  # the others came too soon to be looked at
