"""Listings beyond publishing: what they would cost, what stands at eBay already, and listings made elsewhere."""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import inventory, offers
from marketplaces.adapters.ebay.families.inventory import MIGRATED_A_CALL, chunks
from marketplaces.adapters.ebay.listing.settling import fixed_offer
from marketplaces.adapters.ebay.mapper.readings import (
    groups_of,
    offer_state,
    row_result,
    shown_quantity,
    title_of,
    variant_reading,
)
from marketplaces.adapters.ebay.values import Obj, money, required, rows, text
from marketplaces.interface import Operation

OPERATIONS = {
    "listing_fees": Operation("listing_fees"),
    "find_listings": Operation("find_listings"),
    "migrate_listings": Operation("migrate_listings", changes=True),
}
MOST_MIGRATED = 100
Values = Mapping[str, Any]


def listing_fees(client: EbayClient, values: Values) -> dict[str, Any]:
    """What publishing offers that are not live yet would cost. `offers` are their ids."""
    found = [
        {"kind": text(fee.get("feeType")), "site": text(summary.get("marketplaceId")), **_fee(fee)}
        for summary in offers.listing_fees(client, [str(each) for each in values["offers"]])
        for fee in rows(summary.get("fees"), "fees")
    ]
    return {"fees": found}


def find_listings(client: EbayClient, values: Values) -> dict[str, Any]:
    """One page of what stands in the seller's inventory, with the offer of each item on the site: `cursor` "" for the
    first, None in the answer after the last."""
    items, cursor = inventory.items_page(client, str(values.get("cursor") or ""))
    return {"items": [_found(client, item) for item in items], "cursor": cursor or None}


def migrate_listings(client: EbayClient, values: Values) -> dict[str, Any]:
    """Takes listings that were made elsewhere over, five a call. They keep their numbers, and cannot be changed in eBay's
    own pages any more. One that was taken over already is refused by eBay, and told so."""
    wanted = [str(each) for each in values["listing_ids"]]
    if len(wanted) > MOST_MIGRATED:
        raise Rejected(PARTNER, "bulkMigrateListing", message=f"at most {MOST_MIGRATED} at once", code="too_many")
    told = [row for chunk in chunks(wanted, MIGRATED_A_CALL) for row in inventory.migrate(client, chunk)]
    return {"listings": [_migrated(row) for row in told]}


def _found(client: EbayClient, item: Obj) -> dict[str, Any]:
    sku = required(item, "sku")
    offer = fixed_offer(offers.offers_of(client, sku))
    groups = groups_of(item)
    found: dict[str, Any] = {"sku": sku, "title": title_of(item), "group": groups[0] if groups else ""}
    if offer is None:
        return found | {"offer_id": "", "listing_id": "", "is_live": False, "price": None, "quantity": None}
    state, reading = offer_state(offer), variant_reading(item, offer)
    price = {"amount": str(reading.price.amount), "currency": reading.price.currency} if reading.price else None
    return found | {
        "offer_id": state.offer_id,
        "listing_id": state.listing_id,
        "is_live": state.is_shown,
        "price": price,
        "quantity": shown_quantity(item, offer),
    }


def _migrated(row: Obj) -> dict[str, Any]:
    result = row_result(row)
    return {
        "listing_id": text(row.get("listingId")),
        "is_taken": result.is_taken,
        "code": result.code,
        "words": result.words,
        "group": text(row.get("inventoryItemGroupKey")),
        "items": [
            {"sku": text(each.get("sku")), "offer_id": text(each.get("offerId"))}
            for each in rows(row.get("inventoryItems"), "inventoryItems")
        ],
    }


def _fee(fee: Obj) -> dict[str, Any]:
    amount, off = money(fee.get("amount")), money(fee.get("promotionalDiscount"))
    return {
        "amount": {"amount": str(amount.amount), "currency": amount.currency} if amount else None,
        "discount": {"amount": str(off.amount), "currency": off.currency} if off else None,
    }
