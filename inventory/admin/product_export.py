"""The chosen products as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from inventory.admin.product_form import without_needless_zeros
from inventory.models import Product
from inventory.stock import stock_sums


def header() -> list[Any]:
    return [_("SKU"), _("Title"), _("Price"), _("Currency"), _("Stock"), _("Can be sold"), _("Category"), _("Active")]


def cells(keys: list[Any]) -> Iterator[list[Any]]:
    sums = stock_sums(keys)
    for product in Product.objects.filter(pk__in=keys).select_related("category").order_by("pk"):
        yield [
            product.sku,
            product.title,
            without_needless_zeros(product.price),
            product.currency,
            without_needless_zeros(product.stock) if product.stock_known else "",
            without_needless_zeros(sums[product.pk].total),
            product.category.name if product.category else "",
            _("yes") if product.is_active else _("no"),
        ]
