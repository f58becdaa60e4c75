"""What really happened, for tests and people that ask: nothing here goes through the API."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books.receipts import Receipt
from marketplaces.adapters.etsy.simulator.books.shop import Shop


def books_view(shop: Shop) -> dict[str, Any]:
    books = shop.books
    return {
        "listings": [
            {
                "listing_id": one.listing_id,
                "title": one.facts["title"],
                "state": one.state,
                "quantity": one.quantity,
                "images": [image.image_id for image in one.images],
                "products": [
                    {"sku": product.sku, "quantity": product.offering.quantity, "price": str(product.offering.price)}
                    for product in one.products
                ],
            }
            for one in books.listings.values()
        ],
        "receipts": [_receipt(one) for one in books.receipts.values()],
        "mails": [vars(one) for one in books.mails],
        "fees": [{"listing_id": one.listing_id, "why": one.why, "amount": str(one.amount)} for one in books.fees],
        "log": shop.log,
    }


def _receipt(one: Receipt) -> dict[str, Any]:
    return {
        "receipt_id": one.receipt_id,
        "status": one.status,
        "total": str(one.total),
        "currency": one.currency,
        "updated": one.updated,
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in one.lines],
        "shipments": [{"carrier": row.carrier, "code": row.code} for row in one.shipments],
        "refunds": [str(row.amount) for row in one.refunds],
    }
