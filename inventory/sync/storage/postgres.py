"""PostgreSQL: COPY for new rows, UPDATE … FROM unnest for changed ones, through psycopg cursors on Django's connection."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection
from psycopg.rows import tuple_row

from inventory.sync.rows import (
    CurrentProduct,
    ExternalUpdate,
    Issue,
    ItemPlan,
    NewProduct,
    ProductUpdate,
    SoldValues,
)
from inventory.sync.storage import columns
from inventory.sync.storage.interface import CatalogueStorage

_LOOKUP = """select external_id, product_id,
  case when sync_status = 'synced' and missing_since is null then fingerprint else ''::bytea end
  from inventory_externalproduct where external_id = any(string_to_array(%s, e'\\x1f'))"""
_SEPARATOR = "\x1f"  # ids are printable; one long text is far quicker to send than a list of a thousand
_CURRENT = f"""select {columns.CURRENT_COLUMNS}
  from inventory_product p join inventory_externalproduct e on e.product_id = p.id where p.id = any(%s)"""
_OWNERS = """select p.sku, e.external_id, p.id from inventory_product p
  join inventory_externalproduct e on e.product_id = p.id where p.sku = any(%s)"""
_RESERVE = "select nextval('inventory_product_id_seq') from generate_series(1, %s)"

_COPY_PRODUCTS = """copy inventory_product (id, title, description, sku, price, currency, stock, stock_known, unit, brand,
  category_id, images, is_active, staff_fields, created_at, updated_at) from stdin"""
_COPY_EXTERNALS = """copy inventory_externalproduct (external_id, external_sku, product_id, site_id, sync_status,
  synced_at, unlinked_category, fingerprint, source_data) from stdin"""

_TYPES = {"stock": "numeric", "stock_known": "bool", "category_id": "int8", "images": "text", "is_active": "bool"}


def _guarded(column: str, bit: int) -> str:
    value = f"s.{column}::jsonb" if column == "images" else f"s.{column}"
    return f"{column} = case when p.staff_fields & {int(bit)} = 0 then {value} else p.{column} end"


_NAMES = [column for column, _ in columns.PROTECTED]
_ARRAYS = ", ".join(["%s::int8[]", *(f"%s::{_TYPES.get(name, 'text')}[]" for name in _NAMES)])
_SETTINGS = ", ".join(_guarded(column, bit) for column, bit in columns.PROTECTED)
_UPDATE_PRODUCTS = f"""update inventory_product p set {_SETTINGS}, updated_at = %s
  from unnest({_ARRAYS}) s (product_id, {", ".join(_NAMES)}) where p.id = s.product_id"""
_UPDATE_EXTERNALS = """update inventory_externalproduct e set external_sku = s.sku, site_id = s.site, sync_status = s.status,
  unlinked_category = s.unlinked, fingerprint = s.fingerprint, source_data = s.data, missing_since = null, synced_at = %s
  from unnest(%s::int8[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::bytea[])
  s (product_id, sku, site, status, unlinked, fingerprint, data) where e.product_id = s.product_id"""
_APPLY = """update inventory_product p set price = s.price, currency = s.currency, stock = s.stock,
  stock_known = s.stock_known, is_active = s.is_active, updated_at = %s from unnest(%s::int8[], %s::numeric[], %s::text[],
  %s::numeric[], %s::bool[], %s::bool[]) s (id, price, currency, stock, stock_known, is_active) where p.id = s.id"""
_MOVE_FINGERPRINTS = """update inventory_externalproduct e set fingerprint = s.fingerprint
  from unnest(%s::int8[], %s::bytea[]) s (id, fingerprint) where e.product_id = s.id"""
_MARK_ERRORS = """update inventory_externalproduct set sync_status = 'error', missing_since = null, synced_at = %s
  where product_id = any(%s) and (sync_status <> 'error' or missing_since is not null)"""

_CHANGES = f"""insert into core_syncchange ({columns.CHANGE_COLUMNS}) select * from unnest(%s::int8[], %s::int8[],
  %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::float8[], %s::bytea[], %s::bool[], %s::text[])
  on conflict (run_id, object_id, field) do update set old = excluded.old, new = excluded.new, label = excluded.label,
  weight = excluded.weight, fingerprint = excluded.fingerprint"""
_EVENTS = f"""insert into core_event ({columns.EVENT_COLUMNS}) select a, b, c, d::jsonb, e, f, g from unnest(%s::text[],
  %s::text[], %s::text[], %s::text[], %s::text[], %s::int8[], %s::timestamptz[]) u (a, b, c, d, e, f, g)"""
_ISSUES = f"""insert into core_syncissue ({columns.ISSUE_COLUMNS.replace("values", '"values"')})
  select a, b, c, d, e, f::jsonb, g, h, i from unnest(%s::int8[], %s::text[], %s::text[], %s::text[], %s::text[],
  %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[]) u (a, b, c, d, e, f, g, h, i)"""

_NULL = "\\N"


class PostgresStorage(CatalogueStorage):
    writers = 2

    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        with _cursor() as cursor:
            cursor.execute(_LOOKUP, (_SEPARATOR.join(external_ids),), binary=True)
            return {row[0]: row[1:] for row in cursor.fetchall()}

    def current(self, product_ids: Sequence[int]) -> dict[int, CurrentProduct]:
        with _cursor() as cursor:
            cursor.execute(_CURRENT, (list(product_ids),), binary=True)
            return {row[0]: CurrentProduct._make(row) for row in cursor}

    def sku_owners(self, skus: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        owners: dict[str, list[tuple[str, int]]] = {}
        with _cursor() as cursor:
            for sku, external_id, product_id in cursor.execute(_OWNERS, (list(skus),)):
                owners.setdefault(sku, []).append((external_id, product_id))
        return owners

    def write(self, plans: Sequence[ItemPlan], run_id: int, now: datetime) -> list[int]:
        new = [plan.new for plan in plans if plan.new is not None]
        updates = [plan.update for plan in plans if plan.update is not None]
        externals = [plan.external for plan in plans if plan.external is not None]
        staged = [change for plan in plans for change in plan.staged]
        with _cursor() as cursor:
            ids = _insert(cursor, new, now) if new else []
            if updates:
                _update_products(cursor, updates, now)
            if externals:
                _update_externals(cursor, externals, now)
            _insert_rows(cursor, _CHANGES, columns.change_rows(staged, run_id))
            _insert_rows(cursor, _EVENTS, columns.event_rows(plans, run_id, now))
        return ids

    def write_issues(self, issues: Sequence[Issue], run_id: int, now: datetime) -> None:
        with _cursor() as cursor:
            _insert_rows(cursor, _ISSUES, columns.issue_rows(issues, run_id, now))

    def mark_errors(self, product_ids: Sequence[int], now: datetime) -> None:
        with _cursor() as cursor:
            cursor.execute(_MARK_ERRORS, (now, list(product_ids)))

    def apply_values(self, rows: Sequence[SoldValues], now: datetime) -> None:
        with _cursor() as cursor:
            cursor.execute(_APPLY, [now, *(list(column) for column in zip(*rows, strict=True))])

    def move_fingerprints(self, rows: Sequence[tuple[int, bytes]]) -> None:
        with _cursor() as cursor:
            _insert_rows(cursor, _MOVE_FINGERPRINTS, iter(rows))

    def check_constraints_now(self) -> None:
        with _cursor() as cursor:
            cursor.execute("set constraints all immediate")

    def verify(self) -> None:
        """Nothing to do: constraints were made to bite at once."""

    def known_count(self) -> int:
        with _cursor() as cursor:
            row = cursor.execute(
                "select count(*) from inventory_externalproduct where sync_status <> 'gone'"
            ).fetchone()
            return int(row[0]) if row else 0

    def known_keys(self, batch: int) -> Iterator[list[int]]:
        query = """select product_id from inventory_externalproduct where sync_status <> 'gone' and product_id > %s
          order by product_id limit %s"""
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
def _cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A cursor with parameters bound by the server, on this thread's Django connection; its errors are Django's."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection, row_factory=tuple_row) as cursor:
        yield cursor


def _insert_rows(cursor: psycopg.Cursor[Any], query: str, rows: Iterator[tuple[Any, ...]]) -> None:
    by_column = [list(column) for column in zip(*rows, strict=True)]
    if by_column:
        cursor.execute(query, by_column)


def _insert(cursor: psycopg.Cursor[Any], new: Sequence[NewProduct], now: datetime) -> list[int]:
    cursor.execute(_RESERVE, (len(new),), binary=True)
    ids = [row[0] for row in cursor]
    stamp = now.isoformat(sep=" ")
    tail = f"\t{stamp}\t{stamp}\n"
    products = "".join([_product_line(pk, item) + tail for pk, item in zip(ids, new, strict=True)])
    externals = b"".join([_external_line(pk, item, stamp) for pk, item in zip(ids, new, strict=True)])
    with cursor.copy(_COPY_PRODUCTS) as copy:
        copy.write(products.encode("utf-8", "replace"))
    with cursor.copy(_COPY_EXTERNALS) as copy:
        copy.write(externals)
    return ids


def _text(value: str) -> str:
    """A text as COPY reads it. Four replacements are far quicker than one `translate`."""
    value = value.replace("\\", "\\\\").replace("\n", "\\n")
    return value.replace("\t", "\\t").replace("\r", "\\r")


def _needs_escape(text: str) -> bool:
    """Four searches for one character each are far quicker than one for a class of characters."""
    return "\\" in text or "\n" in text or "\t" in text or "\r" in text


def _product_line(pk: int, item: NewProduct) -> str:
    s = item.source
    title, description, sku, unit, brand = s.title, s.description, s.sku, s.unit, s.brand
    images = columns.encode_json(s.images).decode() if s.images else "[]"
    if _needs_escape(f"{title}{description}{sku}{unit}{brand}{images}"):
        title, description, sku, unit, brand, images = map(_text, (title, description, sku, unit, brand, images))
    category = _NULL if item.category_id is None else item.category_id
    known, active = s.stock is not None, s.is_active
    return (
        f"{pk}\t{title}\t{description}\t{sku}\t{s.price!s}\t{s.currency}\t{s.stock if known else 0!s}\t"
        f"{'t' if known else 'f'}\t{unit}\t{brand}\t{category}\t{images}\t{'t' if active else 'f'}\t0"
    )


def _external_line(pk: int, item: NewProduct, stamp: str) -> bytes:
    s = item.source
    external_id, sku, site_id, unlinked = s.external_id, s.sku, s.site_id, item.unlinked_category
    if _needs_escape(f"{external_id}{sku}{site_id}{unlinked}"):
        external_id, sku, site_id, unlinked = map(_text, (external_id, sku, site_id, unlinked))
    head = f"{external_id}\t{sku}\t{pk}\t{site_id}\tsynced\t{stamp}\t{unlinked}\t\\\\x{item.fingerprint.hex()}\t"
    return head.encode("utf-8", "replace") + _bytea(item.raw) + b"\n"


def _bytea(raw: bytes) -> bytes:
    """Bytes as COPY reads them into bytea: nearly as they are when they are text, half the size of the usual hex."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return b"\\\\x" + raw.hex().encode("ascii")
    if b"\0" in raw:
        return b"\\\\x" + raw.hex().encode("ascii")
    if b"\\" in raw:
        raw = raw.replace(b"\\", b"\\\\\\\\")
    if b"\n" in raw or b"\t" in raw or b"\r" in raw:
        raw = raw.replace(b"\t", b"\\t").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return raw


def _update_products(cursor: psycopg.Cursor[Any], updates: Sequence[ProductUpdate], now: datetime) -> None:
    by_name = dict(zip(ProductUpdate._fields, zip(*updates, strict=True), strict=True))
    by_name["images"] = tuple(columns.json_text(value) for value in by_name["images"])
    arrays = [list(by_name[name]) for name in ("product_id", *(name for name, _ in columns.PROTECTED))]
    cursor.execute(_UPDATE_PRODUCTS, [now, *arrays])


def _update_externals(cursor: psycopg.Cursor[Any], updates: Sequence[ExternalUpdate], now: datetime) -> None:
    cursor.execute(_UPDATE_EXTERNALS, [now, *(list(column) for column in zip(*updates, strict=True))])
