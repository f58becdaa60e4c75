"""Rotation brings every secret under the new key, goes on after a kill, loses none and says when the old key may go."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from core.crypto import KeyRing, fingerprint, generate_key
from core.keys import rotation
from core.keys.rotation import rotate_all
from core.models import KeyCanary
from inventory.models import ApiKey
from tests.core.own_hub import OwnHub

OLD, NEW = generate_key(), generate_key()
ROWS = 1500


def make_rows(count):
    rows = [ApiKey(name=f"key {n}", key=f"b2c_42_secret-{n:05}", is_active=False) for n in range(count)]
    ApiKey.objects.bulk_create(rows)


@pytest.fixture
def _old_rows(db, settings):
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [], OLD
    make_rows(5)


@pytest.fixture
def ring(_old_rows, settings):
    settings.HUB_ENCRYPTION_KEYS = [NEW]
    return KeyRing.from_settings()


def tokens():
    return {row.name: row.key.stored for row in ApiKey.objects.all()}


def test_every_secret_moves_and_opens_with_the_new_key_alone(ring, settings):
    outcome = rotate_all(ring)
    assert (outcome.key, outcome.rotated, outcome.current, outcome.damaged) == (fingerprint(NEW), 5, 0, [])
    assert outcome.unused == [fingerprint(OLD)]
    settings.INVENTORY_ENCRYPTION_KEY = ""
    assert {row.key.reveal() for row in ApiKey.objects.all()} == {f"b2c_42_secret-{n:05}" for n in range(5)}
    assert [canary.fingerprint for canary in KeyCanary.objects.all()] == [fingerprint(NEW)]


def test_time_stamps_stay(ring):
    rows = {row.pk: (row.updated_at, row.set_at) for row in ApiKey.objects.all()}
    made = {name: Fernet(OLD).extract_timestamp(stored.token) for name, stored in tokens().items()}
    rotate_all(ring)
    assert {row.pk: (row.updated_at, row.set_at) for row in ApiKey.objects.all()} == rows
    assert {name: Fernet(NEW).extract_timestamp(stored.token) for name, stored in tokens().items()} == made


def test_a_second_rotation_moves_nothing(ring):
    rotate_all(ring)
    before = tokens()
    outcome = rotate_all(ring)
    assert (outcome.rotated, outcome.current) == (0, 5)
    assert tokens() == before


def test_batches_are_told_as_they_are_done(ring):
    heard = []
    rotate_all(ring, batch_size=2, progress=lambda place, done: heard.append((place, done)))
    assert heard == [("inventory.ApiKey.key", 2), ("inventory.ApiKey.key", 4), ("inventory.ApiKey.key", 5)]


def test_a_secret_that_staff_save_meanwhile_stays_as_they_saved_it(ring, monkeypatch):
    row = ApiKey.objects.get(name="key 3")

    def staff_save(self, stored):
        if stored == row.key.stored:
            fresh = ApiKey.objects.get(pk=row.pk)
            fresh.key = "entered-meanwhile"
            fresh.save()
        return original(self, stored)

    original = KeyRing.rotate
    monkeypatch.setattr(rotation.KeyRing, "rotate", staff_save)
    outcome = rotate_all(ring)
    assert outcome.rotated == 4
    assert ApiKey.objects.get(pk=row.pk).key.reveal() == "entered-meanwhile"


def test_a_damaged_secret_is_named_left_alone_and_keeps_the_old_key_needed(ring):
    row = ApiKey.objects.get(name="key 2")
    damaged = row.key.stored[:-8] + "AAAAAAA="
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_apikey SET key = %s WHERE id = %s", [damaged, row.pk])
    with pytest.raises(CommandError, match=rf"enter them anew.*inventory\.ApiKey\.key of row {row.pk}$"):
        call_command("rotate_keys")
    assert rotate_all(ring).unused == []
    assert ApiKey.objects.get(pk=row.pk).key.stored == damaged


@pytest.mark.usefixtures("ring")
def test_the_command_says_counts_and_when_the_old_key_may_go(capsys):
    said = f"Nothing needs the key {fingerprint(OLD)} any more: it may be dropped from the settings. "
    said += "Keep it as long as you keep backups from before today."
    call_command("rotate_keys", batch_size=3)
    assert capsys.readouterr().out.splitlines() == [
        "inventory.ApiKey.key: 3 moved",
        "inventory.ApiKey.key: 5 moved",
        f"Key {fingerprint(NEW)}: 5 moved, 0 were under it already, 0 could not be read.",
        said,
    ]


@pytest.mark.usefixtures("_old_rows")
def test_without_the_old_key_the_command_refuses_and_changes_nothing(settings):
    before = tokens()
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [NEW], ""
    with pytest.raises(SystemExit, match=f"hub.E006: .*{fingerprint(OLD)}"):
        call_command("rotate_keys")
    assert tokens() == before


@pytest.mark.usefixtures("_old_rows")
def test_a_lost_key_that_no_secret_needs_any_more_is_forgotten(settings):
    ApiKey.objects.all().delete()
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [NEW], ""
    call_command("rotate_keys")
    assert KeyCanary.objects.count() == 0


@pytest.mark.faults
def test_a_rotation_killed_in_the_middle_goes_on_where_it_was(tmp_path):
    hub = OwnHub(tmp_path / "hub.sqlite3", {"INVENTORY_ENCRYPTION_KEY": OLD})
    hub.migrate()
    hub.shell(f"from tests.core.test_rotate_keys import make_rows; make_rows({ROWS})")
    both = hub.with_settings(HUB_ENCRYPTION_KEYS=NEW)

    process = both.start("manage.py", "rotate_keys", "--batch-size", "5")
    assert process.stdout.readline() == "inventory.ApiKey.key: 5 moved\n"
    process.kill()
    process.wait(timeout=30)
    done = counted(hub, NEW)
    assert 5 <= done < ROWS
    assert done + counted(hub, OLD) == ROWS
    both.shell("from tests.core.test_rotate_keys import assert_all_open; assert_all_open()")  # half way: both keys

    again = both.run("rotate_keys")
    assert again.returncode == 0
    assert f"{ROWS - done} moved, {done} were under it already, 0 could not be read." in again.stdout
    new_only = hub.with_settings(INVENTORY_ENCRYPTION_KEY=NEW)
    new_only.shell("from tests.core.test_rotate_keys import assert_all_open; assert_all_open()")
    assert new_only.run("doctor", "--json").stdout.count("1500 stored, all can be read") == 1


def counted(hub, key):
    names = [name for (name,) in hub.rows("SELECT substr(key, 1, 8) FROM inventory_apikey")]
    return names.count(fingerprint(key))


def assert_all_open():
    rows = ApiKey.objects.order_by("pk")
    assert [row.key.reveal() for row in rows] == [f"b2c_42_secret-{n:05}" for n in range(ROWS)]
