"""One writer for each SKU: eBay refuses the second of two that write at once, and may do so in the middle of a listing.

Kept in the cache: all processes share it where that is Redis. Where it is each process's own, or away, eBay's own
refusal (25025) is what is left, and is waited for.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.cache import cache

from core.errors import HeldBack
from core.http.retry import backoff
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.listing import settling

logger = logging.getLogger(__name__)
LONGEST_SECONDS = 120  # a turn whose process died ends by itself
TRIES = 6
COMES_BACK_SECONDS = 15.0


@contextmanager
def one_writer(account_id: str, skus: Sequence[str], operation: str) -> Iterator[None]:
    """The turn to write these. Raises HeldBack where another one of ours keeps writing them: nothing was sent."""
    held: list[str] = []
    try:
        for sku in sorted(set(skus)):  # in one order, so that two never wait for one another
            key = f"ebay:writes:{account_id}:{sku}"
            _take(key, sku, operation)
            held.append(key)
        yield
    finally:
        _give_back(held)


def _take(key: str, sku: str, operation: str) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            if cache.add(key, 1, LONGEST_SECONDS):
                return
        except Exception:  # noqa: BLE001 - no cache is no reason not to sell
            logger.warning("The cache is away: eBay itself keeps writers of one SKU apart.")
            return
        settling.sleep(backoff(attempt))
    words = f"another call of ours is writing {sku}"
    raise HeldBack(PARTNER, operation, retry_after=COMES_BACK_SECONDS, message=words)


def _give_back(keys: Sequence[str]) -> None:
    try:
        cache.delete_many(keys)
    except Exception:  # noqa: BLE001 - they end by themselves
        logger.warning("The cache is away: turns at eBay end by themselves.")
