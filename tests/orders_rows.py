"""Orders for tests: as a shop tells them, and the offers that they are bought by."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.money import Money
from inventory.models import Product, Supply
from marketplaces.interface import PaymentStatus, RemoteAddress, RemoteBuyer, RemoteLine, RemoteOrder
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount
from suppliers.models import FreightQuote, SupplierAccount, SupplierProduct
from tests.catalogue_rows import make_product

PLACED_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ADDRESS = RemoteAddress(
    name="Test Buyer",
    address1="12 Test Street",
    city="Testville",
    postal_code="75001",
    country="FR",
    phone="+33100000000",
)
BUYER = RemoteBuyer(remote_id="b1", name="Test Buyer", email="buyer@example.com", language="fr")


def shop(name: str = "Test shop", **values: Any) -> MarketplaceAccount:
    defaults = {"marketplace": "shopify", "state": "ok", "currency": "EUR", "shop_address": f"{name}.example".lower()}
    return MarketplaceAccount.objects.create(name=name, **{**defaults, **values})


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def remote_line(line_id: str = "l1", quantity: int = 1, **values: Any) -> RemoteLine:
    defaults: dict[str, Any] = {"owed": quantity, "title": "Storage box", "sku": "BOX-1", "unit_price": eur("20")}
    return RemoteLine(line_id=line_id, quantity=quantity, **{**defaults, **values})


def remote_order(*lines: RemoteLine, minutes: float = 0, **values: Any) -> RemoteOrder:
    """`minutes` after it was placed is when the shop last changed it."""
    placed = values.pop("created_at", None) or timezone.now().replace(microsecond=0) - timedelta(hours=1)
    defaults: dict[str, Any] = {
        "remote_id": "gid://shopify/Order/1",
        "number": "#1001",
        "created_at": placed,
        "updated_at": placed + timedelta(minutes=minutes),
        "payment": PaymentStatus.PAID,
        "lines": lines or (remote_line(),),
        "currency": "EUR",
        "total": eur("25"),
        "shipping": eur("5"),
        "tax": eur("0"),
        "buyer": BUYER,
        "address": ADDRESS,
    }
    return RemoteOrder(**{**defaults, **values})


def supplier_account(name: str = "CJ main", **values: Any) -> SupplierAccount:
    defaults = {"supplier": "cj-dropshipping", "state": "ok", "ship_to": "FR", "currency": "USD"}
    return SupplierAccount.objects.create(name=name, **{**defaults, **values})


def product(sku: str = "BOX-1", **values: Any) -> Product:
    return make_product("Storage box", sku=sku, **{"stock": 0, "stock_known": False, **values})


def offer(
    of: Product, account: SupplierAccount, *, quantity: int = 50, freight: str | None = "3", **values: Any
) -> SupplierProduct:
    """Confirmed, fresh, with a kept quote to France for 1 to 5 of theirs where `freight` is given."""
    number = SupplierProduct.objects.count() + 1
    defaults = {
        "external_product_id": f"P{number}",
        "external_variant_id": f"V{number}",
        "external_sku": f"CJ{number:06}",
        "state": "confirmed",
        "cost": Decimal("4.50"),
        "currency": "USD",
        "checked_at": timezone.now(),
        "rank": of.supplier_products.count() + 1,
    }
    made = SupplierProduct.objects.create(product=of, account=account, **{**defaults, **values})
    Supply.objects.create(
        product=of, source=made.source, quantity=quantity, cost=made.cost, currency=made.currency, rank=made.rank,
        as_of=timezone.now(), trusted=made.state == "confirmed",
    )  # fmt: skip
    if freight is not None:
        quoted(made, freight)
    return made


def quoted(made: SupplierProduct, freight: str, country: str = "FR") -> None:
    FreightQuote.objects.bulk_create(
        FreightQuote(
            account=made.account, offer=made, external_variant_id=made.external_variant_id, quantity=number, origin="CN",
            country=country, service_code="CJPacket", name="CJPacket", price=Decimal(freight), currency="USD",
            min_days=7, max_days=12, quoted_at=timezone.now(),
        )
        for number in range(1, 6)
    )  # fmt: skip


def listed(of: Product, account: MarketplaceAccount, variant_id: str) -> ListingVariant:
    listing, _ = Listing.objects.get_or_create(account=account, product=of, defaults={"handle": f"h{of.pk}"})
    return ListingVariant.objects.create(listing=listing, product=of, remote_variant_id=variant_id)
