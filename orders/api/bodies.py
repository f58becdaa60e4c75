"""What programs write: the bodies of the calls that make and change orders and purchases."""

import re
from typing import Any

from rest_framework import serializers

from core.api.fields import CountryField, CurrencyField, DecimalTextField, PatternField, TextField
from core.api.views import ClosedSerializer

MOST_LINES = 200
MOST_UNITS = 100_000


class EmailField(PatternField):
    """An e-mail address as far as its form goes, or none."""

    def __init__(self, **options: Any) -> None:
        part = "[!-?A-~]"  # what can be seen of ASCII, without @
        pattern = f"({part}{{1,64}}@{part}{{1,189}})?"
        super().__init__(pattern, form="name@shop.example", max_length=254, allow_blank=True, **options)


class AddressBody(ClosedSerializer):
    first_name = TextField(max_length=100, allow_blank=True, default="")
    last_name = TextField(max_length=99, allow_blank=True, default="")
    company = TextField(max_length=200, allow_blank=True, default="")
    address1 = TextField(max_length=255)
    address2 = TextField(max_length=255, allow_blank=True, default="")
    city = TextField(max_length=120)
    state = TextField(max_length=120, allow_blank=True, default="", help_text="Province or region.")
    zip = TextField(max_length=20, allow_blank=True, default="")
    country = CountryField()
    phone = TextField(max_length=50, allow_blank=True, default="")
    email = EmailField(default="")


class CustomerBody(ClosedSerializer):
    name = TextField(max_length=200, allow_blank=True, default="")
    email = EmailField(default="")
    language = TextField(max_length=8, allow_blank=True, default="", help_text="Two letters, such as fr.")


class LineBody(ClosedSerializer):
    sku = TextField(max_length=120)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_UNITS)
    price = DecimalTextField(whole=9, places=4, help_text="What the customer pays for one.")
    currency = CurrencyField(help_text="The same on every line.")


class OrderBody(serializers.Serializer[Any]):
    reference = TextField(max_length=120, help_text="The program's own; each names one order.")
    customer = CustomerBody()
    shipping_address = AddressBody()
    lines = serializers.ListField(child=LineBody(), min_length=1, max_length=MOST_LINES)
    note = TextField(max_length=5000, allow_blank=True, default="")


class OrderChangeBody(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    shipping_address = AddressBody(required=False)
    note = TextField(max_length=5000, allow_blank=True, required=False)
    tags = serializers.ListField(
        child=TextField(max_length=40),
        max_length=20,
        required=False,
        help_text="All that it is to have, in place of those there; kept in small letters.",
    )
    assigned_to = TextField(
        max_length=150, required=False, allow_null=True, help_text="User name of a member of staff; null for nobody."
    )


class ItemBody(ClosedSerializer):
    sku = TextField(max_length=120, help_text="Of the order's line.")
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_UNITS, help_text="In our units.")
    supplier_product_id = TextField(
        max_length=64,
        required=False,
        help_text="Their variant or product; without it the first ranked confirmed offer.",
    )
    properties = serializers.DictField(
        child=TextField(max_length=500, allow_blank=True),
        required=False,
        help_text="What the customer wishes of it; kept with the line. No supplier takes it over its API.",
    )


class PurchaseBody(serializers.Serializer[Any]):
    order_id = TextField(max_length=32, help_text="`ord_…`")
    supplier = TextField(max_length=40, help_text="Slug, such as cj-dropshipping or cj_dropshipping.")
    items = serializers.ListField(child=ItemBody(), min_length=1, max_length=MOST_LINES)
    shipping_address = AddressBody(
        required=False, help_text="Takes the place of the order's, which then counts as corrected."
    )


class SupplierPurchaseBody(serializers.Serializer[Any]):
    order_id = TextField(max_length=32, help_text="`ord_…`")
    items = serializers.ListField(child=ItemBody(), min_length=1, max_length=MOST_LINES)
    shipping_address = AddressBody(
        required=False, help_text="Takes the place of the order's, which then counts as corrected."
    )


class PurchaseChangeBody(serializers.Serializer[Any]):
    service_code = TextField(max_length=120, help_text="Another way of sending; the supplier is asked what it costs.")


class ReasonBody(serializers.Serializer[Any]):
    reason = TextField(max_length=200, help_text="Why; it is kept.")


class HoldBody(ReasonBody):
    until = serializers.DateTimeField(required=False, help_text="Without it until it is released.")


class ResolveBody(ReasonBody):
    verdict = serializers.ChoiceField(
        choices=["look", "exists", "does_not_exist"],
        help_text="Ask the supplier now; or a person has looked there, and it exists, or it does not.",
    )
    supplier_order_id = TextField(max_length=120, required=False, help_text="The supplier's number, where it exists.")


def address_values(body: dict[str, Any]) -> dict[str, str]:
    """As the rows have them: `marketplaces.interface.RemoteAddress`'s names."""
    name = re.sub(r"\s+", " ", f"{body['first_name']} {body['last_name']}").strip()
    plain = {field: body[field] for field in ("company", "address1", "address2", "city", "country", "phone")}
    return {"name": name, "province": body["state"], "postal_code": body["zip"], **plain}


def customer_values(body: dict[str, Any]) -> dict[str, str]:
    """A customer without an e-mail address has the one of the shipping address."""
    customer, address = body["customer"], body["shipping_address"]
    return {**customer, "email": customer["email"] or address["email"], "phone": address["phone"]}
