"""Counts the statements a process gives its database, on every connection that Django opens."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.backends.signals import connection_created

_ASKS = ("\tQuery\t", "\tExecute\t")


class StatementCount:
    """Counts from `start` on; `stop` gives how many there were, those that begin and end transactions too.

    PostgreSQL's are read from libpq's own trace, which goes to `path`; SQLite tells of each one (of a list of rows each row).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] = path.open("wb")
        self._told = 0

    def start(self) -> None:
        connection_created.connect(self._trace, weak=False)

    def _trace(self, connection: Any, **_: object) -> None:
        if connection.vendor == "postgresql":
            connection.connection.pgconn.trace(self._file.fileno())
        else:
            connection.connection.set_trace_callback(self._tell)

    def _tell(self, statement: str) -> None:
        self._told += 1

    def stop(self) -> int:
        connection_created.disconnect(self._trace)
        lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        return self._told + sum("\tF\t" in line and any(word in line for word in _ASKS) for line in lines)


@contextmanager
def clocked_statements() -> Iterator[list[float]]:
    """How long each statement of the block takes, in seconds; those that begin and end transactions are left out."""
    seen: list[float] = []

    def clocked(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seen.append(time.perf_counter() - began)

    with connection.execute_wrapper(clocked):
        yield seen
