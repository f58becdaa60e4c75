"""A parcel is told of: each success writes to the buyer and adds a shipment."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts.receipts import LEGACY, ONE, receipt_of
from marketplaces.adapters.etsy.simulator.books.carriers import CARRIERS
from marketplaces.adapters.etsy.simulator.books.receipts import Mail, Receipt, Shipment
from marketplaces.adapters.etsy.simulator.calls import Call, Refused, bad, operation
from marketplaces.adapters.etsy.simulator.views.receipts import receipt_view

FREE_OF_TRACKING = 10  # US dollars, within the United States
TEXTS = ("tracking_code", "carrier_name", "note_to_buyer")


@operation("createReceiptShipment", f"POST {ONE}/tracking", "transactions_w", json=True, query=LEGACY)
def create_shipment(call: Call) -> dict[str, Any]:
    shop, body, receipt = call.shop, call.body, receipt_of(call)
    if not shop.rules.tracking_allowed:
        raise Refused(403, "Unauthorized")
    _check(call, receipt)
    code, carrier = body.get("tracking_code") or "", body.get("carrier_name") or ""
    if code and carrier.lower() not in CARRIERS:
        if shop.rules.unknown_carrier == "refused":
            raise bad(f"carrier_name {carrier!r} is not supported; use 'other'")
        if shop.rules.unknown_carrier == "dropped":
            code = ""
    now = shop.now()
    if code:
        receipt.shipments.append(Shipment(shop.take("shipment"), now, carrier, code))
    _mail(call, receipt, code)
    first, receipt.shipped = receipt.shipped is None, receipt.shipped or now
    shop.touch(receipt)
    if first:
        shop.emit("order.shipped", receipt)
    return receipt_view(shop, receipt)


def _mail(call: Call, receipt: Receipt, code: str) -> None:
    people = ["buyer", *(["seller"] if call.body.get("send_bcc") else [])]
    note = call.body.get("note_to_buyer") or ""
    call.shop.books.mails += [Mail(receipt.receipt_id, one, code, note) for one in people]


def _check(call: Call, receipt: Receipt) -> None:
    body = call.body
    for name in TEXTS:
        if body.get(name) is not None and not isinstance(body[name], str):
            raise bad(f"Expected string value for '{name}'")
    if not isinstance(body.get("send_bcc", False), bool):
        raise bad("Expected bool value for 'send_bcc'")
    if receipt.canceled is not None:
        raise Refused(409, "The receipt is canceled")
    if receipt.paid is None:
        raise bad("The receipt is not paid")
    if bool(body.get("tracking_code")) != bool(body.get("carrier_name")):
        raise bad("tracking_code and carrier_name must be provided together")
    country = receipt.address["country_iso"]
    domestic = country == "US" == call.shop.country and receipt.total > FREE_OF_TRACKING
    if (domestic or country == "IN") and not body.get("tracking_code"):
        raise bad("A tracking number is required")
