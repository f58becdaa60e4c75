"""The public keys of notifications: asked for once an hour by name. Names that eBay does not know are remembered too, and
only so many of them are asked about in a minute: a flood of forged deliveries is no flood of calls."""

from django.core.cache import cache

from core.errors import HeldBack, NotFound
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import notification

KEY_SECONDS = 3600
UNKNOWN_SECONDS = 600
QUESTIONS_A_MINUTE = 30
_UNKNOWN = "unknown"


def public_key(client: EbayClient, kid: str) -> str:
    """ "" for one that eBay does not know. Raises PartnerError where eBay cannot be asked."""
    name = f"{PARTNER}:push-key:{kid}"
    kept: str | None = cache.get(name)
    if kept is not None:
        return "" if kept == _UNKNOWN else kept
    _count(client)
    try:
        found = notification.public_key(client, kid)
    except NotFound:
        cache.set(name, _UNKNOWN, UNKNOWN_SECONDS)
        return ""
    cache.set(name, found, KEY_SECONDS)
    return found


def _count(client: EbayClient) -> None:
    name = f"{PARTNER}:push-key-questions"
    cache.add(name, 0, 60)
    try:
        asked = cache.incr(name)
    except ValueError:  # it ended in between
        asked = 1
    if asked > QUESTIONS_A_MINUTE:
        words = "too many unknown keys were named within a minute"
        raise HeldBack(PARTNER, "getPublicKey", retry_after=60, message=words)
