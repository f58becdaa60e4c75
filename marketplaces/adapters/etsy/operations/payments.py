"""What an order brought, and the shop's account at Etsy. Read only."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import payments as family
from marketplaces.adapters.etsy.mapper.payments import ledger_entry, payment
from marketplaces.adapters.etsy.values import number, stamp
from marketplaces.interface import Operation

OPERATIONS = {"order_payments": Operation("order_payments"), "list_ledger": Operation("list_ledger")}
LONGEST_WINDOW = timedelta(days=31)
PAGE = 50
Values = Mapping[str, Any]


def order_payments(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Of one order, by its number there. [] until Etsy has them."""
    rows = family.of_receipt(client, number(str(values["order_id"]), "order_id"))
    return {"payments": [payment(row) for row in rows]}


def list_ledger(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Entries of a window of at most 31 days; `next_offset` None after the last page. Raises Rejected for another window."""
    since, until = (datetime.fromisoformat(str(values[name])) for name in ("since", "until"))
    if not timedelta(0) <= until - since <= LONGEST_WINDOW:
        words = f"from `since` to `until` at most {LONGEST_WINDOW.days} days"
        raise Rejected(PARTNER, "getShopPaymentAccountLedgerEntries", message=words, code="window")
    offset, limit = int(values.get("offset") or 0), int(values.get("limit") or PAGE)
    page = family.ledger(client, stamp(since), stamp(until), limit, offset)
    is_last = len(page.rows) < limit
    return {
        "entries": [ledger_entry(row) for row in page.rows],
        "count": page.count,
        "next_offset": None if is_last else offset + limit,
    }
