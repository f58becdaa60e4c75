"""Whose value a product's field holds: staff's own values, and giving them back to the service."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from core.history import record
from inventory.events import products_changed_if_wanted
from inventory.models import ExternalProduct, Product, StaffField
from inventory.source import mapper
from inventory.source.interface import SourceProduct
from inventory.sync.category_links import CategoryLinks

# Which columns each of staff's fields covers.
COLUMNS: dict[StaffField, tuple[str, ...]] = {
    StaffField.TITLE: ("title",),
    StaffField.DESCRIPTION: ("description",),
    StaffField.SKU: ("sku",),
    StaffField.PRICE: ("price", "currency"),
    StaffField.STOCK: ("stock", "stock_known", "unit"),
    StaffField.CATEGORY: ("category_id",),
    StaffField.BRAND: ("brand",),
    StaffField.IMAGES: ("images",),
    StaffField.ACTIVE: ("is_active",),
}


def give_back(product: Product, fields: Iterable[StaffField | str], by: str) -> dict[str, list[str]]:
    """Give fields back to the service: they take its last known value at once and follow it from now on.

    `fields` are StaffField members or their names. Returns what changed, column -> [old, new] as text.
    """
    wanted = [f if isinstance(f, StaffField) else StaffField[f.upper()] for f in fields]
    with transaction.atomic():
        row = Product.objects.select_for_update().get(pk=product.pk)
        external = ExternalProduct._base_manager.filter(product=row).first()
        values = _service_values(external) if external is not None else {}
        changed: dict[str, list[str]] = {}
        for bit in wanted:
            row.staff_fields &= ~int(bit)
            for column in COLUMNS[bit]:
                if column in values and values[column] != getattr(row, column):
                    changed[column] = [str(getattr(row, column)), str(values[column])]
                    setattr(row, column, values[column])
        row.save()
        names = [str(bit.name).lower() for bit in wanted]
        record(row, "product.given_back", by=by, data={"fields": names, "changes": changed})
        if changed:
            products_changed_if_wanted([row.pk])
    product.refresh_from_db()
    return changed


def _service_values(external: ExternalProduct) -> dict[str, Any]:
    """The service's last known values by our columns; what it did not give is left out."""
    if not external.source_data:
        return {}
    item, _ = mapper.read_product(bytes(external.source_data), currency=settings.B2B_CURRENCY)
    return _columns(item, external) if item is not None else {}


def _columns(item: SourceProduct, external: ExternalProduct) -> dict[str, Any]:
    category_id, _ = CategoryLinks().resolve(item.category_external_id, item.category_name)
    values: dict[str, Any] = {
        "description": item.description,
        "sku": item.sku,
        "currency": item.currency,
        "stock_known": item.stock is not None,
        "unit": item.unit,
        "category_id": category_id,
        "brand": item.brand,
        "images": item.images,
        "is_active": item.is_active and external.sync_status != "gone",
    }
    if item.title:
        values["title"] = item.title
    if item.price is not None:
        values["price"] = item.price
    if item.stock is not None:
        values["stock"] = item.stock
    return values
