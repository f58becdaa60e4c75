"""Without the keys that its secrets need the hub does not start, says which one is missing, and changes nothing."""

import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from core.checks import (
    database_problems,
    file_system_of,
    key_problems,
    require_keys,
    require_start,
    setting_problems,
)
from core.crypto import fingerprint, generate_key
from core.keys.usage import KeyUse, keys_in_use
from core.models import KeyCanary
from inventory.models import ApiKey
from tests.core.own_hub import OwnHub

RIGHT, WRONG, WEAK = generate_key(), generate_key(), "a" * 43 + "="
STORE_A_SECRET = "from inventory.models import ApiKey; ApiKey.objects.create(name='shop', key='b2c_42_abcdefgh1234')"
# What is set -> the settings, what the sentence must name.
STARTS = {
    "no key": ({}, ["INVENTORY_ENCRYPTION_KEY", "HUB_ENCRYPTION_KEYS", fingerprint(RIGHT)]),
    "wrong key": ({"INVENTORY_ENCRYPTION_KEY": WRONG}, ["INVENTORY_ENCRYPTION_KEY", fingerprint(RIGHT)]),
    "malformed key": ({"INVENTORY_ENCRYPTION_KEY": "secret"}, ["INVENTORY_ENCRYPTION_KEY", fingerprint("secret")]),
    "weak key": ({"HUB_ENCRYPTION_KEYS": f"{WEAK},{RIGHT}"}, ["HUB_ENCRYPTION_KEYS", fingerprint(WEAK), "too weak"]),
    "key removed while in use": ({"HUB_ENCRYPTION_KEYS": WRONG}, ["HUB_ENCRYPTION_KEYS", fingerprint(RIGHT)]),
}
DOORS = {
    "web": ("-c", "import config.wsgi"),
    "gunicorn": ("-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0"),
    "hub": ("manage.py", "hub", "--port", "0"),
    "runserver": ("manage.py", "runserver", "127.0.0.1:0"),
    "worker": ("manage.py", "worker"),
    "rotate_keys": ("manage.py", "rotate_keys"),
    "sync_products": ("manage.py", "sync_products_from_inventory"),
    "sync_categories": ("manage.py", "sync_categories_from_inventory"),
}


@pytest.fixture(scope="module")
def _used_database(tmp_path_factory):
    hub = OwnHub(tmp_path_factory.mktemp("used") / "hub.sqlite3", {"INVENTORY_ENCRYPTION_KEY": RIGHT})
    hub.migrate()
    hub.shell(STORE_A_SECRET)
    return hub.file


@pytest.fixture
def hub(_used_database, tmp_path):
    return OwnHub(shutil.copy(_used_database, tmp_path / "hub.sqlite3"))


def assert_refused(hub, door, names):
    before = hub.digest()
    process = hub.start(*DOORS[door])
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, (out, err)
    sentences = [line for line in err.splitlines() if line.startswith("hub.E0")]
    assert len(sentences) == 1, err
    assert "Traceback" not in err
    for name in names:
        assert name in sentences[0]
    assert hub.digest() == before


@pytest.mark.faults
@pytest.mark.once
@pytest.mark.parametrize("start", STARTS)
def test_the_web_process_refuses_to_start(hub, start):
    settings, names = STARTS[start]
    assert_refused(hub.with_settings(**settings), "web", names)


@pytest.mark.faults
@pytest.mark.once
@pytest.mark.parametrize("door", DOORS)
def test_every_door_to_the_secrets_refuses_in_the_same_way(hub, door):
    settings, names = STARTS["wrong key"]
    assert_refused(hub.with_settings(**settings), door, names)


@pytest.mark.faults
@pytest.mark.once
@pytest.mark.parametrize("start", STARTS)
def test_the_commands_that_mend_it_run_all_the_same(hub, start):
    broken = hub.with_settings(**STARTS[start][0])
    assert broken.run("migrate", "--verbosity", "0").returncode == 0
    assert len(broken.run("generate_key").stdout.strip()) == 44
    check = broken.run("check")
    assert check.returncode == 1
    assert "hub.E00" in check.stderr
    doctor = broken.run("doctor")
    assert doctor.returncode == 1
    assert "Traceback" not in doctor.stderr


@pytest.mark.faults
@pytest.mark.once
@pytest.mark.parametrize("start", ["no key", "wrong key", "key removed while in use"])
def test_a_restored_backup_without_its_key_is_told_by_the_doctor_row_by_row(hub, start):
    doctor = hub.with_settings(**STARTS[start][0]).run("doctor")
    assert doctor.returncode == 1
    assert f"1 stored in inventory.ApiKey.key cannot be read: they need the key {fingerprint(RIGHT)}" in doctor.stdout
    assert "These are: shop." in doctor.stdout


@pytest.mark.faults
@pytest.mark.once
def test_with_its_key_the_hub_starts(hub):
    right = hub.with_settings(INVENTORY_ENCRYPTION_KEY=RIGHT)
    assert right.python("import config.wsgi").returncode == 0
    assert right.run("check").returncode == 0


@pytest.mark.faults
@pytest.mark.once
def test_without_secret_key_the_web_refuses_and_the_mending_commands_run(hub):
    bare = hub.with_settings(INVENTORY_ENCRYPTION_KEY=RIGHT, SECRET_KEY="")
    assert_refused(bare, "web", ["SECRET_KEY is not set"])
    assert bare.run("generate_key").returncode == 0
    migrate = bare.run("migrate", "--verbosity", "0")
    told = "SECRET_KEY is not set. Set it to a long random text; 'manage.py generate_key' prints one.\n"
    assert (migrate.returncode, migrate.stderr) == (1, told)
    doctor = bare.run("doctor", "--offline")
    assert (doctor.returncode, doctor.stderr) == (1, "")
    assert "SECRET_KEY is not set." in doctor.stdout
    check = bare.run("check")
    assert check.returncode == 1
    assert "hub.E001: SECRET_KEY is not set." in check.stderr
    assert "Traceback" not in check.stderr


# The same questions within this process


@pytest.fixture
def _secret(db):
    ApiKey.objects.create(name="shop", key="b2c_42_abcdefgh1234")


def ids(problems):
    return [problem.id for problem in problems]


@pytest.mark.django_db
def test_without_secrets_no_key_is_needed(settings):
    settings.INVENTORY_ENCRYPTION_KEY = ""
    assert key_problems() == []
    require_keys()


@pytest.mark.usefixtures("_secret")
def test_the_keys_in_use_are_counted_by_place():
    key = KeyCanary.objects.get().fingerprint
    assert keys_in_use() == [KeyUse(key, "inventory.ApiKey.key", 1), KeyUse(key, "core.KeyCanary", 1)]


@pytest.mark.usefixtures("_secret")
@pytest.mark.parametrize(
    ("ring", "last", "problem"),
    [
        ([], "", "hub.E005"),
        ([generate_key()], "", "hub.E006"),
        ([], generate_key(), "hub.E006"),
        (["secret"], "", "hub.E004"),
        ([], WEAK, "hub.E004"),
    ],
    ids=["none", "another in the ring", "another alone", "malformed", "weak"],
)
def test_each_way_to_be_without_the_key_has_its_number(settings, ring, last, problem):
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = ring, last
    assert ids(key_problems()) == [problem]
    with pytest.raises(SystemExit, match=problem):
        require_keys()
    with pytest.raises(SystemExit, match=problem):
        require_start()


@pytest.mark.usefixtures("_secret")
def test_more_keys_than_needed_are_no_problem(settings):
    settings.HUB_ENCRYPTION_KEYS = [generate_key(), generate_key()]
    assert key_problems() == []


@pytest.mark.usefixtures("_secret")
def test_a_canary_that_does_not_open_is_a_problem_although_its_key_is_there():
    canary = KeyCanary.objects.get()
    canary.token = canary.token[:-8] + "AAAAAAA="
    canary.save()
    assert ids(key_problems()) == ["hub.E006"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"SECRET_KEY": ""}, ["hub.E001"]),
        ({"SECRET_KEY": "changeme"}, ["hub.E001"]),
        ({"SECRET_KEY": "a" * 60}, ["hub.E001"]),
        ({"SECRET_KEY": "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz"}, ["hub.E001"]),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]", ".localhost"]}, []),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["hub.shop.test"]}, ["hub.E002"]),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["*"]}, ["hub.E002"]),
        ({"DEBUG": False, "ALLOWED_HOSTS": ["*"]}, []),
        ({"B2B_API_URL": "http://api.shop.test/v1"}, ["hub.E003"]),
        ({"B2B_API_URL": "http://10.0.0.7/v1"}, ["hub.E003"]),
        ({"B2B_API_URL": "http://127.0.0.1:8001/v1"}, []),
        ({"B2B_API_URL": "http://localhost:8001/v1"}, []),
        ({"B2B_API_URL": "http://127.0.0.1.evil.test/v1"}, ["hub.E003"]),
    ],
)
def test_settings_that_would_give_something_away_refuse_the_start(settings, values, expected):
    settings.DEBUG = False
    for name, value in values.items():
        setattr(settings, name, value)
    assert ids(setting_problems()) == expected


def test_a_network_file_system_is_seen_by_the_longest_mount_point(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nnas:/x {tmp_path} nfs4 rw 0 0\nproc {tmp_path}/a proc rw 0 0\n")
    assert file_system_of(tmp_path / "hub.sqlite3", str(mounts)) == "nfs4"
    assert file_system_of(tmp_path / "a" / "hub.sqlite3", str(mounts)) == "proc"
    assert file_system_of(tmp_path.parent / "hub.sqlite3", str(mounts)) == "ext4"
    assert file_system_of(tmp_path, str(tmp_path / "nothing")) == ""


@pytest.mark.faults
@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("connection.settings_dict['OPTIONS'] = {}", "hub.E007 hub.E008"),
        ("core.checks.file_system_of = lambda path: 'nfs4'", "hub.E009"),
        ("pass", ""),
    ],
)
def test_sqlite_without_wal_immediate_or_a_local_disk_refuses_the_start(tmp_path, change, problem):
    done = OwnHub(tmp_path / "plain.sqlite3").shell(
        "import sqlite3, core.checks; from django.db import connection\n"
        f"sqlite3.connect({str(tmp_path / 'plain.sqlite3')!r}).execute('CREATE TABLE t (x)')\n"
        f"{change}\n"
        "print(' '.join(problem.id for problem in core.checks.database_problems()))"
    )
    assert done.stdout.strip() == problem


@pytest.mark.django_db
def test_the_database_of_the_suite_is_in_order():
    assert database_problems() == []


@pytest.mark.usefixtures("_secret")
def test_check_shows_what_would_refuse_the_start(settings, capsys):
    settings.INVENTORY_ENCRYPTION_KEY = generate_key()
    with pytest.raises(SystemCheckError, match="The hub would not start"):
        call_command("check")
    assert "hub.E006" in capsys.readouterr().err
