"""Telling a parcel: looked for first, then told once."""

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import FORBIDDEN, PARTNER, RESTRICTED
from marketplaces.adapters.etsy.families import receipts
from marketplaces.adapters.etsy.mapper import orders, parcels
from marketplaces.adapters.etsy.values import Misread, Obj, number
from marketplaces.interface import FulfilmentState, ParcelNotice

OPERATION = "createReceiptShipment"
RESTRICTION = (
    "Etsy does not let this app tell tracking numbers of this shop (its partner programme): "
    "mark the order as sent in Shop Manager"
)


def state(client: EtsyClient, remote_id: str) -> FulfilmentState:
    return parcels.state(orders.order(receipts.receipt(client, number(remote_id, "the order's number"))))


def fulfil(client: EtsyClient, remote_id: str, parcel: ParcelNotice) -> str:
    """The id of the parcel. One whose number stands there already is not told again: the buyer would be mailed twice.

    Raises Rejected with code "restricted" where Etsy's partner programme shuts the app out: no retry helps, and the token
    is fine.
    """
    found = state(client, remote_id)
    told = found.with_number(parcel.tracking.number)
    if told is not None:
        return told.fulfilment_id
    _check_open(found, parcel)
    receipt_id = number(remote_id, "the order's number")
    try:
        receipt = receipts.create_shipment(client, receipt_id, parcels.shipment_body(parcel))
    except Rejected as refused:
        if refused.code != FORBIDDEN:
            raise
        raise Rejected(
            PARTNER, OPERATION, status=refused.status, body=refused.body, message=RESTRICTION, code=RESTRICTED
        ) from refused
    return _made(receipt, parcel)


def _check_open(found: FulfilmentState, parcel: ParcelNotice) -> None:
    open_units = {line.line_id: line.remaining for line in found.open_lines}
    missing = [line_id for line_id, count in parcel.lines if open_units.get(line_id, 0) < count]
    if missing:
        words = f"nothing is left to send of lines {', '.join(sorted(missing))}"
        raise Rejected(PARTNER, OPERATION, message=words, code=found.problem or "nothing_left")


def _made(receipt: Obj, parcel: ParcelNotice) -> str:
    """Etsy answers 200 also where it has dropped the number: then nothing was told."""
    try:
        existing = parcels.fulfilments(receipt)
    except Misread:
        existing = ()
    told = FulfilmentState(existing, ()).with_number(parcel.tracking.number)
    if told is None:
        words = "Etsy took the parcel and does not show its tracking number: look at the order in Shop Manager"
        raise Rejected(PARTNER, OPERATION, message=words, code="not_kept")
    return told.fulfilment_id
