"""Putting a backup back: everything is looked at first, and nothing is written unless all of it fits."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection
from django.db import Error as AnyDatabaseError
from django.db.migrations.loader import MigrationLoader

from core.backup import postgresql, sqlite
from core.backup.connection import another_connection, rows_per_table
from core.backup.errors import BackupError, of_disk
from core.backup.files import flush_folder, sha256_of
from core.backup.manifest import Manifest, read_manifest
from core.checks import database_exists, is_in_memory, key_problems
from core.redaction import redact_text

LOG_SUFFIXES = ("-wal", "-journal")
ROOM_FACTOR = 1.2
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NAMED_TABLES = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """`waiting` are migrations of this code that the backup does not have yet; `unreadable` says which keys are lacking."""

    manifest: Manifest
    waiting: list[str]
    unreadable: list[str]


def examine_archive(archive: Path) -> Manifest:
    """Its manifest, when the backup is whole and this code can read it. Raises BackupError; writes nothing."""
    manifest = read_manifest(archive)
    file = archive / manifest.file
    if Path(manifest.file).name != manifest.file or not file.is_file():
        raise BackupError(f"{file} is missing: the backup is not whole.")
    if file.stat().st_size != manifest.bytes or sha256_of(file) != manifest.sha256:
        raise BackupError(f"{file} is damaged: it does not have the SHA-256 of its manifest. Take another backup.")
    newer = _missing_from(_known_migrations(), manifest.contents.migrations)
    if newer:
        raise BackupError(
            f"The backup was made by newer code (it has {', '.join(newer[:NAMED_TABLES])}). Install that version first."
        )
    return manifest


def restore(archive: Path, say: Callable[[str], None] = lambda sentence: None) -> Restored:
    """Into the hub's database, which must be empty. Raises BackupError, and the database is as it was then."""
    try:
        manifest = examine_archive(archive)
        say(f"The backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC is whole.")
        _require_same_kind(manifest)
        _require_empty()
        put_back = {"sqlite": _put_back_file, "postgresql": _put_back_dump}[manifest.kind]
        put_back(archive, manifest)
    except OSError as error:
        raise of_disk(error, archive) from error
    except AnyDatabaseError as error:
        raise BackupError(redact_text(f"The database does not take it: {error}").strip()) from error
    waiting = _missing_from(manifest.contents.migrations, _known_migrations())
    return Restored(manifest, waiting, [f"{problem.id}: {problem.msg}" for problem in key_problems()])


def _known_migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        found.setdefault(app, []).append(name)
    return found


def _missing_from(have: dict[str, list[str]], wanted: dict[str, list[str]]) -> list[str]:
    """The migrations of `wanted` that `have` lacks."""
    return sorted(f"{app}.{name}" for app, names in wanted.items() for name in names if name not in have.get(app, []))


def _require_same_kind(manifest: Manifest) -> None:
    if manifest.kind != connection.vendor:
        raise BackupError(
            f"The backup is of {KINDS[manifest.kind]} and DATABASE_URL names {KINDS[connection.vendor]}: restore it into "
            f"an empty database of its own kind."
        )


def _require_empty() -> None:
    if not database_exists():
        return
    tables = connection.introspection.table_names()
    if tables:
        raise BackupError(
            f"The database {connection.settings_dict['NAME']} is not empty (it has {len(tables)} tables), and a backup goes "
            "into an empty one only: name a new one in DATABASE_URL, or move the old one away first. Nothing was changed."
        )


def _put_back_dump(archive: Path, manifest: Manifest) -> None:
    postgresql.restore(archive / manifest.file)
    _compare(manifest, DEFAULT_DB_ALIAS)


def _put_back_file(archive: Path, manifest: Manifest) -> None:
    """Beside its place, checked there, then renamed: a restore that is killed leaves no database behind."""
    if is_in_memory():
        raise BackupError("DATABASE_URL names a database in memory: name a file.")
    target = Path(connection.settings_dict["NAME"]).absolute()
    connection.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in LOG_SUFFIXES:
        log = target.with_name(target.name + suffix)
        if log.exists() and log.stat().st_size:
            raise BackupError(f"{log} is left over from another database: move it away first. Nothing was changed.")
    _require_room(target.parent, manifest)
    beside = target.with_name(f".{target.name}.restoring")
    beside.unlink(missing_ok=True)
    try:
        sqlite.unpack(archive / manifest.file, beside)
        sqlite.check(beside)
        with another_connection(NAME=str(beside), OPTIONS={}) as alias:
            _compare(manifest, alias)
        beside.replace(target)
        flush_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def _require_room(folder: Path, manifest: Manifest) -> None:
    wanted = int(manifest.contents.database_bytes * ROOM_FACTOR)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupError(
            f"The disk of {folder} has {free // 1_000_000} MB free and the database needs {wanted // 1_000_000} MB. "
            "Make room there. Nothing was changed."
        )


def _compare(manifest: Manifest, alias: str) -> None:
    found, wanted = rows_per_table(alias), manifest.contents.tables
    wrong = sorted(table for table in {*found, *wanted} if found.get(table) != wanted.get(table))
    if wrong:
        raise BackupError(
            f"What was restored does not agree with the manifest in {', '.join(wrong[:NAMED_TABLES])}: do not use it."
        )
