"""A buyer's order, as Etsy's checkout makes it; stock goes down, and a listing without any left is sold out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marketplaces.adapters.etsy.simulator.books.listings import Listing, Product
from marketplaces.adapters.etsy.simulator.books.receipts import Payment, Receipt, Transaction
from marketplaces.adapters.etsy.simulator.books.shop import Shop

ADDRESS: dict[str, str | None] = {
    "first_line": "12 Test Street",
    "second_line": None,
    "city": "Paris",
    "state": None,
    "zip": "75001",
    "country_iso": "FR",
}
FEE_SHARE = Decimal("0.065")
SHIP_WITHIN = 3 * 86_400
PERSONALISATION = 54


class NoSuchGoodsError(ValueError):
    """The order asks for something that is not there."""


@dataclass
class Wanted:
    """What a buyer asks for. A line is {sku | listing_id | title+price, quantity, product_id, price, personalisation}.

    `hidden_sku` leaves the sku out of the lines; `paid` False is an order that waits for its payment.
    """

    lines: Iterable[Mapping[str, Any]]
    address: Mapping[str, str | None] = field(default_factory=dict)
    name: str = "Test Buyer"
    email: str | None = "buyer@example.com"
    paid: bool = True
    payment_pending: bool = False
    shipping: Decimal | str | int = "4.50"
    tax: Decimal | str | int = 0
    vat: Decimal | str | int = 0
    discount: Decimal | str | int = 0
    gift_wrap: Decimal | str | int = 0
    is_gift: bool = False
    gift_message: str = ""
    message: str | None = None
    hidden_sku: bool = False
    receipt_id: int = 0


def place(shop: Shop, wanted: Wanted) -> Receipt:
    """Raises NoSuchGoodsError; nothing is told yet."""
    now = shop.now()
    lines = [_line(shop, row, hidden_sku=wanted.hidden_sku) for row in wanted.lines]
    receipt = Receipt(
        wanted.receipt_id or shop.take("receipt"),
        now,
        now,
        lines,
        shop.take("buyer"),
        wanted.name,
        ADDRESS | dict(wanted.address),
        wanted.email,
        shop.currency,
        shipping=Decimal(str(wanted.shipping)),
        tax=Decimal(str(wanted.tax)),
        vat=Decimal(str(wanted.vat)),
        discount=Decimal(str(wanted.discount)),
        gift_wrap=Decimal(str(wanted.gift_wrap)),
        is_gift=wanted.is_gift,
        gift_message=wanted.gift_message,
        message_from_buyer=wanted.message,
        payment_pending=wanted.payment_pending,
    )
    shop.books.receipts[receipt.receipt_id] = receipt
    if wanted.paid and not wanted.payment_pending:
        pay(shop, receipt)
    return receipt


def pay(shop: Shop, receipt: Receipt) -> None:
    now, fees = shop.now(), (receipt.total * FEE_SHARE).quantize(Decimal("0.01"))
    receipt.paid, receipt.payment_pending = now, False
    made = Payment(shop.take("payment"), receipt.receipt_id, receipt.buyer_id, now, now, receipt.total, fees)
    shop.books.payments[made.payment_id] = made
    shop.enter(receipt.total, "PAYMENT_GROSS", "Sale", "receipt", str(receipt.receipt_id), made.payment_id)
    shop.enter(-fees, "transaction", "Transaction fee", "receipt", str(receipt.receipt_id), made.payment_id)
    shop.touch(receipt)


def _line(shop: Shop, row: Mapping[str, Any], *, hidden_sku: bool) -> Transaction:
    quantity, ship_by = int(row.get("quantity", 1)), shop.now() + SHIP_WITHIN
    if "title" in row:
        price = Decimal(str(row["price"]))
        return Transaction(shop.take("transaction"), str(row["title"]), quantity, price, None, None, ship_by=ship_by)
    listing, product = _goods(shop, row)
    offering = product.offering
    if offering.for_sale < quantity:
        raise NoSuchGoodsError(f"only {offering.for_sale} of {product.sku or listing.listing_id} are left")
    offering.quantity -= quantity
    if not listing.quantity:
        listing.state, listing.state_since = "sold_out", shop.now()
    shop.touch(listing)
    return Transaction(
        shop.take("transaction"),
        listing.facts["title"],
        quantity,
        Decimal(str(row.get("price", offering.price))),
        listing.listing_id,
        product.product_id,
        "" if hidden_sku else product.sku,
        listing.images[0].image_id if listing.images else None,
        not listing.is_physical,
        _variations(product, row.get("personalisation")),
        shipping_profile_id=listing.facts["shipping_profile_id"],
        ship_by=ship_by,
    )


def _goods(shop: Shop, row: Mapping[str, Any]) -> tuple[Listing, Product]:
    """A listing that is for sale, and the product of it that is meant; the first where none is named."""
    sku = str(row.get("sku", ""))
    listing = shop.listing_of_sku(sku) if sku else shop.books.listings.get(int(row.get("listing_id", 0)))
    if listing is None or listing.state != "active":
        raise NoSuchGoodsError(f"nothing is for sale under {sku or row.get('listing_id')!r}")
    product = listing.products[0]
    if sku or row.get("product_id"):
        product = listing.product_of(sku, int(row.get("product_id", 0))) or product
    return listing, product


def _variations(product: Product, personalisation: Any) -> list[dict[str, Any]]:
    """The buyer's own words arrive among the variations."""
    rows: list[dict[str, Any]] = [
        {
            "property_id": one.property_id,
            "value_id": one.value_ids[0],
            "formatted_name": one.name,
            "formatted_value": one.values[0],
        }
        for one in product.property_values
    ]
    if personalisation:
        row: dict[str, Any] = {"property_id": PERSONALISATION, "value_id": None, "formatted_name": "Personalization"}
        rows.append(row | {"formatted_value": str(personalisation)})
    return rows
