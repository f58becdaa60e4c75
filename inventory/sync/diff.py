"""What an item changes: the service's values beside ours, field by field, staff's own values left alone. Pure."""

from decimal import Decimal
from typing import Any

from inventory.models import StaffField
from inventory.source.interface import SourceProduct
from inventory.sync.rows import (
    UNKNOWN_STOCK,
    CurrentProduct,
    ExternalUpdate,
    HistoryEntry,
    ItemPlan,
    ProductUpdate,
    StagedChange,
)

_SYNCED = "synced"


def plan_known(
    current: CurrentProduct,
    source: SourceProduct,
    raw: bytes,
    fingerprint: bytes,
    category: tuple[int | None, str],
) -> ItemPlan:
    """The plan of an item we know. `category` is (our category's key, the partner's id while it has none of ours)."""
    wanted = _wanted(current, source, category[0])
    staged = _staged(current, source, fingerprint)
    changed: dict[str, list[Any]] = {
        name: [_plain(getattr(current, name)), _plain(value)]
        for name, value in wanted.items()
        if getattr(current, name) != value
    }
    returned = current.is_missing
    plan = ItemPlan(current.external_id, raw, "unchanged")
    if changed:
        update = {name: wanted.get(name, getattr(current, name)) for name in ProductUpdate._fields}
        plan.update = ProductUpdate(**update)
        plan.history = HistoryEntry(current.product_id, changed)
    if changed or returned:
        plan.outcome = "updated"
    elif staged:
        plan.outcome = "waiting"
        staged[0] = staged[0]._replace(counts_item=True)
    plan.staged = staged
    plan.external = _external(current, source, raw, b"" if staged else fingerprint, category[1])
    return plan


def _wanted(current: CurrentProduct, source: SourceProduct, category_id: int | None) -> dict[str, Any]:
    """The values that the chunk itself writes: everything that is not staged and not staff's."""
    staff = StaffField(current.staff_fields)
    wanted: dict[str, Any] = {}
    if source.title and not staff & StaffField.TITLE:
        wanted["title"] = source.title
    for bit, name in ((StaffField.DESCRIPTION, "description"), (StaffField.SKU, "sku"), (StaffField.BRAND, "brand")):
        if not staff & bit:
            wanted[name] = getattr(source, name)
    if not staff & StaffField.IMAGES:
        wanted["images"] = source.images
    if not staff & StaffField.CATEGORY:
        wanted["category_id"] = category_id
    if not staff & StaffField.STOCK:
        wanted["unit"] = source.unit
        if not _is_stock_staged(current, source):
            wanted["stock_known"] = source.stock is not None
            wanted["stock"] = current.stock if source.stock is None else source.stock
    if source.is_active and not staff & StaffField.ACTIVE:
        wanted["is_active"] = True
    return wanted


def _is_stock_staged(current: CurrentProduct, source: SourceProduct) -> bool:
    """Every change to nothing or to unknown waits, also of what was not on sale: a held run must not have told of it."""
    if source.stock is None:
        return current.stock_known
    return source.stock <= 0 and (not current.stock_known or current.stock != source.stock)


def _stock_on_sale(current: CurrentProduct) -> float:
    """The weight of a staged stock: what could be sold before. The guard counts only items that had some."""
    return float(current.stock) if current.stock_known and current.is_active else 0.0


def _staged(current: CurrentProduct, source: SourceProduct, fingerprint: bytes) -> list[StagedChange]:
    """The changes that wait for the guard: price and currency, stock to zero or unknown, deactivation."""
    staff = StaffField(current.staff_fields)
    changes: list[tuple[str, str, str, float]] = []
    if source.price is not None and not staff & StaffField.PRICE:
        if source.price != current.price:
            changes.append(
                ("price", price_text(current.price), price_text(source.price), jump_percent(current, source))
            )
        if source.currency != current.currency:
            changes.append(("currency", current.currency, source.currency, 100.0))
    if not staff & StaffField.STOCK and _is_stock_staged(current, source):
        new = UNKNOWN_STOCK if source.stock is None else "0"
        old = stock_text(current.stock) if current.stock_known else UNKNOWN_STOCK
        changes.append(("stock", old, new, _stock_on_sale(current)))
    if not source.is_active and current.is_active and not staff & StaffField.ACTIVE:
        changes.append(("is_active", "true", "false", 1.0))
    label = (source.title or current.title)[:255]
    return [
        StagedChange(
            current.product_id, current.external_id, label, name, old, new, weight, fingerprint, counts_item=False
        )
        for name, old, new, weight in changes
    ]


def jump_percent(current: CurrentProduct, source: SourceProduct) -> float:
    """By how many per cent of the old price the new one differs; from 0 to something counts as 100."""
    if source.price is None or source.price == current.price:
        return 0.0
    if not current.price:
        return 100.0
    return min(float(abs(source.price - current.price) / abs(current.price) * 100), 1e9)


def _external(
    current: CurrentProduct, source: SourceProduct, raw: bytes, fingerprint: bytes, unlinked: str
) -> ExternalUpdate | None:
    update = ExternalUpdate(current.product_id, source.sku, source.site_id, _SYNCED, unlinked, fingerprint, raw)
    is_same = (
        not current.is_missing
        and (current.external_sku, current.site_id, current.sync_status) == (source.sku, source.site_id, _SYNCED)
        and (current.unlinked_category, current.fingerprint, current.source_data) == (unlinked, fingerprint, raw)
    )
    return None if is_same else update


def price_text(price: Decimal) -> str:
    """A price as staged changes write it: no needless zeros, never an exponent."""
    text = f"{price:.4f}".rstrip("0")
    return text.rstrip(".") if text.endswith(".") else text


def stock_text(stock: Decimal) -> str:
    text = f"{stock:.3f}".rstrip("0")
    return text.rstrip(".") if text.endswith(".") else text


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: a Decimal (only stock comes here) as its text."""
    return stock_text(value) if isinstance(value, Decimal) else value
