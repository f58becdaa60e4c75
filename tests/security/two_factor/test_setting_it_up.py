"""The set-up page: picture and key, a code that confirms, recovery codes once, nothing readable in the database."""

import base64
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.models import Authenticator, RecoveryCode
from core.two_factor.authenticators import address_of, being_set_up
from tests.second_factor import Phone, kinds, person_with_phone, set_up

pytestmark = pytest.mark.django_db


def test_setting_it_up_shows_picture_and_key_and_then_ten_recovery_codes_once(ana):
    client = Client()
    client.force_login(ana)
    page = client.get(reverse("admin:two_factor_setup"))
    waiting = Authenticator.objects.get(user=ana)

    assert 'src="data:image/svg+xml' in page.content.decode()
    assert unquote(address_of(waiting)) == (
        f"otpauth://totp/Entrepot:ana?secret={waiting.key.reveal()}&issuer=Entrepot&digits=6&period=30"
    )
    assert "no-store" in page.headers["Cache-Control"]
    assert not waiting.confirmed

    _, codes = set_up(client)

    assert Authenticator.objects.get(user=ana).confirmed
    assert len(codes) == len(set(codes)) == 10
    assert codes[0] not in client.get(reverse("admin:two_factor")).content.decode()
    assert "two_factor.set_up" in kinds()


def test_a_reloaded_page_shows_the_same_key_for_an_hour_and_then_another(ana, later):
    first = being_set_up(ana).key.reveal()
    later(minutes=59)
    assert being_set_up(ana).key.reveal() == first
    later(minutes=2)
    assert being_set_up(ana).key.reveal() != first
    assert Authenticator.objects.count() == 1


def test_a_wrong_code_confirms_nothing(ana):
    client = Client()
    client.force_login(ana)
    client.get(reverse("admin:two_factor_setup"))
    phone = Phone(Authenticator.objects.get().key.reveal())

    answer = client.post(reverse("admin:two_factor_setup"), {"code": phone.wrong_code()})

    assert "This code is wrong" in answer.content.decode()
    assert not Authenticator.objects.get().confirmed
    assert RecoveryCode.objects.count() == 0


def test_neither_the_key_nor_a_recovery_code_stands_readable_in_the_database(ana):
    _, codes = person_with_phone(ana)
    key = Authenticator.objects.get().key.reveal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM core_authenticator")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT digest FROM core_recoverycode")
        stored += str(cursor.fetchall())

    assert key not in stored
    assert base64.b32decode(key).hex() not in stored
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]


def test_without_an_encryption_key_it_says_what_is_missing_and_stores_nothing(ana, settings):
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [], ""
    client = Client()
    client.force_login(ana)

    page = client.get(reverse("admin:two_factor_setup"))

    assert "No encryption key is set" in page.content.decode()
    assert Authenticator.objects.count() == 0
