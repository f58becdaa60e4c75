"""Payment and Ledger Entry: read only."""

from core.budget import Purpose
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families.listings import page_rows
from marketplaces.adapters.etsy.families.paging import Page, page_of
from marketplaces.adapters.etsy.values import Obj


def of_receipt(client: EtsyClient, receipt_id: int) -> list[Obj]:
    """[] until Etsy has them, which may be only after the parcel went out."""
    path = client.shop(f"receipts/{receipt_id}/payments")
    return client.get(path, "getShopPaymentByReceiptId", page_rows, purpose=Purpose.ORDERS)


def ledger(client: EtsyClient, since: int, until: int, limit: int, offset: int) -> Page:
    """Both ends are epoch seconds and must be said; Etsy takes windows of about a month."""
    params = {"min_created": since, "max_created": until, "limit": limit, "offset": offset}
    path = client.shop("payment-account/ledger-entries")
    return client.get(path, "getShopPaymentAccountLedgerEntries", page_of, params)
