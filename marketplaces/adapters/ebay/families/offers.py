"""Inventory API: offers, and publishing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import NotFound
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.families.inventory import ROWS_A_CALL, chunks
from marketplaces.adapters.ebay.mapper.readings import RowResult, row_result, warnings_of
from marketplaces.adapters.ebay.paging import all_rows
from marketplaces.adapters.ebay.values import Obj, path_of, required, rows, text

FEES_A_CALL = 250
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    listing_id: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreatedOffer:
    """`offer_id` is that of the offer which was there already, too; "" where it was refused."""

    offer_id: str
    result: RowResult


def create_offer(client: EbayClient, body: Body) -> str:
    """The new offer's id. Sent once: a second one is refused with 25002, which names the first."""
    return client.send(
        "POST",
        Family.INVENTORY,
        "offer",
        lambda given: required(given.body, "offerId"),
        operation="createOffer",
        repeatable=False,
        body=dict(body),
        language=client.identity.language,
    )


def create_offers(client: EbayClient, bodies: Sequence[Body]) -> dict[str, CreatedOffer]:
    """By SKU; rows stand and fall by themselves. Each call is sent once."""
    found: dict[str, CreatedOffer] = {}
    for chunk in chunks(bodies, ROWS_A_CALL):
        answers = client.send(
            "POST",
            Family.INVENTORY,
            "bulk_create_offer",
            lambda given: rows(given.body.get("responses"), "responses"),
            operation="bulkCreateOffer",
            repeatable=False,
            body={"requests": list(chunk)},
            language=client.identity.language,
        )
        for row in answers:
            result = row_result(row)
            known = (result.parameters or {}).get("offerId", "")
            found[required(row, "sku")] = CreatedOffer(text(row.get("offerId")) or known, result)
    return found


def update_offer(client: EbayClient, offer_id: str, body: Body) -> tuple[str, ...]:
    """Replaces it; a live listing follows. eBay's warnings. Raises NotFound."""
    return client.send(
        "PUT",
        Family.INVENTORY,
        path_of("offer", offer_id),
        lambda given: warnings_of(given.body),
        operation="updateOffer",
        body=dict(body),
        language=client.identity.language,
    )


def get_offer(client: EbayClient, offer_id: str) -> Obj:
    """Raises NotFound."""
    return client.get(Family.INVENTORY, path_of("offer", offer_id), _whole, operation="getOffer")


def offers_of(client: EbayClient, sku: str) -> list[Obj]:
    """Of this SKU on the account's site. There is no list of all offers."""
    query = {"sku": sku, "marketplace_id": client.identity.site.code}
    try:
        return all_rows(client, Family.INVENTORY, "offer", "offers", operation="getOffers", query=query)
    except NotFound:
        return []


def delete_offer(client: EbayClient, offer_id: str) -> None:
    """Ends what it shows, too. One that is gone is deleted."""
    try:
        client.send(
            "DELETE", Family.INVENTORY, path_of("offer", offer_id), lambda _given: None, operation="deleteOffer"
        )
    except NotFound:
        return


def publish(client: EbayClient, offer_id: str) -> Published:
    """Sent once here; published already it answers with the same listing. The body is empty, but has to be there."""
    return client.send(
        "POST",
        Family.INVENTORY,
        path_of("offer", offer_id, "publish"),
        _published,
        operation="publishOffer",
        repeatable=False,
        body={},
    )


def publish_group(client: EbayClient, key: str) -> Published:
    return client.send(
        "POST",
        Family.INVENTORY,
        "offer/publish_by_inventory_item_group",
        _published,
        operation="publishOfferByInventoryItemGroup",
        repeatable=False,
        body=_group(client, key),
    )


def withdraw(client: EbayClient, offer_id: str) -> None:
    """Ends the listing; the offer stays. A second time eBay refuses: look at the offer."""
    client.send(
        "POST",
        Family.INVENTORY,
        path_of("offer", offer_id, "withdraw"),
        lambda _given: None,
        operation="withdrawOffer",
        body={},
    )


def withdraw_group(client: EbayClient, key: str) -> None:
    client.send(
        "POST",
        Family.INVENTORY,
        "offer/withdraw_by_inventory_item_group",
        lambda _given: None,
        operation="withdrawOfferByInventoryItemGroup",
        body=_group(client, key),
    )


def listing_fees(client: EbayClient, offer_ids: Sequence[str]) -> list[Obj]:
    """What publishing these unpublished offers would cost, by site."""
    found: list[Obj] = []
    for chunk in chunks(offer_ids, FEES_A_CALL):
        found += client.send(
            "POST",
            Family.INVENTORY,
            "offer/get_listing_fees",
            lambda given: rows(given.body.get("feeSummaries"), "feeSummaries"),
            operation="getListingFees",
            body={"offers": [{"offerId": offer_id} for offer_id in chunk]},
        )
    return found


def _group(client: EbayClient, key: str) -> dict[str, str]:
    return {"inventoryItemGroupKey": key, "marketplaceId": client.identity.site.code}


def _published(given: Given) -> Published:
    return Published(required(given.body, "listingId"), warnings_of(given.body))


def _whole(given: Given) -> Obj:
    return given.body
