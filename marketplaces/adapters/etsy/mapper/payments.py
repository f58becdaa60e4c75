"""Payments and ledger entries as plain JSON in our words. The ledger, and adjustments of payments, count whole coins."""

from typing import Any

from marketplaces.adapters.etsy.mapper.money_words import shown_minor, shown_of
from marketplaces.adapters.etsy.mapper.shop_rows import time_of
from marketplaces.adapters.etsy.values import Obj, ident, needed_ident, rows, text

_AMOUNTS = {
    "gross": "amount_gross",
    "fees": "amount_fees",
    "net": "amount_net",
    "adjusted_gross": "adjusted_gross",
    "adjusted_fees": "adjusted_fees",
    "adjusted_net": "adjusted_net",
}


def payment(node: Obj) -> dict[str, Any]:
    currency = node.get("shop_currency") or node.get("currency")
    adjustments = rows(node.get("payment_adjustments"), "payment_adjustments")
    return {
        "id": needed_ident(node, "payment_id"),
        "status": text(node.get("status")),
        **{ours: shown_of(node, theirs) for ours, theirs in _AMOUNTS.items()},
        "created_at": time_of(node, "created_timestamp", "create_timestamp"),
        "adjustments": [_adjustment(row, currency) for row in adjustments],
    }


def ledger_entry(node: Obj) -> dict[str, Any]:
    currency = node.get("currency")
    return {
        "id": needed_ident(node, "entry_id"),
        "kind": text(node.get("ledger_type")),
        "words": text(node.get("description")),
        "amount": shown_minor(node.get("amount"), currency),
        "balance": shown_minor(node.get("balance"), currency),
        "about": text(node.get("reference_type")),
        "about_id": text(node.get("reference_id")),
        "at": time_of(node, "created_timestamp", "create_date"),
    }


def _adjustment(node: Obj, currency: Any) -> dict[str, Any]:
    return {
        "id": ident(node.get("payment_adjustment_id")),
        "status": text(node.get("status")),
        "is_success": node.get("is_success") is True,
        "reason": text(node.get("reason_code")),
        "amount": shown_minor(node.get("shop_total_adjustment_amount"), currency),
        "at": time_of(node, "created_timestamp", "create_timestamp"),
    }
