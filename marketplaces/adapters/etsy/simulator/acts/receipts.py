"""Orders, which the API calls receipts: lists with their filters, one by one, their lines, and marked by hand."""

from collections.abc import Callable
from typing import Any

from marketplaces.adapters.etsy.simulator.books.receipts import Receipt, Transaction
from marketplaces.adapters.etsy.simulator.calls import PAGE, Call, missing, operation, page
from marketplaces.adapters.etsy.simulator.fields import Fields, choice, flag, whole
from marketplaces.adapters.etsy.simulator.views.listings import listing_view
from marketplaces.adapters.etsy.simulator.views.receipts import receipt_view, transaction_view

YEAR_2000 = 946_684_800
ONE = "/shops/{shop_id}/receipts/{receipt_id}"
TIMES = ("min_created", "max_created", "min_last_modified", "max_last_modified")
FLAGS = ("was_paid", "was_shipped", "was_delivered", "was_canceled")
LEGACY: Fields = {"legacy": flag()}
FILTERS: Fields = {
    **PAGE,
    **LEGACY,
    **{name: whole(YEAR_2000) for name in TIMES},
    **{name: flag() for name in FLAGS},
    "sort_on": choice("created", "updated", "receipt_id"),
    "sort_order": choice("asc", "ascending", "desc", "descending", "up", "down"),
}
SORTS: dict[str, Callable[[Receipt], Any]] = {
    "created": lambda one: (one.created, one.receipt_id),
    "updated": lambda one: (one.updated, one.receipt_id),
    "receipt_id": lambda one: one.receipt_id,
}


def receipt_of(call: Call) -> Receipt:
    found = call.shop.books.receipts.get(int(call.ids["receipt_id"]))
    if found is None:
        raise missing("Receipt")
    return found


@operation("getShopReceipts", "GET /shops/{shop_id}/receipts", "transactions_r", query=FILTERS)
def get_receipts(call: Call) -> dict[str, Any]:
    query = call.query
    rows = [one for one in call.shop.books.receipts.values() if _passes(call, one)]
    rising = query.get("sort_order", "desc") in ("asc", "ascending", "up")
    rows.sort(key=SORTS[query.get("sort_on", "created")], reverse=not rising)
    return page(call, rows, lambda one: receipt_view(call.shop, one))


def _passes(call: Call, one: Receipt) -> bool:
    query = call.query
    marks = {
        "was_paid": one.paid,
        "was_shipped": one.shipped,
        "was_delivered": one.delivered,
        "was_canceled": one.canceled,
    }
    if any(name in query and query[name] is (mark is None) for name, mark in marks.items()):
        return False
    if "min_last_modified" in query and one.canceled is not None and not call.shop.rules.canceled_in_delta:
        return False
    return _within(query, "created", one.created) and _within(query, "last_modified", one.updated)


def _within(query: dict[str, int], name: str, when: int) -> bool:
    return query.get(f"min_{name}", 0) <= when <= query.get(f"max_{name}", when)


@operation("getShopReceipt", f"GET {ONE}", "transactions_r", query=LEGACY)
def get_receipt(call: Call) -> dict[str, Any]:
    return receipt_view(call.shop, receipt_of(call))


@operation(
    "updateShopReceipt", f"PUT {ONE}", "transactions_w", form={"was_shipped": flag(), "was_paid": flag()}, query=LEGACY
)
def update_receipt(call: Call) -> dict[str, Any]:
    """It cannot carry tracking."""
    found = receipt_of(call)
    for name, mark, event in (("was_paid", "paid", "order.paid"), ("was_shipped", "shipped", "order.shipped")):
        before = getattr(found, mark)
        if name in call.body:
            setattr(found, mark, (before or call.shop.now()) if call.body[name] else None)
        if call.body.get(name) and before is None:
            call.shop.emit(event, found)
    call.shop.touch(found)
    return receipt_view(call.shop, found)


Line = tuple[Receipt, Transaction]


def _lines(call: Call) -> list[Line]:
    receipts = sorted(call.shop.books.receipts.values(), key=lambda one: one.receipt_id, reverse=True)
    return [(receipt, line) for receipt in receipts for line in receipt.lines]


def _shown(call: Call) -> Callable[[Line], dict[str, Any]]:
    return lambda row: transaction_view(call.shop, *row)


@operation(
    "getShopReceiptTransactionsByShop", "GET /shops/{shop_id}/transactions", "transactions_r", query={**PAGE, **LEGACY}
)
def get_transactions(call: Call) -> dict[str, Any]:
    return page(call, _lines(call), _shown(call))


@operation(
    "getShopReceiptTransactionsByListing",
    "GET /shops/{shop_id}/listings/{listing_id}/transactions",
    "transactions_r",
    query={**PAGE, **LEGACY},
)
def get_transactions_of_listing(call: Call) -> dict[str, Any]:
    return page(call, [row for row in _lines(call) if row[1].listing_id == call.listing_id], _shown(call))


@operation("getShopReceiptTransactionsByReceipt", f"GET {ONE}/transactions", "transactions_r", query=LEGACY)
def get_transactions_of_receipt(call: Call) -> dict[str, Any]:
    receipt = receipt_of(call)
    return page(call, [(receipt, line) for line in receipt.lines], _shown(call))


@operation("getShopReceiptTransaction", "GET /shops/{shop_id}/transactions/{transaction_id}", "transactions_r")
def get_transaction(call: Call) -> dict[str, Any]:
    number = int(call.ids["transaction_id"])
    found = next((row for row in _lines(call) if row[1].transaction_id == number), None)
    if found is None:
        raise missing("Transaction")
    return transaction_view(call.shop, *found)


@operation("getListingsByShopReceipt", f"GET {ONE}/listings", "transactions_r", query={**PAGE, **LEGACY})
def get_listings_of_receipt(call: Call) -> dict[str, Any]:
    books = call.shop.books.listings
    numbers = dict.fromkeys(line.listing_id or 0 for line in receipt_of(call).lines)
    return page(call, [books[one] for one in numbers if one in books], lambda one: listing_view(call.shop, one))
