"""SQLite: copied by its own backup interface inside one read transaction, so that writers go on and the copy is of one
moment; checked, then compressed."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from core.backup.connection import another_connection, keys_needed, migrations_of, rows_per_table
from core.backup.errors import BackupError
from core.backup.files import BLOCK, OWNER_ONLY_FILE, Hashing, new_file
from core.backup.manifest import Contents
from core.backup.progress import Progress
from core.checks import database_exists, is_in_memory

FILE = "database.sqlite3.gz"
_COPY = "database.sqlite3"
PAGES_A_STEP = 2_000
COMPRESSION = 1  # a third of the size at a tenth of the time that the best one takes
PATIENCE_SECONDS = 20


def live_size() -> int:
    """Bytes of the database with its log. Raises BackupError where there is no file to copy."""
    path = live_file()
    log = path.with_name(path.name + "-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def live_file() -> Path:
    if is_in_memory():
        raise BackupError("The database is kept in memory: there is nothing on the disk to back up.")
    path = Path(connection.settings_dict["NAME"])
    if not database_exists():
        raise BackupError(f"There is no database at {path} yet: run manage.py migrate.")
    return path.resolve()


def dump(stage: Path, progress: Progress) -> tuple[Contents, str, int]:
    """Writes `FILE` into the folder. What is in it, its SHA-256 and its size."""
    copy = stage / _COPY
    copy.touch(mode=OWNER_ONLY_FILE)
    size = live_size()
    try:
        _copy(live_file(), copy, size, progress)
        check(copy)
        with another_connection(NAME=str(copy), OPTIONS={}) as alias:
            contents = Contents(
                tables=rows_per_table(alias),
                migrations=migrations_of(alias),
                keys=keys_needed(alias),
                server=f"SQLite {sqlite3.sqlite_version}",
                database_bytes=copy.stat().st_size,
            )
    except sqlite3.Error as error:
        raise BackupError(f"SQLite could not be copied: {error}.") from error
    with new_file(stage / FILE) as file, copy.open("rb") as source:
        hashing = Hashing(file)
        with gzip.GzipFile(filename="", mode="wb", compresslevel=COMPRESSION, fileobj=hashing, mtime=0) as packed:
            while block := source.read(BLOCK):
                packed.write(block)
                progress(size + source.tell(), 2 * size)
    copy.unlink()
    return contents, hashing.sha256, hashing.size


def check(file: Path) -> None:
    """Raises BackupError when the file is not a sound database."""
    with closing(sqlite3.connect(file)) as database:
        said = database.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise BackupError(
            f"The copy is damaged, and so may be the database: PRAGMA integrity_check says {said[:200]!r}."
        )


def unpack(packed: Path, target: Path) -> None:
    """Writes the database of a backup to a new file."""
    try:
        with gzip.open(packed, "rb") as source, new_file(target) as file:
            shutil.copyfileobj(source, file, BLOCK)
    except (EOFError, gzip.BadGzipFile) as error:
        raise BackupError(f"{packed} cannot be unpacked: {error}.") from error


def _copy(source: Path, target: Path, size: int, progress: Progress) -> None:
    address = f"{source.as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)) as live,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        page = int(live.execute("PRAGMA page_size").fetchone()[0])
        live.execute("BEGIN")
        live.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # the snapshot begins with the first read

        def told(status: int, remaining: int, total: int) -> None:
            progress((total - remaining) * page, 2 * max(size, total * page))

        live.backup(copy, pages=PAGES_A_STEP, progress=told, sleep=0.0)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
