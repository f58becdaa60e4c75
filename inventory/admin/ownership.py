"""Field by field: our value, the service's, whose it is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inventory.admin.badges import plain
from inventory.admin.filters import STAFF_FIELD_WORDS
from inventory.models import Category, ExternalProduct, Product, StaffField
from inventory.source import mapper
from inventory.source.interface import SourceProduct


@dataclass(frozen=True)
class Owned:
    """One field. `differs` only where the service's value is known."""

    bit: StaffField
    words: Any
    ours: str
    theirs: str
    is_staffs: bool
    differs: bool

    @property
    def name(self) -> str:
        """How addresses and `give_back` name it."""
        return str(self.bit.name).lower()


def service_view(external: ExternalProduct | None) -> SourceProduct | None:
    """What the service last said of the product, None where it said nothing that can be read."""
    if external is None or not external.source_data:
        return None
    product, _problems = mapper.read_product(bytes(external.source_data), currency=settings.B2B_CURRENCY)
    return product


def fields_of(product: Product, source: SourceProduct | None) -> list[Owned]:
    theirs = _theirs(source) if source else {}
    ours = _ours(product)
    return [
        Owned(
            bit=bit,
            words=STAFF_FIELD_WORDS[bit],
            ours=ours[bit] or "–",
            theirs=(theirs.get(bit) or "–") if source else _("not known"),
            is_staffs=bool(product.staff_fields & bit),
            differs=source is not None and ours[bit] != theirs[bit],
        )
        for bit in StaffField
    ]


def _ours(product: Product) -> dict[StaffField, str]:
    return {
        StaffField.TITLE: product.title,
        StaffField.DESCRIPTION: product.description,
        StaffField.SKU: product.sku,
        StaffField.PRICE: f"{plain(product.price)} {product.currency}",
        StaffField.STOCK: _stock(product.stock if product.stock_known else None, product.unit),
        StaffField.CATEGORY: product.category.name if product.category else "",
        StaffField.BRAND: product.brand,
        StaffField.IMAGES: "\n".join(product.images),
        StaffField.ACTIVE: _yes_no(product.is_active),
    }


def _theirs(source: SourceProduct) -> dict[StaffField, str]:
    return {
        StaffField.TITLE: source.title,
        StaffField.DESCRIPTION: source.description,
        StaffField.SKU: source.sku,
        StaffField.PRICE: f"{plain(source.price)} {source.currency}" if source.price is not None else "",
        StaffField.STOCK: _stock(source.stock, source.unit),
        StaffField.CATEGORY: _category(source),
        StaffField.BRAND: source.brand,
        StaffField.IMAGES: "\n".join(source.images),
        StaffField.ACTIVE: _yes_no(source.is_active),
    }


def _stock(stock: Any, unit: str) -> str:
    return _("unknown") if stock is None else f"{plain(stock)} {unit}".strip()


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _category(source: SourceProduct) -> str:
    if not source.category_external_id:
        return source.category_name
    name = (
        Category.objects.filter(external__external_id=source.category_external_id)
        .values_list("name", flat=True)
        .first()
    )
    return name or source.category_external_id
