"""The columns that both databases write, in one order, and how plans become their rows."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from core.redaction import excerpt, redact_mapping
from inventory.models import StaffField
from inventory.sync.rows import Issue, ItemPlan, StagedChange

# Columns of a direct update with the staff's bit that protects each; evaluated when it is written, not when it was read.
PROTECTED = (
    ("title", StaffField.TITLE),
    ("description", StaffField.DESCRIPTION),
    ("sku", StaffField.SKU),
    ("stock", StaffField.STOCK),
    ("stock_known", StaffField.STOCK),
    ("unit", StaffField.STOCK),
    ("brand", StaffField.BRAND),
    ("category_id", StaffField.CATEGORY),
    ("images", StaffField.IMAGES),
    ("is_active", StaffField.ACTIVE),
)

CHANGE_COLUMNS = "run_id, object_id, external_id, label, field, old, new, weight, fingerprint, counts_item, state"
EVENT_COLUMNS = "subject_type, subject_id, kind, data, actor, run_id, created_at"
ISSUE_COLUMNS = "run_id, severity, external_id, field, code, values, raw, resolved_at, created_at"
CURRENT_COLUMNS = (
    "p.id, e.external_id, p.title, p.description, p.sku, p.price, p.currency, p.stock, p.stock_known, p.unit, p.brand, "
    "p.category_id, p.images, p.is_active, p.staff_fields, e.external_sku, e.site_id, e.sync_status, "
    "e.missing_since is not null, e.unlinked_category, e.fingerprint, e.source_data"
)

PRODUCT_LABEL = "inventory.product"
SYNC_ACTOR = "sync"
MAX_RAW = 64 * 1024  # characters of an item that an issue keeps

encode_json = msgspec.json.encode


def json_text(value: Any) -> str:
    return encode_json(value).decode()


def change_rows(changes: Sequence[StagedChange], run_id: int) -> Iterator[tuple[Any, ...]]:
    for c in changes:
        yield (
            run_id,
            c.product_id,
            c.external_id,
            c.label,
            c.field,
            c.old,
            c.new,
            c.weight,
            c.fingerprint,
            c.counts_item,
            "staged",
        )


def event_rows(plans: Sequence[ItemPlan], run_id: int, now: Any) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        if plan.history is not None:
            data = json_text(plan.history.data)
            yield (PRODUCT_LABEL, str(plan.history.product_id), "product.updated", data, SYNC_ACTOR, run_id, now)


def issue_rows(issues: Sequence[Issue], run_id: int, now: Any) -> Iterator[tuple[Any, ...]]:
    for i in issues:
        raw, values = excerpt(bytes(i.raw), MAX_RAW), json_text(redact_mapping(i.values))
        yield (run_id, i.severity, i.external_id[:64], i.field[:60], i.code[:60], values, raw, None, now)
