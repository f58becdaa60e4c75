"""Payments, the ledger and reviews: all read only."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts.receipts import YEAR_2000, receipt_of
from marketplaces.adapters.etsy.simulator.books import money
from marketplaces.adapters.etsy.simulator.books.receipts import LedgerEntry, Payment, Review
from marketplaces.adapters.etsy.simulator.calls import PAGE, Call, bad, missing, operation, page, whole_list
from marketplaces.adapters.etsy.simulator.fields import whole, wholes

LEDGER = "/shops/{shop_id}/payment-account/ledger-entries"
DAY = 86_400
WINDOW = {"min_created": whole(YEAR_2000, required=True), "max_created": whole(YEAR_2000, required=True)}
REVIEWS = {**PAGE, "min_created": whole(YEAR_2000), "max_created": whole(YEAR_2000)}


def _payment(call: Call, one: Payment) -> dict[str, Any]:
    shop, receipt = call.shop, call.shop.books.receipts[one.receipt_id]
    amounts = {"gross": one.gross, "fees": one.fees, "net": one.gross - one.fees}
    adjusted = {"gross": one.gross - one.refunded, "fees": one.fees, "net": one.gross - one.refunded - one.fees}
    cash = {name: money.shown(amount, receipt.currency, shop.rules.divisor) for name, amount in amounts.items()}
    after = {name: money.shown(amount, receipt.currency, shop.rules.divisor) for name, amount in adjusted.items()}
    return {
        "payment_id": one.payment_id,
        "buyer_user_id": one.buyer_id,
        "shop_id": shop.shop_id,
        "receipt_id": one.receipt_id,
        **{f"amount_{name}": value for name, value in cash.items()},
        **{f"posted_{name}": value for name, value in cash.items()},
        **{f"adjusted_{name}": value if one.refunded else None for name, value in after.items()},
        "currency": receipt.currency,
        "shop_currency": shop.currency,
        "buyer_currency": receipt.currency,
        "shipping_user_id": one.buyer_id,
        "shipping_address_id": one.payment_id,
        "billing_address_id": 0,
        "status": one.status,
        "shipped_timestamp": receipt.shipped,
        "create_timestamp": one.created,
        "created_timestamp": one.created,
        "update_timestamp": one.updated,
        "updated_timestamp": one.updated,
        "payment_adjustments": [],
    }


def _visible(call: Call) -> list[Payment]:
    """They may appear only once the parcel is on its way."""
    books, late = call.shop.books, call.shop.rules.payments_after_shipping
    return [one for one in books.payments.values() if not late or books.receipts[one.receipt_id].shipped is not None]


@operation("getShopPaymentByReceiptId", "GET /shops/{shop_id}/receipts/{receipt_id}/payments", "transactions_r")
def get_receipt_payments(call: Call) -> dict[str, Any]:
    receipt = receipt_of(call)
    rows = [one for one in _visible(call) if one.receipt_id == receipt.receipt_id]
    return whole_list(rows, lambda one: _payment(call, one))


@operation(
    "getPayments", "GET /shops/{shop_id}/payments", "transactions_r", query={"payment_ids": wholes(1, required=True)}
)
def get_payments(call: Call) -> dict[str, Any]:
    rows = [one for one in _visible(call) if one.payment_id in call.query["payment_ids"]]
    return whole_list(rows, lambda one: _payment(call, one))


@operation("getShopPaymentAccountLedgerEntries", f"GET {LEDGER}", "transactions_r", query={**PAGE, **WINDOW})
def get_ledger(call: Call) -> dict[str, Any]:
    """Both ends of the window are needed, and it may not be long."""
    first, last, most = call.query["min_created"], call.query["max_created"], call.shop.rules.ledger_days
    if first > last:
        raise bad("min_created cannot be after max_created")
    if last - first > most * DAY:
        raise bad(f"The range between min_created and max_created cannot be longer than {most} days")
    rows = [one for one in call.shop.books.ledger if first <= one.created <= last]
    return page(call, rows, lambda one: _entry(call, one))


@operation("getShopPaymentAccountLedgerEntry", f"GET {LEDGER}/{{ledger_entry_id}}", "transactions_r")
def get_ledger_entry(call: Call) -> dict[str, Any]:
    number = int(call.ids["ledger_entry_id"])
    found = next((one for one in call.shop.books.ledger if one.entry_id == number), None)
    if found is None:
        raise missing("Ledger entry")
    return _entry(call, found)


@operation(
    "getPaymentAccountLedgerEntryPayments",
    f"GET {LEDGER}/payments",
    "transactions_r",
    query={"ledger_entry_ids": wholes(1, required=True)},
)
def get_ledger_payments(call: Call) -> dict[str, Any]:
    wanted = {one.payment_id for one in call.shop.books.ledger if one.entry_id in call.query["ledger_entry_ids"]}
    return whole_list([one for one in _visible(call) if one.payment_id in wanted], lambda one: _payment(call, one))


def _entry(call: Call, one: LedgerEntry) -> dict[str, Any]:
    """Amounts are bare integers in minor units."""
    return {
        "entry_id": one.entry_id,
        "ledger_id": call.shop.shop_id,
        "sequence_number": one.sequence,
        "amount": one.amount,
        "currency": call.shop.currency,
        "description": one.description,
        "balance": one.balance,
        "create_date": one.created,
        "created_timestamp": one.created,
        "ledger_type": one.kind,
        "reference_type": one.reference_type,
        "reference_id": one.reference_id,
        "parent_entry_id": 0,
        "payment_adjustments": [],
    }


@operation("getReviewsByShop", "GET /shops/{shop_id}/reviews", query=REVIEWS)
def get_reviews(call: Call) -> dict[str, Any]:
    return page(call, _reviews(call), lambda one: _review(call, one) | _by_whom(one))


@operation("getReviewsByListing", "GET /listings/{listing_id}/reviews", query=REVIEWS)
def get_listing_reviews(call: Call) -> dict[str, Any]:
    rows = [one for one in _reviews(call) if one.listing_id == call.listing_id]
    return page(call, rows, lambda one: _review(call, one))


def _reviews(call: Call) -> list[Review]:
    first, last = call.query.get("min_created", 0), call.query.get("max_created")
    rows = [one for one in call.shop.books.reviews if first <= one.created and (last is None or one.created <= last)]
    return list(reversed(rows))


def _review(call: Call, one: Review) -> dict[str, Any]:
    return {
        "shop_id": call.shop.shop_id,
        "listing_id": one.listing_id,
        "rating": one.rating,
        "review": one.text,
        "language": "en",
        "image_url_fullxfull": None,
        "create_timestamp": one.created,
        "created_timestamp": one.created,
        "update_timestamp": one.created,
        "updated_timestamp": one.created,
    }


def _by_whom(one: Review) -> dict[str, Any]:
    return {"transaction_id": one.transaction_id, "buyer_user_id": one.buyer_id}
