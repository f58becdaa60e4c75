"""Rows of a small catalogue, made directly in the database."""

import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from inventory.models import Category, ExternalCategory, ExternalProduct, Product

_numbers = itertools.count(1)


def make_category(name: str = "Rice", *, external_id: str | None = None, **values: Any) -> Category:
    category = Category.objects.create(name=name, **{"slug": f"category-{next(_numbers)}", **values})
    if external_id is not None:
        ExternalCategory.objects.create(external_id=external_id, category=category, synced_at=timezone.now())
    return category


def make_product(title: str = "Basmati rice", *, external: dict[str, Any] | None = None, **values: Any) -> Product:
    defaults = {"price": Decimal(4500), "currency": "XOF", "stock": Decimal(3)}
    product = Product.objects.create(title=title, **{**defaults, **values})
    if external is not None:
        row = {"external_id": f"e{product.pk}", "synced_at": timezone.now(), **external}
        ExternalProduct.objects.create(product=product, **row)
    return product
