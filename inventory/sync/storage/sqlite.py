"""SQLite: executemany on Django's own connection; lists of keys travel as JSON."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from sqlite3 import Cursor
from typing import Any

import msgspec
from django.db import connection

from inventory.sync.rows import CurrentProduct, Issue, ItemPlan, NewProduct, ProductUpdate, SoldValues
from inventory.sync.storage import columns
from inventory.sync.storage.interface import CatalogueStorage

_LOOKUP = """select external_id, product_id, case when sync_status = 'synced' and missing_since is null then fingerprint
  else x'' end from inventory_externalproduct where external_id in (select value from json_each(?))"""
_CURRENT = f"""select {columns.CURRENT_COLUMNS} from inventory_product p
  join inventory_externalproduct e on e.product_id = p.id where p.id in (select value from json_each(?))"""
_OWNERS = """select p.sku, e.external_id, p.id from inventory_product p
  join inventory_externalproduct e on e.product_id = p.id where p.sku in (select value from json_each(?))"""
_NEXT_ID = """select max(coalesce((select seq from sqlite_sequence where name = 'inventory_product'), 0),
  coalesce((select max(id) from inventory_product), 0)) + 1"""

_INSERT_PRODUCT = """insert into inventory_product (id, title, description, sku, price, currency, stock, stock_known, unit,
  brand, category_id, images, is_active, staff_fields, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)"""
_INSERT_EXTERNAL = """insert into inventory_externalproduct (external_id, external_sku, product_id, site_id, sync_status,
  synced_at, unlinked_category, fingerprint, source_data) values (?, ?, ?, ?, 'synced', ?, ?, ?, ?)"""
_GUARDED = ", ".join(
    f"{column} = case when staff_fields & {int(bit)} = 0 then ? else {column} end" for column, bit in columns.PROTECTED
)
_UPDATE_PRODUCT = f"update inventory_product set {_GUARDED}, updated_at = ? where id = ?"
_UPDATE_EXTERNAL = """update inventory_externalproduct set external_sku = ?, site_id = ?, sync_status = ?,
  unlinked_category = ?, fingerprint = ?, source_data = ?, missing_since = null, synced_at = ? where product_id = ?"""
_APPLY = """update inventory_product set price = ?, currency = ?, stock = ?, stock_known = ?, is_active = ?, updated_at = ?
  where id = ?"""
_MOVE_FINGERPRINT = "update inventory_externalproduct set fingerprint = ? where product_id = ?"
_MARK_ERRORS = """update inventory_externalproduct set sync_status = 'error', missing_since = null, synced_at = ?
  where product_id in (select value from json_each(?)) and (sync_status <> 'error' or missing_since is not null)"""
_CHANGES = f"""insert into core_syncchange ({columns.CHANGE_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (run_id, object_id, field) do update set old = excluded.old, new = excluded.new, label = excluded.label,
  weight = excluded.weight, fingerprint = excluded.fingerprint"""
_EVENTS = f"insert into core_event ({columns.EVENT_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)"
_ISSUES = f"""insert into core_syncissue ({columns.ISSUE_COLUMNS.replace("values", '"values"')})
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_PRICE = Decimal("0.0001")
_STOCK = Decimal("0.001")


class SqliteStorage(CatalogueStorage):
    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        with _cursor() as cursor:
            rows = cursor.execute(_LOOKUP, (columns.json_text(list(external_ids)),))
            return {row[0]: row[1:] for row in rows.fetchall()}

    def current(self, product_ids: Sequence[int]) -> dict[int, CurrentProduct]:
        with _cursor() as cursor:
            rows = cursor.execute(_CURRENT, (columns.json_text(list(product_ids)),))
            return {row[0]: _current(row) for row in rows}

    def sku_owners(self, skus: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        owners: dict[str, list[tuple[str, int]]] = {}
        with _cursor() as cursor:
            for sku, external_id, product_id in cursor.execute(_OWNERS, (columns.json_text(list(skus)),)):
                owners.setdefault(sku, []).append((external_id, product_id))
        return owners

    def write(self, plans: Sequence[ItemPlan], run_id: int, now: datetime) -> list[int]:
        stamp = _stamp(now)
        new = [plan.new for plan in plans if plan.new is not None]
        staged = [change for plan in plans for change in plan.staged]
        with _cursor() as cursor:
            ids = _insert(cursor, new, stamp) if new else []
            updates = [_update_row(plan.update, stamp) for plan in plans if plan.update is not None]
            if updates:
                cursor.executemany(_UPDATE_PRODUCT, updates)
            externals = [(*p.external[1:], stamp, p.external[0]) for p in plans if p.external is not None]
            if externals:
                cursor.executemany(_UPDATE_EXTERNAL, externals)
            if staged:
                cursor.executemany(_CHANGES, columns.change_rows(staged, run_id))
            events = list(columns.event_rows(plans, run_id, stamp))
            if events:
                cursor.executemany(_EVENTS, events)
        return ids

    def write_issues(self, issues: Sequence[Issue], run_id: int, now: datetime) -> None:
        with _cursor() as cursor:
            cursor.executemany(_ISSUES, columns.issue_rows(issues, run_id, _stamp(now)))

    def mark_errors(self, product_ids: Sequence[int], now: datetime) -> None:
        with _cursor() as cursor:
            cursor.execute(_MARK_ERRORS, (_stamp(now), columns.json_text(list(product_ids))))

    def apply_values(self, rows: Sequence[SoldValues], now: datetime) -> None:
        stamp = _stamp(now)
        values = [
            (str(r.price), r.currency, str(r.stock), r.stock_known, r.is_active, stamp, r.product_id) for r in rows
        ]
        with _cursor() as cursor:
            cursor.executemany(_APPLY, values)

    def move_fingerprints(self, rows: Sequence[tuple[int, bytes]]) -> None:
        with _cursor() as cursor:
            cursor.executemany(_MOVE_FINGERPRINT, [(fingerprint, pk) for pk, fingerprint in rows])

    def check_constraints_now(self) -> None:
        """SQLite has no such switch: `verify` looks."""

    def verify(self) -> None:
        connection.check_constraints(table_names=["inventory_product", "inventory_externalproduct"])

    def known_count(self) -> int:
        with _cursor() as cursor:
            row = cursor.execute(
                "select count(*) from inventory_externalproduct where sync_status <> 'gone'"
            ).fetchone()
            return int(row[0])

    def known_keys(self, batch: int) -> Iterator[list[int]]:
        query = """select product_id from inventory_externalproduct where sync_status <> 'gone' and product_id > ?
          order by product_id limit ?"""
        last = 0
        while True:
            with _cursor() as cursor:
                keys = [row[0] for row in cursor.execute(query, (last, batch))]
            if not keys:
                return
            yield keys
            last = keys[-1]

    def is_empty(self) -> bool:
        with _cursor() as cursor:
            return cursor.execute("select 1 from inventory_externalproduct limit 1").fetchone() is None


@contextmanager
def _cursor() -> Iterator[Cursor]:
    """A plain cursor on this thread's Django connection; its errors are Django's."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Cursor = connection.connection.cursor(Cursor)
        try:
            yield cursor
        finally:
            cursor.close()


def _stamp(now: datetime) -> str:
    """A moment as Django writes it on SQLite: UTC, without a zone."""
    return str(now.astimezone(UTC).replace(tzinfo=None))


def _decimal(value: float, step: Decimal) -> Decimal:
    """A decimal column comes back as a float or int; its shortest text is the figure that was written."""
    return Decimal(str(value)).quantize(step)


def _current(row: tuple[Any, ...]) -> CurrentProduct:
    values = dict(zip(CurrentProduct._fields, row, strict=True))
    values["price"] = _decimal(values["price"], _PRICE)
    values["stock"] = _decimal(values["stock"], _STOCK)
    values["images"] = msgspec.json.decode(values["images"])
    for name in ("stock_known", "is_active", "is_missing"):
        values[name] = bool(values[name])
    return CurrentProduct(**values)


def _insert(cursor: Cursor, new: Sequence[NewProduct], stamp: str) -> list[int]:
    first = cursor.execute(_NEXT_ID).fetchone()[0]
    ids = list(range(first, first + len(new)))
    cursor.executemany(_INSERT_PRODUCT, [_product_row(pk, item, stamp) for pk, item in zip(ids, new, strict=True)])
    cursor.executemany(_INSERT_EXTERNAL, [_external_row(pk, item, stamp) for pk, item in zip(ids, new, strict=True)])
    return ids


def _product_row(pk: int, item: NewProduct, stamp: str) -> tuple[Any, ...]:
    s = item.source
    return (
        pk,
        s.title,
        s.description,
        s.sku,
        str(s.price),
        s.currency,
        "0" if s.stock is None else str(s.stock),
        s.stock is not None,
        s.unit,
        s.brand,
        item.category_id,
        columns.json_text(s.images),
        s.is_active,
        stamp,
        stamp,
    )


def _external_row(pk: int, item: NewProduct, stamp: str) -> tuple[Any, ...]:
    s = item.source
    return (s.external_id, s.sku, pk, s.site_id, stamp, item.unlinked_category, item.fingerprint, item.raw)


def _update_row(update: ProductUpdate, stamp: str) -> tuple[Any, ...]:
    return (
        update.title,
        update.description,
        update.sku,
        str(update.stock),
        update.stock_known,
        update.unit,
        update.brand,
        update.category_id,
        columns.json_text(update.images),
        update.is_active,
        stamp,
        update.product_id,
    )
