"""Rows of one marketplace, behind the addresses below its own: a shop of it with a listing, an order and what hangs on them."""

from collections.abc import Callable

from django.db.models import Model
from django.utils import timezone

from core.api.fields import public_id
from inventory.models import Product
from marketplaces.models import Listing, MarketplaceAccount, PublishTemplate
from orders.models import Order, OrderLine, OrderRefund, PaymentDispute
from tests.catalogue_rows import make_category


def shop_of(marketplace: str) -> MarketplaceAccount:
    """Paused and without tokens, so that nothing goes out."""
    values = {"name": f"a shop of {marketplace}", "state": "paused", "currency": "EUR", "remote_id": "12345678"}
    values["site"] = "EBAY_US" if marketplace == "ebay" else ""
    return MarketplaceAccount.objects.filter(marketplace=marketplace).first() or MarketplaceAccount.objects.create(
        marketplace=marketplace, **values
    )


def _listing(account: MarketplaceAccount) -> Model:
    product = Product.objects.order_by("pk")[0]
    return Listing.objects.get_or_create(account=account, product=product, defaults={"state": "active"})[0]


def _template(account: MarketplaceAccount) -> Model:
    return PublishTemplate.objects.get_or_create(account=account, name="a template")[0]


def order_of(account: MarketplaceAccount) -> Order:
    defaults = {"number": "#2", "placed_at": timezone.now(), "currency": "EUR"}
    order, is_new = Order.objects.get_or_create(account=account, remote_id="2", defaults=defaults)
    if is_new:
        OrderLine.objects.create(order=order, quantity=1, owed=1, title="Test goods")
    return order


def _refund(account: MarketplaceAccount) -> OrderRefund:
    values = {"amount": 1, "currency": "EUR", "reason": "other", "state": "needs_operator"}
    return OrderRefund.objects.get_or_create(order=order_of(account), defaults=values)[0]


def _dispute(account: MarketplaceAccount) -> PaymentDispute:
    return PaymentDispute.objects.get_or_create(account=account, remote_id="5000000002")[0]


# Below /api/<marketplace>/: the id that stands in the address.
IDS: dict[str, Callable[[MarketplaceAccount], str]] = {
    "accounts": lambda shop: public_id("shop", shop.pk),
    "listings": lambda shop: public_id("lst", _listing(shop).pk),
    "category-mappings": lambda shop: public_id("cat", make_category().pk),
    "templates": lambda shop: public_id("tpl", _template(shop).pk),
    "orders": lambda shop: order_of(shop).public_id,
    "refunds": lambda shop: _refund(shop).public_id,
    "disputes": lambda shop: _dispute(shop).public_id,
}
