"""Which folders are backups, which of them go, and what a manifest refuses."""

from datetime import UTC, datetime, timedelta

import pytest

from core.backup.errors import BackupError
from core.backup.folder import archives, exclusive, staged
from core.backup.manifest import Contents, Manifest, read_manifest
from core.backup.postgresql import environment
from core.backup.pruning import Keep, prune

NOW = datetime(2026, 3, 31, 2, 30, tzinfo=UTC)
CONTENTS = Contents(
    tables={"core_job": 3}, migrations={"core": ["0001_initial"]}, keys={}, server="SQLite", database_bytes=9
)


def make(folder, days_ago=0.0, installation="ours"):
    made_at = NOW - timedelta(days=days_ago)
    with staged(folder, made_at) as stage:
        (stage / "database.dump").write_bytes(b"rows")
        Manifest(made_at, "0.1.0", "sqlite", installation, CONTENTS, "database.dump", 4, "x").write(stage)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_manifest_reads_back_as_it_was_written(tmp_path):
    made = Manifest(NOW, "0.1.0", "postgresql", "ours", CONTENTS, "database.dump", 4, "x")
    made.write(tmp_path)
    assert read_manifest(tmp_path) == made
    assert (tmp_path / "manifest.json").stat().st_mode & 0o777 == 0o600


def test_backups_are_listed_newest_first_and_nothing_else_is(tmp_path):
    for days in (1, 3, 2):
        make(tmp_path, days)
    (tmp_path / ".entrepot-20260331-000000.partial").mkdir()
    (tmp_path / "entrepot-20260401-000000").mkdir()  # without a manifest
    (tmp_path / "entrepot-20260402-000000").write_text("a file")
    (tmp_path / "holiday pictures").mkdir()
    found = [archive.path.name for archive in archives(tmp_path)]
    assert found == ["entrepot-20260330-023000", "entrepot-20260329-023000", "entrepot-20260328-023000"]


def test_two_backups_of_one_second_have_two_names(tmp_path):
    make(tmp_path)
    make(tmp_path)
    assert names(tmp_path) == ["entrepot-20260331-023000", "entrepot-20260331-023000-2"]


def test_what_breaks_off_leaves_no_folder(tmp_path):
    with pytest.raises(RuntimeError), staged(tmp_path, NOW) as stage:  # noqa: PT012 - the block is what breaks off
        (stage / "database.dump").write_bytes(b"half")
        assert stage.stat().st_mode & 0o777 == 0o700
        raise RuntimeError
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        (Keep(), [0, 1, 2, 10, 40]),
        (Keep(days=30), [0, 1, 2, 10]),
        (Keep(count=2), [0, 1]),
        (Keep(days=5, count=4), [0, 1, 2]),
        (Keep(days=5, count=1), [0]),
    ],
)
def test_backups_go_by_age_and_by_number(tmp_path, keep, left):
    for days in (0, 1, 2, 10, 40):
        make(tmp_path, days)
    gone = prune(tmp_path, keep, "ours", NOW)
    assert len(gone) == 5 - len(left)
    assert [(NOW - archive.manifest.made_at).days for archive in archives(tmp_path)] == left


def test_the_newest_stays_however_old_it_is(tmp_path):
    make(tmp_path, 400)
    assert prune(tmp_path, Keep(days=1, count=1), "ours", NOW) == []


def test_backups_of_another_hub_and_foreign_files_stay(tmp_path):
    make(tmp_path, 0)
    make(tmp_path, 50, installation="theirs")
    (tmp_path / "entrepot-20200101-000000").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    assert prune(tmp_path, Keep(days=1, count=1), "ours", NOW) == []
    assert len(names(tmp_path)) == 4


def test_one_backup_at_a_time_into_a_folder_and_leftovers_are_swept(tmp_path):
    leftover = tmp_path / ".entrepot-20260330-023000.partial"
    leftover.mkdir()
    foreign = tmp_path / ".something.partial"
    foreign.mkdir()
    with exclusive(tmp_path):
        assert not leftover.exists()
        assert foreign.exists()
        with pytest.raises(BackupError, match="Another backup is being made"), exclusive(tmp_path):
            pass


def test_the_password_of_postgresql_goes_by_the_environment_and_never_by_the_command_line():
    given = {"HOST": "db.example.com", "PORT": 5433, "USER": "hub", "PASSWORD": "s3cret", "NAME": "hub"}
    found = environment({**given, "OPTIONS": {"sslmode": "verify-full", "options": "-c lock_timeout=5000"}})
    assert {name: value for name, value in found.items() if name.startswith("PG")} == {
        "PGHOST": "db.example.com",
        "PGPORT": "5433",
        "PGUSER": "hub",
        "PGPASSWORD": "s3cret",
        "PGDATABASE": "hub",
        "PGSSLMODE": "verify-full",
    }
