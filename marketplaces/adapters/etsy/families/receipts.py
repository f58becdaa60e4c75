"""Shop Receipt: orders and their parcels."""

from collections.abc import Mapping

from core.budget import Purpose
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families.paging import Page, page_of
from marketplaces.adapters.etsy.values import Obj, obj


def receipts(client: EtsyClient, filters: Mapping[str, object], limit: int, offset: int) -> Page:
    params = {**filters, "limit": limit, "offset": offset}
    return client.get(client.shop("receipts"), "getShopReceipts", page_of, params, purpose=Purpose.ORDERS)


def receipt(client: EtsyClient, receipt_id: int) -> Obj:
    path = client.shop(f"receipts/{receipt_id}")
    return client.get(path, "getShopReceipt", _receipt, purpose=Purpose.ORDERS)


def create_shipment(client: EtsyClient, receipt_id: int, body: Mapping[str, object]) -> Obj:
    """Each success mails the buyer and adds a parcel: sent once. Gives the whole receipt."""
    path = client.shop(f"receipts/{receipt_id}/tracking")
    return client.json(
        "POST", path, "createReceiptShipment", dict(body), _receipt, repeatable=False, purpose=Purpose.ORDERS
    )


def _receipt(given: object) -> Obj:
    return obj(given, "the receipt")
