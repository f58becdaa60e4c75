"""Rows of buying for tests of the console: accounts, offers in every state, stock, quotes."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from core.models import InboundEvent
from suppliers.models import FreightQuote, SupplierAccount, SupplierProduct, SupplierStock
from tests import console_rows as rows

SLUG = "cj-dropshipping"


def account(name="CJ main", **values):
    return SupplierAccount.objects.create(**{"supplier": SLUG, "name": name, "state": "ok", "ship_to": "FR", **values})


def accounts(number):
    first = SupplierAccount.objects.count()
    return [account(f"Account {first + n}", last_ok_at=timezone.now()) for n in range(number)]


def offers(number, state="confirmed", *, of=None, **values):
    """One offer for each of as many new products."""
    of = of or SupplierAccount.objects.first() or account()
    first = SupplierProduct.objects.count()
    made = [
        SupplierProduct(
            **{
                "product": product,
                "account": of,
                "external_product_id": f"P{(first + n) // 4}",
                "external_variant_id": f"V{first + n}",
                "external_sku": f"CJ{first + n:06}",
                "title": f"Storage box {first + n}",
                "options": [["Color", "Grey"], ["Size", f"{n}x30"]],
                "state": state,
                "cost": Decimal("4.50"),
                "currency": "USD",
                "checked_at": timezone.now(),
                **values,
            }
        )
        for n, product in enumerate(rows.products(number))
    ]
    SupplierProduct.objects.bulk_create(made, batch_size=500)
    return made


def suggested(number):
    return offers(number, "suggested")


def stock(number, **values):
    made = [
        SupplierStock(**{"offer": offer, "area_id": "1", "area_name": "China", "country": "CN", "total": 40,
                         "as_of": timezone.now(), **values})
        for offer in offers(number)
    ]  # fmt: skip
    SupplierStock.objects.bulk_create(made, batch_size=500)
    return made


def quotes(number):
    made = [
        FreightQuote(account=offer.account, offer=offer, external_variant_id=offer.external_variant_id, country="FR",
                     origin="CN", service_code="CJPacket", name="CJPacket", price=Decimal("5.30"), currency="USD",
                     min_days=7, max_days=12, quoted_at=timezone.now())
        for offer in offers(number)
    ]  # fmt: skip
    FreightQuote.objects.bulk_create(made, batch_size=500)
    return made


def webhooks(number, state="done", **values):
    """Pushes to an account, each under its own id."""
    first = InboundEvent.objects.count()
    made = [
        InboundEvent(**{"partner": SLUG, "account_id": "1", "dedupe_key": f"m{first + n}", "topic": "STOCK",
                        "state": state, "received_at": timezone.now(), **values})
        for n in range(number)
    ]  # fmt: skip
    InboundEvent.objects.bulk_create(made)
    return made


def days_ago(number):
    return timezone.now() - timedelta(days=number)
