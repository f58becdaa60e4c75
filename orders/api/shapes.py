"""How orders, their lines, purchases and parcels are written."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from core.api.fields import MoneySerializer, money, public_id
from core.models import ApiClient
from orders.models import Address, Customer, Order, OrderLine, Shipment, SupplierOrder
from orders.models.order import OrderStage, Payment
from orders.models.parcels import ParcelStatus, WriteBackState
from orders.models.purchases import PurchaseState
from orders.reasons import order_words, purchase_remedy, purchase_words

SEE_CUSTOMER, SEE_ADDRESS = "orders.view_customer", "orders.view_address"


class CustomerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True, help_text="Two letters; empty where nobody knows.")


class ShippingAddressSerializer(serializers.Serializer[Any]):
    first_name = serializers.CharField(allow_blank=True)
    last_name = serializers.CharField(allow_blank=True)
    company = serializers.CharField(allow_blank=True)
    address1 = serializers.CharField(allow_blank=True)
    address2 = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True, help_text="Province or region.")
    zip = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True, help_text="ISO 3166, two letters.")
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)


class OrderLineSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`orl_<number>`")
    sku = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    product = serializers.CharField(allow_null=True, help_text="`prd_<number>`; null: staff have to say which it is.")
    quantity = serializers.IntegerField(help_text="As ordered.")
    owed = serializers.IntegerField(help_text="Still to be delivered, after edits and refunds.")
    price = MoneySerializer(allow_null=True, help_text="Of one.")


class OrderPurchaseSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`sup_ord_…`")
    supplier = serializers.CharField()
    state = serializers.ChoiceField(choices=PurchaseState.values)


class OrderParcelSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    carrier = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=ParcelStatus.values)
    shipped_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    told_to_shop = serializers.ChoiceField(choices=WriteBackState.values)


class OrderSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`ord_…`")
    number = serializers.CharField(allow_blank=True, help_text="What customer and staff call it.")
    reference = serializers.CharField(allow_blank=True, help_text="The program's own, where one made it.")
    marketplace = serializers.CharField(allow_blank=True, help_text="Slug; empty for an order made by REST.")
    shop = serializers.CharField(allow_null=True, help_text="`shop_<number>`; null for an order made by REST.")
    remote_id = serializers.CharField(allow_blank=True, help_text="The marketplace's id.")
    stage = serializers.ChoiceField(choices=OrderStage.values)
    reason = serializers.CharField(allow_blank=True, help_text="Code of why it is in its stage.")
    reason_text = serializers.CharField(allow_blank=True)
    payment = serializers.ChoiceField(choices=Payment.values)
    is_test = serializers.BooleanField()
    placed_at = serializers.DateTimeField()
    ship_by = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    country = serializers.CharField(allow_blank=True)
    total = MoneySerializer(allow_null=True)
    cost = MoneySerializer(allow_null=True, help_text="Of what was bought and proposed so far.")
    profit = MoneySerializer(allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(), help_text="Words that staff put on it, by the alphabet."
    )
    assigned_to = serializers.CharField(allow_null=True, help_text="User name of who looks after it.")
    updated_at = serializers.DateTimeField()


class OrderDetailSerializer(OrderSerializer):
    note = serializers.CharField(allow_blank=True, help_text="Staff's own.")
    customer = CustomerSerializer(allow_null=True, help_text="Null for who may not see customers.")
    shipping_address = ShippingAddressSerializer(allow_null=True)
    lines = OrderLineSerializer(many=True)
    supplier_orders = OrderPurchaseSerializer(many=True)
    tracking = OrderParcelSerializer(many=True)
    held_until = serializers.DateTimeField(allow_null=True)
    hold_reason = serializers.CharField(allow_blank=True)
    profit_lines = serializers.ListField(
        child=serializers.DictField(), help_text="The sum behind `profit`: code, amount in the order's currency, about."
    )
    decision = serializers.DictField(help_text="How suppliers were chosen: every offer of every line with its reason.")


class SupplierOrderItemSerializer(serializers.Serializer[Any]):
    line = serializers.CharField(help_text="`orl_<number>`, the order's line.")
    sku = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField(help_text="In our units.")
    supplier_quantity = serializers.IntegerField(help_text="In theirs.")
    supplier_product_id = serializers.CharField(allow_blank=True)
    supplier_variant_id = serializers.CharField()
    unit_cost = MoneySerializer(allow_null=True, help_text="For one of theirs.")


class SupplierOrderSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`sup_ord_…`")
    order_id = serializers.CharField(help_text="`ord_…`")
    supplier = serializers.CharField()
    account = serializers.CharField(help_text="`acc_<number>`")
    client_no = serializers.CharField(help_text="Our number for it at the supplier, unique for ever.")
    supplier_order_ids = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=PurchaseState.values)
    reason = serializers.CharField(allow_blank=True)
    reason_text = serializers.CharField(allow_blank=True)
    remedy = serializers.CharField(allow_blank=True, help_text="What to do where it went wrong.")
    message = serializers.CharField(allow_blank=True, help_text="The supplier's own words.")
    country = serializers.CharField(allow_blank=True)
    service_code = serializers.CharField(allow_blank=True, help_text="The way of sending.")
    goods = MoneySerializer(allow_null=True)
    freight = MoneySerializer(allow_null=True)
    approved = MoneySerializer(allow_null=True)
    supplier_amount = MoneySerializer(allow_null=True, help_text="What the supplier asks.")
    placed_at = serializers.DateTimeField(allow_null=True)
    paid_at = serializers.DateTimeField(allow_null=True)
    shipped_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SupplierOrderDetailSerializer(SupplierOrderSerializer):
    items = SupplierOrderItemSerializer(many=True)
    tracking = OrderParcelSerializer(many=True)


ORDER_COLUMNS = (
    "pk", "public_id", "number", "reference", "account_id", "account__marketplace", "remote_id", "state", "reason",
    "reason_values", "payment", "is_test", "placed_at", "ship_by", "cancelled_at", "country", "currency", "total",
    "cost", "profit", "assigned_to__username", "updated_at",
)  # fmt: skip
PURCHASE_COLUMNS = (
    "pk", "public_id", "order__public_id", "account_id", "account__supplier", "client_no", "supplier_order_ids", "state",
    "reason", "reason_values", "message", "country", "service_code", "currency", "goods_cost", "freight_cost",
    "approved_cost", "supplier_amount", "placed_at", "paid_at", "shipped_at", "delivered_at", "created_at", "updated_at",
)  # fmt: skip


def sees_customers(request: Request) -> bool:
    """Programs with a key see the customers of the orders that they may read; people need the permission for it."""
    if isinstance(request.auth, ApiClient):
        return True
    return bool(request.user.has_perm(SEE_CUSTOMER) and request.user.has_perm(SEE_ADDRESS))


def write_order(row: Mapping[str, Any]) -> dict[str, Any]:
    currency = row["currency"]
    return {
        "id": row["public_id"],
        "number": row["number"],
        "reference": row["reference"],
        "marketplace": row["account__marketplace"] or "",
        "shop": public_id("shop", row["account_id"]) if row["account_id"] else None,
        "remote_id": row["remote_id"],
        "stage": row["state"],
        "reason": row["reason"],
        "reason_text": order_words(row["reason"], row["reason_values"]),
        **{name: row[name] for name in ("payment", "is_test", "placed_at", "ship_by", "cancelled_at", "country")},
        **{name: _money(row[name], currency) for name in ("total", "cost", "profit")},
        "tags": row["tags"],
        "assigned_to": row["assigned_to__username"],
        "updated_at": row["updated_at"],
    }


def hang_tags(rows: Sequence[dict[str, Any]]) -> None:
    """Puts on each row of orders its `tags`. One query."""
    tags: dict[int, list[str]] = {row["pk"]: [] for row in rows}
    pairs = Order.tags.through.objects.filter(order_id__in=tags).order_by("ordertag__name")
    for order_id, name in pairs.values_list("order_id", "ordertag__name"):
        tags[order_id].append(name)
    for row in rows:
        row["tags"] = tags[row["pk"]]


def write_order_detail(order: Order, request: Request) -> dict[str, Any]:
    row = Order.objects.filter(pk=order.pk).values(*ORDER_COLUMNS).get()
    hang_tags([row])
    seen = sees_customers(request)
    return {
        **write_order(row),
        "note": order.note,
        "customer": write_customer(order.customer) if seen else None,
        "shipping_address": write_address(order.address, order.customer) if seen else None,
        "lines": [_write_line(line, order.currency) for line in order.lines.order_by("position", "pk")],
        "supplier_orders": [
            {"id": one.public_id, "supplier": one.account.supplier, "state": one.state}
            for one in order.supplier_orders.select_related("account").order_by("part", "generation")
        ],
        "tracking": [_write_tracking(one) for one in order.shipments.order_by("pk")],
        "held_until": order.hold_until,
        "hold_reason": order.hold_reason,
        "profit_lines": order.money.get("lines", []),
        "decision": order.decision,
    }


def write_customer(customer: Customer | None) -> dict[str, str] | None:
    if customer is None:
        return None
    return {"name": customer.name, "email": customer.email, "language": customer.language}


def write_address(address: Address | None, customer: Customer | None) -> dict[str, str] | None:
    if address is None:
        return None
    first, _space, last = address.name.rpartition(" ")
    return {
        "first_name": first,
        "last_name": last,
        **{name: getattr(address, name) for name in ("company", "address1", "address2", "city")},
        "state": address.province,
        "zip": address.postal_code,
        "country": address.country,
        "phone": address.phone,
        "email": customer.email if customer is not None else "",
    }


def write_purchase(row: Mapping[str, Any]) -> dict[str, Any]:
    currency = row["currency"]
    kept = ("client_no", "supplier_order_ids", "state", "reason", "message", "country", "service_code", "placed_at")
    amounts = {
        "goods": "goods_cost", "freight": "freight_cost", "approved": "approved_cost",
        "supplier_amount": "supplier_amount",
    }  # fmt: skip
    return {
        "id": row["public_id"],
        "order_id": row["order__public_id"],
        "supplier": row["account__supplier"],
        "account": public_id("acc", row["account_id"]),
        **{name: row[name] for name in kept},
        "reason_text": purchase_words(row["reason"], row["reason_values"]),
        "remedy": purchase_remedy(row["reason"]),
        **{name: _money(row[column], currency) for name, column in amounts.items()},
        **{name: row[name] for name in ("paid_at", "shipped_at", "delivered_at", "created_at", "updated_at")},
    }


def write_purchase_detail(purchase: SupplierOrder) -> dict[str, Any]:
    row = SupplierOrder.objects.filter(pk=purchase.pk).values(*PURCHASE_COLUMNS).get()
    lines = purchase.lines.select_related("order_line").order_by("pk")
    return {
        **write_purchase(row),
        "items": [
            {
                "line": public_id("orl", line.order_line_id),
                "sku": line.order_line.sku,
                "quantity": line.quantity,
                "supplier_quantity": line.supplier_quantity,
                "supplier_product_id": line.external_product_id,
                "supplier_variant_id": line.external_variant_id,
                "unit_cost": _money(line.unit_cost, purchase.currency),
            }
            for line in lines
        ],
        "tracking": [_write_tracking(one) for one in purchase.shipments.order_by("pk")],
    }


def _write_line(line: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "id": public_id("orl", line.pk),
        "sku": line.sku,
        "title": line.title,
        "product": public_id("prd", line.product_id) if line.product_id is not None else None,
        "quantity": line.quantity,
        "owed": line.owed,
        "price": _money(line.unit_price, currency),
    }


def _write_tracking(parcel: Shipment) -> dict[str, Any]:
    names = ("number", "carrier", "url", "status", "shipped_at", "delivered_at")
    return {**{name: getattr(parcel, name) for name in names}, "told_to_shop": parcel.state}


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else money(amount, currency)
