"""Orders and purchases as rows, for tests that need a story to have begun. Addresses and names are made up."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from marketplaces.models import MarketplaceAccount
from orders.models import Address, BuyingLimit, Customer, Order, OrderLine, SupplierOrder, SupplierOrderLine
from orders.planning.drafting import client_no
from suppliers.models import SupplierAccount, SupplierProduct
from tests.catalogue_rows import make_product

_numbers = itertools.count(1001)


@dataclass(frozen=True)
class Bought:
    """One variant at a supplier's look-alike: its ids, what one costs, and the way it is sent with its price."""

    product_id: str
    variant_id: str
    cost: Decimal
    service: str
    freight: Decimal
    order_key: str = ""
    origin: str = "CN"
    country: str = "FR"
    currency: str = "USD"


def shop(**values: Any) -> MarketplaceAccount:
    given = {"marketplace": "shopify", "name": "Test shop", "state": "ok", "shop_address": "test.myshopify.com"}
    return MarketplaceAccount.objects.create(**given | values)


def customer(**values: Any) -> Customer:
    return Customer.objects.create(**{"name": "Test Buyer", "email": "buyer@example.com"} | values)


def address(**values: Any) -> Address:
    given = {
        "name": "Test Buyer", "address1": "12 Test Street", "city": "Paris", "province": "Ile-de-France",
        "postal_code": "75001", "country": "FR", "phone": "+33600000000",
    }  # fmt: skip
    return Address.objects.create(**given | values)


def order(**values: Any) -> Order:
    """Paid for, of no shop unless one is given, with an address and no lines."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "number": f"#{number}", "payment": Order.Payment.PAID, "placed_at": timezone.now() - timedelta(hours=1),
        "currency": "USD", "total": Decimal("200.00"), "country": "FR", "reason": "being_routed",
        "remote_updated_at": timezone.now(),
    }  # fmt: skip
    if values.get("account") is not None:
        given["remote_id"] = f"gid://shopify/Order/{number}"
    given |= values
    given.setdefault("customer", customer())
    if "address" not in given:
        given["address"] = address()
    return Order.objects.create(**given)


def line(of: Order, quantity: int = 1, **values: Any) -> OrderLine:
    given: dict[str, Any] = {
        "quantity": quantity,
        "owed": quantity,
        "unit_price": Decimal("100.00"),
        "title": "Test goods",
    }
    given |= values
    if "product" not in given:
        given["product"] = make_product(price=Decimal("100.00"))
    return OrderLine.objects.create(order=of, **given)


def supplier_order(
    of: Order,
    account: SupplierAccount,
    goods: Bought,
    quantity: int = 1,
    *,
    order_line: OrderLine | None = None,
    **values: Any,
) -> SupplierOrder:
    """A draft of one line, at what `goods` cost; its order gets a line where none is given."""
    order_line = order_line or line(of, quantity)
    part = values.pop("part", of.supplier_orders.count() + 1)
    generation = values.pop("generation", 1)
    given: dict[str, Any] = {
        "client_no": client_no(of.pk, part, generation), "part": part, "generation": generation,
        "country": goods.country, "origin": goods.origin, "service_code": goods.service, "currency": goods.currency,
        "goods_cost": goods.cost * quantity, "freight_cost": goods.freight,
    }  # fmt: skip
    made = SupplierOrder.objects.create(order=of, account=account, **given | values)
    SupplierOrderLine.objects.create(
        supplier_order=made,
        order_line=order_line,
        part=part,
        generation=generation,
        external_product_id=goods.product_id,
        external_variant_id=goods.variant_id,
        order_key=goods.order_key,
        quantity=quantity,
        supplier_quantity=quantity,
        unit_cost=goods.cost,
    )
    return made


def offer(account: SupplierAccount, goods: Bought, **values: Any) -> SupplierProduct:
    """That a product of ours is this variant: what routing chooses from."""
    given: dict[str, Any] = {
        "account": account, "external_product_id": goods.product_id, "external_variant_id": goods.variant_id,
        "order_key": goods.order_key, "state": SupplierProduct.State.CONFIRMED, "cost": goods.cost,
        "currency": goods.currency, "checked_at": timezone.now(),
    }  # fmt: skip
    given |= values
    if "product" not in given:
        given["product"] = make_product(price=Decimal("100.00"))
    return SupplierProduct.objects.create(**given)


def limit(account: SupplierAccount, **values: Any) -> BuyingLimit:
    """Generous, and paid by the hub itself only where that is asked for."""
    given: dict[str, Any] = {
        "account": account, "currency": "USD", "per_order": Decimal(500), "per_day": Decimal(1000000),
        "automatic_per_hour": 100_000,
    }  # fmt: skip
    return BuyingLimit.objects.create(**given | values)
