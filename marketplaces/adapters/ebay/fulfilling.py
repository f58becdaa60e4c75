"""Telling a parcel: looked for first, then told, one call."""

from django.utils import timezone

from core.errors import Rejected
from marketplaces.adapters.ebay.carriers import tracking_number
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER, TRACKING_KNOWN, Refused
from marketplaces.adapters.ebay.families import fulfilment
from marketplaces.adapters.ebay.mapper import parcels
from marketplaces.adapters.ebay.reading import state
from marketplaces.interface import ParcelNotice

OPERATION = "createShippingFulfillment"


def fulfil(client: EbayClient, remote_id: str, parcel: ParcelNotice) -> str:
    """eBay's id of the parcel, which is its tracking number. One that is there with this number already is not told again."""
    found = state(client, remote_id)
    number = tracking_number(parcel.tracking.number)
    told = found.with_number(number) if number else None
    if told is not None:
        return told.fulfilment_id
    missing = parcels.missing(found, parcel)
    if missing:
        words = f"nothing is left to fulfil of lines {', '.join(sorted(missing))}"
        raise Rejected(PARTNER, OPERATION, message=words, code=found.problem or "nothing_left")
    try:
        return fulfilment.tell_parcel(client, remote_id, parcels.notice(parcel, timezone.now()))
    except Refused as refused:
        if refused.has(TRACKING_KNOWN) and number:  # somebody else has told it since we looked
            return number
        raise
