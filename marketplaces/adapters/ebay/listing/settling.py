"""Offers brought to what is wanted: the existing one is replaced, a second one never made."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from core.errors import NotFound, PartnerDown, PartnerError
from core.http.retry import backoff
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import OFFER_EXISTS, Refused
from marketplaces.adapters.ebay.families import offers
from marketplaces.adapters.ebay.families.offers import CreatedOffer
from marketplaces.adapters.ebay.mapper.offers import FORMAT
from marketplaces.adapters.ebay.values import Obj, text

# A SKU that was written a moment ago may not be there yet, for offers and for publishing.
NOT_THERE_YET = frozenset({"25702", "25751"})
TAKEN_BY_ANOTHER = "25025"  # two writers of one item: nothing was done
TRIES = 4
_KEYS = ("sku", "marketplaceId", "format")
Body = Mapping[str, Any]
T = TypeVar("T")

sleep = time.sleep  # under a name of its own, so that tests can watch this module wait


def patiently(call: Callable[[], T]) -> T:
    """Again while eBay says that the SKU is not there yet, or that somebody else is writing it: nothing was done."""
    for attempt in range(1, TRIES + 1):
        try:
            return call()
        except PartnerError as refused:
            if attempt == TRIES or not _will_pass(refused):
                raise
        sleep(backoff(attempt))
    raise AssertionError("the last try returns or raises")


def _will_pass(refused: PartnerError) -> bool:
    if isinstance(refused, PartnerDown):
        return refused.code == TAKEN_BY_ANOTHER
    return refused.code in NOT_THERE_YET


def fixed_offer(found: Sequence[Obj]) -> Obj | None:
    """The one for a fixed price; an auction of the same SKU is not ours."""
    return next((offer for offer in found if text(offer.get("format")) in {"", FORMAT}), None)


def settle_offer(client: EbayClient, known_id: str, body: Body) -> tuple[str, tuple[str, ...]]:
    """The offer's id and eBay's warnings. One that exists though we did not know it is adopted."""
    if known_id:
        try:
            return known_id, _replace(client, known_id, body)
        except NotFound:
            pass
    try:
        return patiently(lambda: offers.create_offer(client, body)), ()
    except Refused as refused:
        existing = existing_offer(refused)
        if not existing:
            raise
    return existing, _replace(client, existing, body)


def settle_new_offers(client: EbayClient, bodies: Sequence[Body]) -> dict[str, CreatedOffer]:
    """Many at once, by SKU. Rows whose SKU is not there yet are sent again for a short time."""
    by_sku = {str(body["sku"]): body for body in bodies}
    found: dict[str, CreatedOffer] = {}
    for attempt in range(1, TRIES + 1):
        waiting = [by_sku[sku] for sku in by_sku if _is_waiting(found.get(sku))]
        if not waiting:
            break
        if attempt > 1:
            sleep(backoff(attempt - 1))
        found |= offers.create_offers(client, waiting)
    for sku, made in found.items():
        if not made.result.is_taken and made.offer_id:
            _replace(client, made.offer_id, by_sku[sku])
    return found


def existing_offer(refused: Refused) -> str:
    """25002 is a family of unrelated refusals: only with an offer's id it means that the offer exists."""
    return refused.parameter(OFFER_EXISTS, "offerId")


def _is_waiting(made: CreatedOffer | None) -> bool:
    return made is None or made.result.code in NOT_THERE_YET


def _replace(client: EbayClient, offer_id: str, body: Body) -> tuple[str, ...]:
    whole = {name: value for name, value in body.items() if name not in _KEYS}
    return patiently(lambda: offers.update_offer(client, offer_id, whole))
