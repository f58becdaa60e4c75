"""Giving money back: signed where eBay wants it, sent once.

Sellers of the EU and the United Kingdom must sign; elsewhere a signature does no harm but costs a key. So the call is
signed for their sites, and for others as soon as eBay asks for it: it refuses an unsigned one before doing anything.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import Refused, wants_signature
from marketplaces.adapters.ebay.families import fulfilment, keys
from marketplaces.adapters.ebay.mapper import refunds
from marketplaces.adapters.ebay.signing import MessageKey
from marketplaces.adapters.ebay.values import Obj, moment, text, whole
from marketplaces.interface import RefundNotice, RemoteRefund

_NAME = "signing_key"
RENEWED_BEFORE = timedelta(days=30)  # a key lives three years


def given_back(client: EbayClient, remote_id: str) -> tuple[RemoteRefund, ...]:
    return refunds.of_order(fulfilment.order(client, remote_id))


def refund(client: EbayClient, remote_id: str, notice: RefundNotice) -> RemoteRefund:
    body = refunds.request(notice)
    key = signing_key(client) if client.identity.site.is_signed else None
    try:
        answer = fulfilment.refund(client, remote_id, body, key)
    except Refused as refused:
        if key is not None or not wants_signature(refused.problems):
            raise
        answer = fulfilment.refund(client, remote_id, body, signing_key(client))
    return refunds.issued(answer, notice)


def signing_key(client: EbayClient) -> MessageKey:
    """The key that is kept, a new one where there is none or its three years are nearly over."""
    kept = client.vault.get(_NAME)
    if not kept or _ends_soon(text(kept.get("ends"))):
        made = keys.new_signing_key(client)
        kept = {"jwe": text(made.get("jwe")), "private": text(made.get("privateKey")), "ends": _end(made)}
        client.vault.put(_NAME, kept)
    return MessageKey(kept["jwe"], kept["private"])


def _ends_soon(written: str) -> bool:
    ends = moment(written)
    return ends is not None and ends - RENEWED_BEFORE < timezone.now()


def _end(made: Obj) -> str:
    """`expirationTime` is in seconds since 1970."""
    seconds = whole(made.get("expirationTime"))
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else ""
