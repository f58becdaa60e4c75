"""A secret in a row: encrypted in the column, opened only when revealed, never in a form, a dump or another row."""

import json
from io import StringIO

import pytest
from django import forms
from django.core import checks, serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from core.crypto import KeyMissing, KeyUnknown, Secret, SecretUnreadable, generate_key
from core.fields import EncryptedTextField, StoredSecret
from core.models import KeyCanary
from inventory.models import ApiKey

pytestmark = pytest.mark.django_db
TEXT = "b2c_42_CANARY-abcdefgh-7890"


class ApiKeyForm(forms.ModelForm[ApiKey]):
    class Meta:
        model = ApiKey
        fields = ["name", "key"]


def column(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM inventory_apikey WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def write_column(row, text):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_apikey SET key = %s WHERE id = %s", [text, row.pk])


@pytest.fixture
def row():
    return ApiKey.objects.create(name="shop", key=TEXT)


def test_a_secret_is_encrypted_in_the_column_and_comes_back(row):
    stored = column(row)
    assert TEXT not in stored
    assert "CANARY" not in stored
    read = ApiKey.objects.get().key
    assert isinstance(read, Secret)
    assert read.reveal() == TEXT
    assert read.masked == "•••• 7890"


def test_reading_a_row_needs_no_key_revealing_does(row, settings):
    settings.INVENTORY_ENCRYPTION_KEY = generate_key()
    read = ApiKey.objects.get()
    assert read.key
    assert read.key.masked == "•••• 7890"
    with pytest.raises(KeyUnknown, match=r"inventory\.apikey\.key:"):
        read.key.reveal()


def test_saving_a_row_whose_secret_cannot_be_read_leaves_the_secret_alone(row, settings):
    before, key = column(row), settings.INVENTORY_ENCRYPTION_KEY
    settings.INVENTORY_ENCRYPTION_KEY = ""
    read = ApiKey.objects.get()
    read.name = "renamed"
    read.save()
    assert column(row) == before
    settings.INVENTORY_ENCRYPTION_KEY = key
    assert ApiKey.objects.get(name="renamed").key.reveal() == TEXT


def test_without_a_key_nothing_is_saved(settings):
    settings.INVENTORY_ENCRYPTION_KEY = ""
    with pytest.raises(KeyMissing, match="No encryption key is set"):
        ApiKey.objects.create(name="shop", key=TEXT)


@pytest.mark.parametrize("value", [TEXT, Secret(TEXT)])
def test_clear_text_and_secrets_may_be_assigned(row, value):
    row.key = value
    assert row.key.reveal() == TEXT
    row.save()
    assert ApiKey.objects.get().key.reveal() == TEXT


def test_many_rows_made_at_once_are_each_encrypted_for_themselves():
    ApiKey.objects.bulk_create([ApiKey(name=name, key=f"{TEXT}{name}", is_active=False) for name in "abc"])
    assert [key.key.reveal() for key in ApiKey.objects.order_by("name")] == [f"{TEXT}{name}" for name in "abc"]


def test_a_ciphertext_copied_to_another_row_is_refused(row):
    other = ApiKey.objects.create(name="other", key="something else", is_active=False)
    write_column(other, column(row))
    with pytest.raises(SecretUnreadable, match="belongs to another row or field"):
        ApiKey.objects.get(pk=other.pk).key.reveal()


def test_a_secret_assigned_from_another_row_is_encrypted_anew(row):
    other = ApiKey.objects.create(name="other", key=row.key, is_active=False)
    assert column(other) != column(row)
    assert ApiKey.objects.get(pk=other.pk).key.reveal() == TEXT


def test_clear_text_put_into_the_column_by_hand_is_refused(row):
    write_column(row, "clear text")
    with pytest.raises(SecretUnreadable, match="has not the form of one"):
        ApiKey.objects.get().key.reveal()


def test_a_deferred_secret_is_loaded_when_asked_for(row):
    read = ApiKey.objects.only("name").get()
    assert "key" not in read.__dict__
    assert read.key.reveal() == TEXT


def test_a_bulk_update_or_a_search_is_refused_with_a_sentence(row):
    with pytest.raises(TypeError, match="save the row to change it"), transaction.atomic():
        ApiKey.objects.update(key="x")
    with pytest.raises(TypeError, match="cannot be searched"):
        ApiKey.objects.filter(key=TEXT).count()
    assert ApiKey.objects.filter(key="").count() == 0


def test_the_first_secret_under_a_key_leaves_one_canary(row, settings):
    ApiKey.objects.create(name="two", key="x" * 20)
    canary = KeyCanary.objects.get()
    assert canary.fingerprint == row.key.stored.fingerprint
    settings.HUB_ENCRYPTION_KEYS = [generate_key()]
    ApiKey.objects.create(name="three", key="x" * 20)
    assert KeyCanary.objects.count() == 2


def test_a_form_never_shows_the_secret_and_left_empty_keeps_it(row):
    before = column(row)
    page = str(ApiKeyForm(instance=row))
    assert 'type="password"' in page
    assert "7890" not in page
    assert "gAAAA" not in page
    form = ApiKeyForm({"name": "renamed", "key": ""}, instance=row)
    assert form.is_valid(), form.errors
    assert form.changed_data == ["name"]
    form.save()
    assert column(row) == before
    assert ApiKey.objects.get(name="renamed").key.reveal() == TEXT


def test_a_form_takes_a_new_secret(row):
    form = ApiKeyForm({"name": "shop", "key": " pasted-with-blanks-1 "}, instance=row)
    assert form.is_valid(), form.errors
    form.save()
    assert ApiKey.objects.get().key.reveal() == "pasted-with-blanks-1"


def test_a_new_row_needs_its_secret():
    form = ApiKeyForm({"name": "shop", "key": ""})
    assert form.errors == {"key": ["This field is required."]}
    with pytest.raises(ValidationError, match="key"):
        ApiKey(name="shop").full_clean()
    ApiKey(name="shop", key=TEXT).full_clean()


@pytest.mark.parametrize("fmt", ["json", "xml", "python"])
def test_a_dump_holds_the_ciphertext_only(row, fmt):
    dump = str(serializers.serialize(fmt, ApiKey.objects.all()))
    assert TEXT not in dump
    assert column(row) in dump


def test_a_dump_can_be_loaded_again_and_read_with_the_key(row, tmp_path):
    dump = StringIO()
    call_command("dumpdata", "inventory.apikey", stdout=dump)
    ApiKey.objects.all().delete()
    file = tmp_path / "dump.json"
    file.write_text(dump.getvalue())
    call_command("loaddata", str(file), verbosity=0)
    assert ApiKey.objects.get().key.reveal() == TEXT


def test_a_dump_with_clear_text_is_refused(row, tmp_path):
    made = json.loads(serializers.serialize("json", [row]))
    made[0]["fields"]["key"] = "clear text"
    file = tmp_path / "dump.json"
    file.write_text(json.dumps(made))
    with pytest.raises(TypeError, match="is encrypted"):
        call_command("loaddata", str(file), verbosity=0)


def test_the_row_in_a_message_or_a_log_does_not_show_it(row):
    assert TEXT not in f"{row} {row!r} {row.__dict__} {row.key}"
    assert TEXT not in repr(list(ApiKey.objects.values()))
    assert isinstance(row.key, StoredSecret)


def test_a_model_without_a_reference_of_its_rows_is_an_error():
    with isolate_apps("core"):

        class Loose(models.Model):
            token = EncryptedTextField()

            class Meta:
                app_label = "core"

            def __str__(self):
                return "loose"

        found = Loose.check()
    assert [(message.id, message.level) for message in found] == [("hub.E020", checks.ERROR)]
