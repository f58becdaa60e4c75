"""The key for the B2B service: one active, kept encrypted, given by `get_active_key`."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from core.crypto import KeyUnknown, generate_key
from core.models import Event
from inventory.models import ApiKey
from inventory.models.api_key import MissingKey

pytestmark = pytest.mark.django_db


def kinds(row):
    events = Event.objects.filter(subject_type="inventory.apikey", subject_id=str(row.pk)).order_by("pk")
    return [(event.kind, event.actor, event.data) for event in events]


def test_a_key_is_given_in_clear_by_get_key_and_masked_otherwise():
    key = ApiKey.objects.create(name="shop", key="b2c_42_abcdefgh1234", is_active=True)
    assert key.get_key() == "b2c_42_abcdefgh1234"
    assert ApiKey.objects.get().get_key() == "b2c_42_abcdefgh1234"
    assert key.masked_key == "•••• 1234"
    assert ApiKey.objects.create(name="short", key="abc").masked_key == "••••"


def test_the_active_rows_key_comes_before_the_setting(settings):
    settings.B2B_API_KEY = "from-the-setting"
    assert ApiKey.get_active_key() == "from-the-setting"
    key = ApiKey.objects.create(name="shop", key="from-the-row")
    assert ApiKey.get_active_key() == "from-the-row"
    key.is_active = False
    key.save()
    assert ApiKey.get_active_key() == "from-the-setting"


def test_without_row_and_setting_there_is_a_sentence(settings):
    settings.B2B_API_KEY = ""
    with pytest.raises(MissingKey, match="add one under 'B2B API keys' in the admin, or set B2B_API_KEY"):
        ApiKey.get_active_key()


def test_an_active_key_that_cannot_be_read_is_an_error_and_not_the_settings_key(settings):
    ApiKey.objects.create(name="shop", key="from-the-row")
    settings.B2B_API_KEY = "from-the-setting"
    settings.INVENTORY_ENCRYPTION_KEY = generate_key()
    with pytest.raises(KeyUnknown):
        ApiKey.get_active_key()


def test_saving_an_active_key_retires_the_other_and_says_so():
    ana = get_user_model().objects.create(username="ana")
    first = ApiKey.objects.create(name="old shop", key="first-key-0001", set_by=ana)
    second = ApiKey.objects.create(name="new shop", key="second-key-0002", set_by=ana)
    assert second.retired == "old shop"
    assert list(ApiKey.objects.order_by("pk").values_list("name", "is_active")) == [
        ("old shop", False),
        ("new shop", True),
    ]
    assert kinds(first) == [
        ("api_key.set", "ana", {"last4": "0001"}),
        ("api_key.retired", "ana", {"by_key": "new shop"}),
    ]
    assert kinds(second) == [
        ("api_key.set", "ana", {"last4": "0002"}),
        ("api_key.activated", "ana", {"retired": "old shop"}),
    ]


def test_activating_a_key_retires_the_other():
    first = ApiKey.objects.create(name="one", key="first-key-0001")
    ApiKey.objects.create(name="two", key="second-key-0002")
    first.activate("ana")
    assert first.retired == "two"
    assert ApiKey.get_active_key() == "first-key-0001"
    assert ApiKey.objects.filter(is_active=True).count() == 1


def test_the_database_itself_allows_one_active_key():
    ApiKey.objects.create(name="one", key="first-key-0001")
    two = ApiKey.objects.create(name="two", key="second-key-0002", is_active=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=two.pk).update(is_active=True)


def test_a_key_that_cannot_be_saved_retires_nothing(settings):
    ApiKey.objects.create(name="one", key="first-key-0001")
    settings.INVENTORY_ENCRYPTION_KEY = "not a key"
    with pytest.raises(Exception, match="INVENTORY_ENCRYPTION_KEY"), transaction.atomic():
        ApiKey.objects.create(name="two", key="second-key-0002")
    assert ApiKey.objects.get(is_active=True).name == "one"


def test_who_set_the_secret_and_when_stays_when_another_field_changes():
    key = ApiKey.objects.create(name="one", key="first-key-0001")
    set_at = key.set_at
    key = ApiKey.objects.get()
    key.name = "renamed"
    key.save()
    assert ApiKey.objects.get().set_at == set_at
    key.key = "second-key-0002"
    key.save(update_fields=["key"])
    fresh = ApiKey.objects.get()
    assert fresh.set_at > set_at
    assert fresh.get_key() == "second-key-0002"
