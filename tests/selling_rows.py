"""Rows of orders for tests of the console: orders in every stage, purchases in every state, parcels, messages."""

import itertools
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from marketplaces.models import MarketplaceAccount
from orders.models import (
    Address,
    BuyingLimit,
    Customer,
    Notification,
    Order,
    OrderLine,
    OrderRefund,
    PaymentDispute,
    PurchaseAttempt,
    Shipment,
    ShipmentLine,
    SupplierOrder,
    SupplierOrderLine,
)
from suppliers.models import SupplierAccount
from tests import buying_rows as buying
from tests import console_rows as rows

_numbers = itertools.count(1)


def shop(**values):
    found = MarketplaceAccount.objects.filter(shop_address="test.myshopify.com").first()
    given = {"marketplace": "shopify", "name": "Test shop", "state": "ok", "shop_address": "test.myshopify.com"}
    return found or MarketplaceAccount.objects.create(**given | values)


def supplier():
    return SupplierAccount.objects.first() or buying.account()


def _today(now, count):
    """An hour ago and longer, the higher the number; soon after midnight less, so that it is today whenever tests run."""
    since_midnight = now - timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return now - min(timedelta(hours=1, minutes=count), since_midnight * (1 - 1 / (count + 2)))


def orders(number, state="needs_attention", **values):
    """Orders of one shop with customer, address and one mapped line each."""
    of, now = shop(), timezone.now()
    products = rows.products(min(number, 5))
    made = []
    for n in range(number):
        count = next(_numbers)
        person = Customer.objects.create(name=f"Test Buyer {count}", email=f"buyer{count}@example.com")
        place = Address.objects.create(
            name=f"Test Buyer {count}", address1=f"{count} Test Street", city="Paris", postal_code="75001",
            country="FR", phone="+33600000000",
        )  # fmt: skip
        given = {
            "account": of, "remote_id": f"gid://shopify/Order/{count}", "number": f"#{count}", "state": state,
            "payment": "paid", "placed_at": _today(now, count), "currency": "EUR",
            "total": Decimal("59.90"), "cost": Decimal("31.20"), "profit": Decimal("18.40"), "country": "FR",
            "customer": person, "address": place, "stage_since": now, "remote_updated_at": now,
        }  # fmt: skip
        order = Order.objects.create(**given | values)
        OrderLine.objects.create(
            order=order, product=products[n % len(products)], sku=f"LINE-{count:05}", title="Storage box", quantity=2,
            owed=2, unit_price=Decimal("29.95"),
        )  # fmt: skip
        made.append(order)
    return made


def purchases(number, state="draft", of=None, **values):
    """One purchase of the whole line for each of as many orders."""
    made = []
    for order in [of] if of else orders(number, values.pop("stage", "under_way")):
        part = order.supplier_orders.count() + 1
        given = {
            "client_no": f"T-{order.pk}-{part}-1", "part": part, "order": order, "account": supplier(), "state": state,
            "country": "FR", "currency": "USD", "goods_cost": Decimal("9.00"), "freight_cost": Decimal("5.30"),
            "service_code": "CJPacket",
        }  # fmt: skip
        purchase = SupplierOrder.objects.create(**given | values)
        SupplierOrderLine.objects.create(
            supplier_order=purchase, order_line=order.lines.get(), part=part, external_variant_id="V1", quantity=2,
            supplier_quantity=2, unit_cost=Decimal("4.50"),
        )  # fmt: skip
        made.append(purchase)
    return made


def parcels(number, state="confirmed", **values):
    """One parcel with all of the order for each of as many orders."""
    made = []
    for purchase in purchases(number, "shipped", stage="shipped"):
        given = {
            "order": purchase.order, "supplier_order": purchase, "number": f"TRACK{purchase.pk:06}", "carrier": "CJPacket",
            "carrier_sent": "Other", "status": "in_transit", "state": state, "shipped_at": timezone.now(),
            "moved_at": timezone.now(),
        }  # fmt: skip
        parcel = Shipment.objects.create(**given | values)
        ShipmentLine.objects.create(shipment=parcel, order_line=purchase.order.lines.get(), quantity=2)
        made.append(parcel)
    return made


def mails(number, state="sent", **values):
    return [
        Notification.objects.create(
            **{"order": order, "event": "confirmed", "dedupe_key": f"{order.pk}:confirmed:-", "state": state, **values}
        )
        for order in orders(number, "placed")
    ]


def attempts(number, outcome="done"):
    return [
        PurchaseAttempt.objects.create(
            supplier_order=purchase, kind="create", outcome=outcome, started_at=timezone.now(), by="ledger"
        )
        for purchase in purchases(number, "placed")
    ]


def limits(number):
    return [BuyingLimit.objects.create(account=account, per_day=Decimal(100)) for account in buying.accounts(number)]


def refunds(number):
    return [
        OrderRefund.objects.create(order=order, amount=Decimal(1), currency="EUR", reason="other", state="unknown")
        for order in orders(number)
    ]


def disputes(number):
    found = orders(number)
    return [
        PaymentDispute.objects.create(account=order.account, order=order, remote_id=f"dispute-{order.pk}")
        for order in found
    ]


STAGE_OF = {"draft": "to_approve", "held": "needs_attention", "unknown": "needs_attention", "placed": "to_pay",
            "paid": "placed", "shipped": "shipped", "delivered": "delivered", "rejected": "needs_attention"}  # fmt: skip


def many(number):
    """As many orders, each with a line, a purchase, and where goods have left a parcel and a message; made in bulk."""
    of, account, now = shop(), supplier(), timezone.now()
    products = rows.products(50)
    states = list(STAGE_OF)
    people = Customer.objects.bulk_create(
        [Customer(name=f"Test Buyer {n}", email=f"many{n}@example.com") for n in range(number)], batch_size=2000
    )
    places = Address.objects.bulk_create(
        [Address(name=f"Test Buyer {n}", address1=f"{n} Test Street", country="FR") for n in range(number)],
        batch_size=2000,
    )
    made = Order.objects.bulk_create(
        [
            Order(account=of, remote_id=f"many/{n}", number=f"#M{n}", state=STAGE_OF[states[n % len(states)]], payment="paid",
                  placed_at=now - timedelta(minutes=n), currency="EUR", total=Decimal(n % 90 + 10), cost=Decimal(5),
                  profit=Decimal(n % 20 - 2), country=("FR", "DE", "SN")[n % 3], customer=people[n], address=places[n],
                  ship_by=now + timedelta(hours=n % 90 - 40), stage_since=now)
            for n in range(number)
        ],
        batch_size=2000,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        [OrderLine(order=order, product=products[n % 50], sku=f"MANY-{n:06}", title="Storage box", quantity=1, owed=1)
         for n, order in enumerate(made)],
        batch_size=2000,
    )  # fmt: skip
    bought = SupplierOrder.objects.bulk_create(
        [
            SupplierOrder(client_no=f"M-{n}-1-1", order=order, account=account, state=states[n % len(states)], currency="USD",
                          goods_cost=Decimal(4), freight_cost=Decimal(2), supplier_order_ids=[f"SD{n}"], paid_at=now)
            for n, order in enumerate(made)
        ],
        batch_size=2000,
    )  # fmt: skip
    PurchaseAttempt.objects.bulk_create(
        [PurchaseAttempt(supplier_order=row, kind="create", outcome="done", started_at=now) for row in bought],
        batch_size=2000,
    )
    sent = [row for row in bought if row.state in ("shipped", "delivered")]
    Shipment.objects.bulk_create(
        [
            Shipment(order_id=row.order_id, supplier_order=row, number=f"MT{row.pk}", status="in_transit", state="confirmed",
                     shipped_at=now, moved_at=now - timedelta(hours=37 * n % 400))
            for n, row in enumerate(sent)
        ],
        batch_size=2000,
    )  # fmt: skip
    Notification.objects.bulk_create(
        [Notification(order_id=row.order_id, event="shipped", dedupe_key=f"{row.order_id}:shipped:-", state="sent")
         for row in sent],
        batch_size=2000,
    )  # fmt: skip
