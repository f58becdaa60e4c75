"""Many rows of one table in one statement, on both databases. Table and column names are the program's own, never data."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

# Column name -> its PostgreSQL type.
Columns = Mapping[str, str]


def reserve_ids(table: str, count: int) -> list[int]:
    """Keys that nothing else will use, for rows to be inserted in this transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            query = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
            cursor.execute(query, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f"""select max(coalesce((select seq from sqlite_sequence where name = %s), 0),
            coalesce((select max(id) from {table}), 0)) + 1""",
            [table],
        )
        first = cursor.fetchone()[0]
    return list(range(first, first + count))


def insert_many(table: str, columns: Columns, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`."""
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
            query = f"insert into {table} ({names}) select * from unnest({arrays})"
            cursor.execute(query, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(f"insert into {table} ({names}) values ({_marks(columns)})", rows)


def update_many(table: str, key: str, columns: Columns, rows: Sequence[Sequence[Any]]) -> None:
    """Set columns by key; in each row the key (a bigint) comes first, then the values in the order of `columns`."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            settings = ", ".join(f"{name} = s.{name}" for name in columns)
            arrays = ", ".join(["%s::int8[]", *(f"%s::{kind}[]" for kind in columns.values())])
            query = f"""update {table} t set {settings} from unnest({arrays}) s (key_, {", ".join(columns)})
              where t.{key} = s.key_"""
            cursor.execute(query, [list(column) for column in zip(*rows, strict=True)])
        else:
            settings = ", ".join(f"{name} = %s" for name in columns)
            values = [(*row[1:], row[0]) for row in rows]
            cursor.executemany(f"update {table} set {settings} where {key} = %s", values)


def _marks(columns: Columns) -> str:
    return ", ".join("%s" for _ in columns)
