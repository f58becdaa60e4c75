"""PostgreSQL: `pg_dump` reads the snapshot of a transaction of ours, in which the rows are counted: the counts are those
of the dump. `pg_restore` puts it back in one transaction, all or nothing."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from core.backup.connection import another_connection, keys_needed, migrations_of, rows_per_table
from core.backup.errors import BackupError
from core.backup.files import BLOCK, Hashing, new_file
from core.backup.manifest import Contents
from core.backup.progress import Progress
from core.redaction import redact_text

FILE = "database.dump"
SHOWN_CHARACTERS = 600
# libpq's variables for what may stand in a database address; nothing of it is shown in the list of processes.
VARIABLES = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
}


def live_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def dump(stage: Path, progress: Progress) -> tuple[Contents, str, int]:
    """Writes `FILE` into the folder. What is in it, its SHA-256 and its size."""
    program = _program("pg_dump")
    size = live_size()
    with _snapshot() as (alias, snapshot), new_file(stage / FILE) as file:
        contents = Contents(
            tables=rows_per_table(alias),
            migrations=migrations_of(alias),
            keys=keys_needed(alias),
            server=f"PostgreSQL {_server_major()}",
            database_bytes=size,
        )
        hashing = Hashing(file)
        words = [program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _read_from(words, hashing, size, progress)
    return contents, hashing.sha256, hashing.size


def restore(file: Path) -> None:
    """Into the hub's database, which must be empty. Raises BackupError, and nothing is there then."""
    program = _program("pg_restore")
    words = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    name = connection.settings_dict["NAME"]
    connection.close()
    done = subprocess.run(  # noqa: S603 - the server's own program with words of ours
        [program, *words, f"--dbname={name}", str(file)],
        env=environment(connection.settings_dict),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"pg_restore failed, nothing was restored: {_said(done.stderr)}")


def environment(given: Mapping[str, Any]) -> dict[str, str]:
    """Our own environment, with the way to the database in libpq's variables."""
    way = {
        "PGHOST": given.get("HOST"),
        "PGPORT": given.get("PORT"),
        "PGUSER": given.get("USER"),
        "PGPASSWORD": given.get("PASSWORD"),
        "PGDATABASE": given.get("NAME"),
        **{variable: given.get("OPTIONS", {}).get(option) for option, variable in VARIABLES.items()},
    }
    return {**os.environ, **{name: str(value) for name, value in way.items() if value}}


@contextmanager
def _snapshot() -> Iterator[tuple[str, str]]:
    """A connection that sees the database as of now, and the name under which others see the same."""
    with another_connection() as alias, transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # it waits for pg_dump
            cursor.execute("SELECT pg_export_snapshot()")
            name = str(cursor.fetchone()[0])
        yield alias, name


def _read_from(words: Sequence[str], target: Hashing, size: int, progress: Progress) -> None:
    """Through a pipe: when this process dies, so does pg_dump."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - the server's own program with words of ours
            words, env=environment(connection.settings_dict), stdout=subprocess.PIPE, stderr=complaints
        )
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            while block := process.stdout.read(BLOCK):
                target.write(block)
                progress(target.size, size)
        except BaseException:
            process.terminate()
            raise
        finally:
            # All was said before it has ended: it closes its output first and takes leave of the server then.
            if process.stdout is not None:
                process.stdout.close()
            code = process.wait()
        if code:
            complaints.seek(0)
            raise BackupError(f"pg_dump failed: {_said(complaints.read())}")


def _program(name: str) -> str:
    """Where the program is. Raises BackupError when it is missing, or older than the server."""
    path = shutil.which(name)
    remedy = f"Install PostgreSQL's client programs of version {_server_major()} (Debian: postgresql-client)."
    if path is None:
        raise BackupError(f"{name} is not on the PATH of this process. {remedy}")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - as above
    found = re.search(r"(\d+)", said)
    if found is None or int(found.group(1)) < _server_major():
        raise BackupError(f"{path} is older than the server ({said.strip() or 'it says nothing'}). {remedy}")
    return path


def _server_major() -> int:
    connection.ensure_connection()
    return int(getattr(connection, "pg_version", 0)) // 10_000


def _said(complaint: bytes) -> str:
    return redact_text(" ".join(complaint.decode(errors="replace").split()))[:SHOWN_CHARACTERS] or "it says nothing."
