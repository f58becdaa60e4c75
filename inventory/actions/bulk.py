"""What staff do to many products at once. Like a single edit: what is written becomes theirs and stands in the history."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from core.history import Entry, record_many
from inventory.events import products_changed
from inventory.models import Category, Product, StaffField


def set_category(products: Sequence[Product], category: Category | None, by: str) -> int:
    """Puts them in this category, or in none. Gives the number of those that were elsewhere."""
    wanted = category.pk if category else None
    moved = [product for product in products if product.category_id != wanted]
    edits = [Entry(row, "product.edited", {"category": [row.category_id, wanted]}) for row in moved]
    _write(moved, edits, StaffField.CATEGORY, by, category_id=wanted)
    return len(moved)


def switch(products: Sequence[Product], by: str, *, is_active: bool) -> int:
    """Switches them on or off; what is off is not sold. Gives the number of those that were the other way."""
    turned = [product for product in products if product.is_active != is_active]
    edits = [Entry(row, "product.edited", {"is_active": [row.is_active, is_active]}) for row in turned]
    _write(turned, edits, StaffField.ACTIVE, by, is_active=is_active)
    return len(turned)


def _write(products: Sequence[Product], edits: Sequence[Entry], bit: StaffField, by: str, **values: object) -> None:
    keys = [product.pk for product in products]
    with transaction.atomic():
        rows = Product.objects.filter(pk__in=keys)
        rows.update(**values, staff_fields=F("staff_fields").bitor(int(bit)))
        record_many(edits, by=by)
        products_changed(keys)
