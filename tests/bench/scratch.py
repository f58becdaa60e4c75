"""A database of its own for one small bench: on the server of DATABASE_URL where that is PostgreSQL, else a SQLite file."""

import contextlib
import gc
import itertools
import os
import sqlite3
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.bench import product, yardstick

PAGE_BYTES = 4096  # of a SQLite file


class Scratch:
    """`url` as DATABASE_URL wants it; `kind` is the yardstick's word for the database, "pg" or "sqlite"."""

    def __init__(self, url: str, path: str = "") -> None:
        self.url, self._path = url, path
        self.kind = "sqlite" if path else "pg"

    def migrate(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, cwd=yardstick.PROJECT, env={**os.environ, **environment}, check=True)

    def check(self, verify: Any, base: str) -> str:
        """The yardstick's exact check of every row; "" when all are right."""
        verify.PG_DSN, verify.SQLITE_PATH = self.url, self._path
        try:
            return product.check(verify, base, self.kind)
        finally:
            # The yardstick leaves a connection to the collector. While one is open here, reading the file beside it (see
            # `_pages`) gives up its locks: the next writer thinks itself alone, and we read what is no database any more.
            gc.collect()

    def rows_written(self) -> dict[str, int]:
        """Table -> a figure that moves with every row that is inserted, changed or deleted."""
        if self.kind == "pg":
            with psycopg.connect(self.url) as connection:
                query = "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables"
                return dict(connection.execute(query).fetchall())
        with contextlib.closing(sqlite3.connect(self._path)) as connection:
            query = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            names = [row[0] for row in connection.execute(query)]
            return {name: hash(tuple(connection.execute(f'select * from "{name}"'))) for name in names}  # noqa: S608 - our tables

    def bytes_written(self, act: Callable[[], object]) -> int:
        """How much `act` writes: of PostgreSQL's write-ahead log, or of the SQLite file in pages that differ."""
        if self.kind == "pg":
            before = self._log_position()
            act()
            return self._log_position() - before
        old = self._pages()
        act()
        new = self._pages()
        return PAGE_BYTES * sum(page != other for page, other in itertools.zip_longest(old, new))

    def _log_position(self) -> int:
        with psycopg.connect(self.url) as connection:
            row = connection.execute("select pg_current_wal_lsn() - '0/0'").fetchone()
            return int(row[0]) if row else 0

    def _pages(self) -> list[bytes]:
        content = Path(self._path).read_bytes()
        return [content[at : at + PAGE_BYTES] for at in range(0, len(content), PAGE_BYTES)]


@contextlib.contextmanager
def scratch_database(folder: Path) -> Iterator[Scratch]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        path = str(folder / "bench.sqlite3")
        yield Scratch(f"sqlite:///{path}", path)
        return
    name = f"entrepot_bench_{os.getpid()}"
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name}")
        try:
            yield Scratch(urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl())
        finally:
            server.execute(f"drop database if exists {name} with (force)")
