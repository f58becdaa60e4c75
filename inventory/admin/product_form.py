"""Staff edit a product: what they change becomes theirs, and only that is written."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from core.history import record
from inventory.events import products_changed_if_wanted
from inventory.models import Product, StaffField

# Form field -> the model's columns it writes, and whose they become.
OWNED: dict[str, tuple[tuple[str, ...], StaffField]] = {
    "title": (("title",), StaffField.TITLE),
    "description": (("description",), StaffField.DESCRIPTION),
    "sku": (("sku",), StaffField.SKU),
    "price": (("price",), StaffField.PRICE),
    "stock": (("stock", "stock_known"), StaffField.STOCK),
    "category": (("category",), StaffField.CATEGORY),
    "brand": (("brand",), StaffField.BRAND),
    "pictures": (("images",), StaffField.IMAGES),
    "is_active": (("is_active",), StaffField.ACTIVE),
}


class LinesField(forms.CharField):
    """Text of several lines. Browsers send a line break as two characters: that alone is no change of what was there."""

    def to_python(self, value: Any) -> str:
        return "\n".join((super().to_python(value) or "").splitlines())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    pictures = LinesField(
        label=gettext_lazy("Pictures"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("One address a line (https://…); the first is the one shown."),
    )

    class Meta:
        model = Product
        fields = ["title", "description", "sku", "price", "stock", "category", "brand", "is_active"]
        field_classes = {"description": LinesField}
        help_texts = {
            "price": gettext_lazy("In the product's currency."),
            "stock": gettext_lazy("A figure typed here counts as known."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "pictures" in self.fields:
            self.fields["pictures"].initial = "\n".join(self.instance.images or [])
        for name in ("price", "stock"):
            if self.initial.get(name) is not None:
                self.initial[name] = without_needless_zeros(self.initial[name])

    def clean_pictures(self) -> list[str]:
        addresses = [line.strip() for line in self.cleaned_data["pictures"].splitlines() if line.strip()]
        for address in addresses:
            if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
                raise ValidationError(_("Not a web address: %(address)s") % {"address": address})
        return addresses

    def clean_price(self) -> Any:
        price = self.cleaned_data["price"]
        if price is not None and price < 0:
            raise ValidationError(_("A price is never below zero."))
        return price

    def clean_stock(self) -> Any:
        stock = self.cleaned_data["stock"]
        if stock is not None and stock < 0:
            raise ValidationError(_("A stock is never below zero."))
        return stock


def without_needless_zeros(number: Decimal) -> Decimal:
    """576.0000 -> 576: the same number, easier to read and to change."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def as_json(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | None.__class__) else str(value)


def take_over(product: Product, form: ProductForm, by: str) -> list[str]:
    """Writes the columns that the form changed, marks them as staff's and puts it down in the history.

    Other columns are left as they are in the database: a sync may have written them while the form was open.
    """
    before = Product.objects.get(pk=product.pk)
    if "pictures" in form.changed_data:
        product.images = form.cleaned_data["pictures"]
    if "stock" in form.changed_data:
        product.stock_known = True
    columns: list[str] = []
    owned = StaffField(before.staff_fields)
    for name in form.changed_data:
        written, bit = OWNED[name]
        columns += written
        owned |= bit
    if not columns:
        return []
    product.staff_fields = int(owned)
    product.save(update_fields=[*columns, "staff_fields", "updated_at"])
    changes = {column: [as_json(_plain(before, column)), as_json(_plain(product, column))] for column in columns}
    record(product, "product.edited", by=by, data=changes)
    products_changed_if_wanted([product.pk])
    return columns


def _plain(product: Product, column: str) -> Any:
    return getattr(product, f"{column}_id" if column == "category" else column)
