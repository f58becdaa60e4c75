"""Rows by the hundred thousand: PostgreSQL's COPY, SQLite's executemany, the values as the model's own fields write them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

ROWS_A_STATEMENT = 20_000


def load(model: type[models.Model], number: int, **columns: Any) -> None:
    """Makes so many rows. A column (foreign keys by their `…_id`) is a value, or a function of the row's place from 0 on;
    those not named have the field's default, moments that Django sets by itself are now."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    unknown = set(columns) - {field.attname for field in fields}
    if unknown:
        raise TypeError(f"{model.__name__} has no {sorted(unknown)}.")
    makers = [_maker(field, columns.get(field.attname, _missing(field))) for field in fields]
    rows = (tuple(value(n) if callable(value) else value for value in makers) for n in range(number))
    _write(model._meta.db_table, [str(field.column) for field in fields], rows)


def _missing(field: Any) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    return (lambda _n: field.get_default()) if callable(field.default) else field.get_default()


def _maker(field: Any, value: Any) -> Any:
    """The value as the database takes it; what is the same for all rows is made ready once."""
    if callable(value):
        return lambda n: field.get_db_prep_save(value(n), connection)
    return field.get_db_prep_save(value, connection)


def _write(table: str, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'  # noqa: S608 - our tables
        while batch := list(islice(rows, ROWS_A_STATEMENT)):
            cursor.executemany(statement, batch)
