"""Backups with real processes: made under load, killed half-way, on a full disk; put back row by row, or refused."""

import json
import random
import re
import shutil
import signal
import time
from pathlib import Path

import pytest
from django.db import connection

from core.backup.connection import another_connection
from core.backup.errors import BackupError
from core.backup.folder import archives
from core.backup.restoring import examine_archive
from core.backup.standing import newest
from core.crypto import fingerprint, generate_key
from core.models import Event, Job
from orders.models import BuyingSwitch
from tests.faults.processes import environment_for, wait_until
from tests.faults.rich import fill, rows_of

pytestmark = pytest.mark.faults

UNFIT = "tests/faults/unfit.py"
SUITE_KEY = "dGVzdC1rZXktZm9yLXRoZS1zdWl0ZS0wMTIzNDU2Nzg="
FILLED_TABLES = 60  # at least so many have rows, of some eighty


@pytest.fixture
def rich_hub(hub):
    fill()
    return hub


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def empty(databases):
    """The address of a database without any table."""
    url = databases._new_url("empty")
    if databases.is_postgresql:
        databases._admin("CREATE DATABASE {}", url)
    return url


def back_up(hub, folder, **settings):
    connection.close()
    proc = hub.start("manage.py", "backup", "--to", folder, **settings)
    proc.wait(400)
    return proc


def restore(hub, url, archive, *words, **settings):
    proc = hub.start("manage.py", "restore", archive, *words, DATABASE_URL=url, **settings)
    proc.wait(400)
    return proc


def name_of(url):
    return url.removeprefix("sqlite:///") if url.startswith("sqlite") else url.rsplit("/", 1)[1]


def found_in(url):
    with another_connection(NAME=name_of(url), OPTIONS={}) as alias:
        return rows_of(alias)


def is_untouched(url):
    return not Path(name_of(url)).exists() if url.startswith("sqlite") else found_in(url) == {}


def only(folder):
    (archive,) = archives(folder)
    return archive.path


def test_every_table_comes_back_row_by_row(rich_hub, folder, empty):
    before = rows_of()
    made = back_up(rich_hub, folder)
    assert made.process.returncode == 0, made.output()
    archive = only(folder)

    put_back = restore(rich_hub, empty, archive, "--as-it-was")

    assert put_back.process.returncode == 0, put_back.output()
    assert "every table has the rows that the backup says" in put_back.output()
    after = found_in(empty)
    assert after.keys() == before.keys()
    assert {table for table in before if after[table] != before[table]} == set()
    assert sum(1 for rows in before.values() if rows) >= FILLED_TABLES
    assert examine_archive(archive).contents.tables == {table: len(rows) for table, rows in before.items()}


def test_a_backup_under_load_is_of_one_moment(rich_hub, folder, empty):
    """A worker writes one line of history after the other; what comes back is its beginning, without a gap."""
    before = rows_of()
    rich_hub.file("faults.write", rows=1_000_000)
    worker = rich_hub.worker(threads=1)
    written = Event.objects.filter(kind="faults.written")
    while not written.exists():
        time.sleep(0.02)
    first = written.count()
    made = back_up(rich_hub, folder)
    last = written.count()
    worker.kill()

    assert made.process.returncode == 0, made.output()
    put_back = restore(rich_hub, empty, only(folder), "--as-it-was")
    assert put_back.process.returncode == 0, put_back.output()
    after = found_in(empty)
    quiet = before.keys() - {"core_event", "core_job", "core_scheduletick", "core_alert", "sqlite_sequence"}
    quiet -= {table for table in quiet if table.startswith("django_celery_beat")}
    assert {table for table in quiet if after[table] != before[table]} == set()
    with another_connection(NAME=name_of(empty), OPTIONS={}) as alias:
        data = list(
            Event.objects.using(alias).filter(kind="faults.written").order_by("pk").values_list("data", flat=True)
        )
    assert [line["n"] for line in data] == list(range(len(data)))
    assert first <= len(data) <= last
    assert last > first  # it did go on meanwhile


def test_the_restored_hub_starts_and_buys_nothing_until_a_person_says_so(rich_hub, folder, empty):
    back_up(rich_hub, folder)
    put_back = restore(rich_hub, empty, only(folder))
    assert "Buying is switched off" in put_back.output()
    said = rich_hub.start("manage.py", "worker", "--once", DATABASE_URL=empty)
    assert said.wait(120) == 0, said.output()
    with another_connection(NAME=name_of(empty), OPTIONS={}) as alias:
        switch = BuyingSwitch.objects.using(alias).get()
    assert (switch.is_on, switch.why) == (False, "a backup was put back")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"INVENTORY_ENCRYPTION_KEY": ""}, "hub.E005: HUB_ENCRYPTION_KEYS and INVENTORY_ENCRYPTION_KEY are empty"),
        (
            {"INVENTORY_ENCRYPTION_KEY": generate_key()},
            "hub.E006: HUB_ENCRYPTION_KEYS and INVENTORY_ENCRYPTION_KEY lack",
        ),
    ],
    ids=["without a key", "with another key"],
)
def test_s14_a_backup_put_back_without_its_key_says_what_a_start_would_say(rich_hub, folder, empty, keys, words):
    made = back_up(rich_hub, folder)
    assert "The encryption keys are NOT in it" in made.output()
    assert fingerprint(SUITE_KEY) in made.output()
    assert SUITE_KEY not in made.output()
    put_back = restore(rich_hub, empty, only(folder), **keys)
    assert put_back.process.returncode == 0, put_back.output()
    (sentence,) = [line for line in put_back.output().splitlines() if line.startswith("hub.E00")]
    assert sentence.startswith(words)
    assert fingerprint(SUITE_KEY) in sentence

    worker = rich_hub.start("manage.py", "worker", "--once", DATABASE_URL=empty, **keys)
    assert worker.wait() == 1
    assert sentence in worker.output()
    doctor = rich_hub.start("manage.py", "doctor", DATABASE_URL=empty, **keys)
    assert doctor.wait() == 1
    unreadable = [line for line in doctor.output().splitlines() if line.startswith("broken   secrets")]
    assert "inventory.ApiKey.key cannot be read" in "".join(unreadable)
    assert "suppliers.SupplierAccount.api_key cannot be read" in "".join(unreadable)
    assert "marketplaces.MarketplaceAccount.api_secret cannot be read" in "".join(unreadable)


@pytest.mark.parametrize("point", ["backup.dumped", "backup.written"])
def test_a_backup_that_is_killed_half_way_is_never_listed(rich_hub, folder, point):
    back_up(rich_hub, folder)
    whole = only(folder)
    killed = back_up(rich_hub, folder, HUB_CRASH_AT=point)
    assert killed.process.returncode == 137
    assert only(folder) == whole
    assert [path.suffix for path in folder.iterdir() if path.name.endswith(".partial")] == [".partial"]
    assert back_up(rich_hub, folder).process.returncode == 0
    assert len(archives(folder)) == 2
    assert not [path for path in folder.iterdir() if path.name.endswith(".partial")]


def test_whenever_a_backup_is_killed_what_is_listed_is_whole(rich_hub, folder):
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - to play it again
    moments = random.Random(seed)
    connection.close()
    for _ in range(8):
        proc = rich_hub.start("manage.py", "backup", "--to", folder)
        time.sleep(moments.uniform(0.5, 4.0))
        if proc.process.poll() is None:
            proc.signal(signal.SIGKILL)
        proc.wait()
        for archive in archives(folder):
            examine_archive(archive.path)


def test_two_backups_into_one_folder_do_not_meet(rich_hub, folder):
    first = rich_hub.start("manage.py", "backup", "--to", folder, HUB_FREEZE_AT="backup.dumped")
    wait_until(lambda: _is_frozen(first.pid), 120, what="the first backup to stand still")
    second = back_up(rich_hub, folder)
    assert second.process.returncode == 1
    assert f"Another backup is being made in {folder} right now." in second.output()
    first.signal(signal.SIGCONT)
    assert first.wait(60) == 0, first.output()
    assert len(archives(folder)) == 1


def _is_frozen(pid):
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"


def test_a_full_disk_is_named_and_leaves_nothing(rich_hub, folder):
    connection.close()
    proc = rich_hub.start(UNFIT, "small-disk", 60_000, "backup", "--to", folder)
    assert proc.wait(120) == 1
    assert re.search(r"CommandError: (The disk of .* is full|SQLite could not be copied)", proc.output()), proc.output()
    assert "Traceback" not in proc.output()
    assert [path.name for path in folder.iterdir()] == [".entrepot-backup.lock"]


def test_too_little_room_is_said_before_anything_is_written(rich_hub, folder):
    proc = back_up(rich_hub, folder, ALERT_DISK_FREE_MB=10**9)
    assert proc.process.returncode == 1
    assert "MB free; the backup and the reserve (ALERT_DISK_FREE_MB) need" in proc.output()
    assert [path.name for path in folder.iterdir()] == [".entrepot-backup.lock"]
    assert Event.objects.get(kind="backup.failed").data["error"].startswith(f"The disk of {folder}")


DAMAGES = {
    "a byte of the database": (lambda archive, file: file.write_bytes(_flipped(file.read_bytes())), "is damaged"),
    "the end of the database": (lambda archive, file: file.write_bytes(file.read_bytes()[:-1]), "is damaged"),
    "no database": (lambda archive, file: file.unlink(), "is missing"),
    "no manifest": (lambda archive, file: (archive / "manifest.json").unlink(), "it has no manifest.json"),
    "half a manifest": (lambda archive, file: _halve(archive / "manifest.json"), "is damaged: it is not JSON"),
    "an edited manifest": (lambda archive, file: _edit(archive / "manifest.json"), "do not agree with its sum"),
}


def _flipped(body):
    return body[: len(body) // 2] + bytes([body[len(body) // 2] ^ 1]) + body[len(body) // 2 + 1 :]


def _halve(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _edit(file):
    said = json.loads(file.read_text())
    file.write_text(json.dumps({**said, "bytes": said["bytes"] + 1}))


def test_a_damaged_backup_is_refused_and_nothing_is_written(rich_hub, folder, empty):
    for damage, words in DAMAGES.values():
        back_up(rich_hub, folder)
        archive = archives(folder)[0].path
        damage(archive, archive / json.loads((archive / "manifest.json").read_text())["file"])
        with pytest.raises(BackupError, match=words):
            examine_archive(archive)
    refused = restore(rich_hub, empty, archive)
    assert refused.process.returncode == 1
    assert "CommandError: " in refused.output()
    assert "Traceback" not in refused.output()
    assert is_untouched(empty)


def test_a_backup_goes_into_an_empty_database_only(rich_hub, folder):
    back_up(rich_hub, folder)
    before = rows_of()
    connection.close()
    refused = restore(rich_hub, rich_hub.url, only(folder))
    assert refused.process.returncode == 1
    assert "is not empty (it has" in refused.output()
    assert rows_of() == before


def test_a_backup_of_newer_code_is_refused_and_an_older_one_asks_for_migrate(rich_hub, folder, empty):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_from_next_year', '2031-01-01')"
        )
    back_up(rich_hub, folder)
    refused = restore(rich_hub, empty, only(folder))
    assert refused.process.returncode == 1
    assert "was made by newer code (it has core.9999_from_next_year)" in refused.output()
    assert is_untouched(empty)

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE name IN ('9999_from_next_year', '0006_permission_for_backups')"
        )
    back_up(rich_hub, folder)
    older = restore(rich_hub, empty, archives(folder)[0].path)
    assert older.process.returncode == 0, older.output()
    assert "older than this version (1 migrations): run manage.py migrate" in older.output()
    assert "Before you start a worker, switch buying off" in older.output()


def test_a_worker_makes_the_backups_of_the_schedule_and_drops_the_old_ones(rich_hub, folder):
    settings = {"BACKUP_FOLDER": folder, "BACKUP_KEEP_COUNT": 2}
    rich_hub.worker(**settings)
    for _ in range(3):
        job = rich_hub.wait_for_state(rich_hub.file("core.backup"), Job.State.DONE, timeout=60)
        assert job.result["path"] == str(archives(folder)[0].path)
        assert newest().name == archives(folder)[0].path.name
        time.sleep(1.1)  # their names tell seconds apart
    assert len(archives(folder)) == 2
    assert len(job.result["removed"]) == 1


def test_without_a_folder_the_schedule_makes_nothing_and_claims_no_success(hub):
    hub.worker(BACKUP_FOLDER="")
    hub.wait_for_state(hub.file("core.backup"), Job.State.CANCELLED)
    assert newest() is None


def test_a_missing_pg_dump_is_named(postgresql_hub, folder, tmp_path):
    proc = back_up(postgresql_hub, folder, PATH=str(tmp_path))
    assert proc.process.returncode == 1
    assert "pg_dump is not on the PATH of this process. Install PostgreSQL's client programs" in proc.output()


def test_a_pg_dump_older_than_the_server_is_named(postgresql_hub, folder, tmp_path):
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    proc = back_up(postgresql_hub, folder, PATH=f"{tmp_path}:{environment_for('')['PATH']}")
    assert proc.process.returncode == 1
    assert "is older than the server (pg_dump (PostgreSQL) 9.6.24)" in proc.output()


def test_a_pg_dump_that_is_slow_to_end_has_made_a_good_backup(postgresql_hub, folder, tmp_path):
    real = shutil.which("pg_dump")
    slow = tmp_path / "pg_dump"
    slow.write_text(f'#!/bin/sh\n{real} "$@" || exit\nexec >&-\nsleep 1\n')
    slow.chmod(0o755)
    proc = back_up(postgresql_hub, folder, PATH=f"{tmp_path}:{environment_for('')['PATH']}")
    assert proc.process.returncode == 0, proc.output()
    assert examine_archive(only(folder)).file == "database.dump"


def test_the_log_of_a_former_database_is_not_taken_over(sqlite_hub, folder, empty):
    back_up(sqlite_hub, folder)
    log = Path(name_of(empty) + "-wal")
    log.write_bytes(b"of another database")
    refused = restore(sqlite_hub, empty, only(folder))
    assert refused.process.returncode == 1
    assert f"{log} is left over from another database" in refused.output()
    assert log.read_bytes() == b"of another database"
    assert is_untouched(empty)
