"""Prices and stock of what is on sale: 25 rows a call, each with its own answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import NotFound, Rejected
from core.http.retry import backoff
from core.money import Money
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import inventory
from marketplaces.adapters.ebay.families.inventory import ROWS_A_CALL, chunks
from marketplaces.adapters.ebay.listing import settling
from marketplaces.adapters.ebay.listing.membership import offer_id_of
from marketplaces.adapters.ebay.listing.revisions import take
from marketplaces.adapters.ebay.listing.settling import TAKEN_BY_ANOTHER, TRIES, patiently
from marketplaces.adapters.ebay.listing.turns import one_writer
from marketplaces.adapters.ebay.mapper.readings import RowResult, quantity_of_item, row_result
from marketplaces.adapters.ebay.values import Obj, amount, text
from marketplaces.interface import OfferPush, PricePush, PushOutcome, StockPush

GONE = frozenset({"25702", "25710", "25713"})
OPERATION = "bulkUpdatePriceQuantity"
HELD_BACK = "held_back"  # the listing's changes of this day are used up


@dataclass(frozen=True, slots=True)
class _Wish:
    variant_id: str
    sku: str
    offer_id: str
    listing_id: str
    price: Money | None
    quantity: int | None

    def request(self) -> dict[str, Any]:
        """The SKU goes with the item's own stock only. Both numbers are set: buyers see the smaller one."""
        offer: dict[str, Any] = {"offerId": self.offer_id}
        body: dict[str, Any] = {"offers": [offer]}
        if self.price is not None:
            offer["price"] = amount(self.price)
        if self.quantity is not None:
            offer["availableQuantity"] = self.quantity
            body |= {"sku": self.sku, "shipToLocationAvailability": {"quantity": self.quantity}}
        return body


def push_offers(client: EbayClient, pushes: Sequence[OfferPush]) -> list[PushOutcome]:
    """In the order of the pushes. Absolute figures, so that a lost answer is asked for again without harm."""
    return _send(
        client,
        [
            _Wish(
                push.variant_id,
                push.sku or push.variant_id,
                push.inventory_id or offer_id_of(client, push.sku or push.variant_id),
                push.listing_id,
                push.price,
                push.quantity,
            )
            for push in pushes
        ],
    )


def push_prices(client: EbayClient, pushes: Sequence[PricePush]) -> list[PushOutcome]:
    """eBay shows a former price for few sellers only: `compare_at` is not sent."""
    offers = [
        OfferPush(push.product_id, push.variant_id, push.inventory_id, push.sku, price=push.price) for push in pushes
    ]
    return push_offers(client, offers)


def push_stock(client: EbayClient, pushes: Sequence[StockPush]) -> list[PushOutcome]:
    """eBay cannot compare and set: where an expected figure is named, what stands there is read just before. A sale in
    the moment between is seen with its order."""
    compared = [push.sku or push.variant_id for push in pushes if push.expected is not None]
    items = inventory.get_items(client, compared) if compared else {}
    stale: dict[int, PushOutcome] = {}
    fresh: list[OfferPush] = []
    for number, push in enumerate(pushes):
        sku = push.sku or push.variant_id
        found = quantity_of_item(items[sku]) if sku in items else None
        if push.expected is not None and found not in {None, push.expected, push.quantity}:
            words = _("Another figure stood there than we expected.")
            stale[number] = PushOutcome(push.variant_id, "stale", words, found)
        else:
            fresh.append(OfferPush(push.product_id, push.variant_id, push.inventory_id, sku, quantity=push.quantity))
    sent = iter(push_offers(client, fresh))
    return [stale[number] if number in stale else next(sent) for number in range(len(pushes))]


def _send(client: EbayClient, wishes: Sequence[_Wish]) -> list[PushOutcome]:
    outcomes: dict[int, PushOutcome] = {}
    waiting: list[tuple[int, _Wish]] = []
    for number, wish in enumerate(wishes):
        held = _held(client, wish)
        if held is not None:
            outcomes[number] = held
        else:
            waiting.append((number, wish))
    for chunk in chunks(waiting, ROWS_A_CALL):
        rows = [wish for _number, wish in chunk]
        with one_writer(client.account.account_id, [wish.sku for wish in rows], OPERATION):
            told = _send_rows(client, rows)
        for (number, _wish), outcome in zip(chunk, told, strict=True):
            outcomes[number] = outcome
    return [outcomes[number] for number in range(len(wishes))]


def _held(client: EbayClient, wish: _Wish) -> PushOutcome | None:
    """Why it is not sent at all."""
    if not wish.offer_id:
        return PushOutcome(wish.variant_id, "gone", _("The marketplace has no offer of this SKU."))
    seconds = take(client.account.account_id, wish.listing_id or wish.offer_id)
    if seconds:
        words = _("The marketplace lets a listing be changed 250 times a day: the next change waits for tomorrow.")
        return PushOutcome(wish.variant_id, HELD_BACK, words)
    return None


def _send_rows(client: EbayClient, wishes: Sequence[_Wish]) -> list[PushOutcome]:
    """Rows that met another writer are sent again; they alone."""
    outcomes: dict[int, PushOutcome] = {}
    waiting = list(enumerate(wishes))
    for attempt in range(1, TRIES + 1):
        if attempt > 1:
            settling.sleep(backoff(attempt - 1))
        for (number, _wish), outcome in zip(
            waiting, _send_once(client, [wish for _number, wish in waiting]), strict=True
        ):
            outcomes[number] = outcome
        waiting = [(number, wish) for number, wish in waiting if outcomes[number].code == TAKEN_BY_ANOTHER]
        if not waiting:
            break
    return [outcomes[number] for number in range(len(wishes))]


def _send_once(client: EbayClient, wishes: Sequence[_Wish]) -> list[PushOutcome]:
    requests = [wish.request() for wish in wishes]
    try:
        answers = patiently(lambda: inventory.update_prices_and_stock(client, requests))
    except (Rejected, NotFound) as refused:
        code = "gone" if refused.code in GONE else refused.code or "refused"
        return [PushOutcome(wish.variant_id, code, refused.message) for wish in wishes]
    by_key = _by_key(answers)
    return [_outcome(wish, by_key) for wish in wishes]


def _by_key(answers: Sequence[Obj]) -> dict[str, RowResult]:
    """Rows come in any order: an offer's by its id, an item's own by its SKU."""
    return {text(row.get("offerId")) or f"sku:{text(row.get('sku'))}": row_result(row) for row in answers}


def _outcome(wish: _Wish, by_key: dict[str, RowResult]) -> PushOutcome:
    own = by_key.get(f"sku:{wish.sku}") if wish.quantity is not None else None
    offer = by_key.get(wish.offer_id)
    refused = next((row for row in (offer, own) if row is not None and not row.is_taken), None)
    if refused is not None:
        code = "gone" if refused.code in GONE else refused.code
        return PushOutcome(wish.variant_id, code, refused.words)
    if offer is None:
        return PushOutcome(wish.variant_id, "no_answer", _("The marketplace said nothing about this row."))
    return PushOutcome(wish.variant_id)
