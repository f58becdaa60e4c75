"""Where marketplaces' pushes come in: `POST /webhooks/<marketplace>/<topic>`.

The push itself says of which shop it is; that shop's secrets alone are tried, its old one too while it is being replaced.
A push is only checked and stored here: what it leads to is in `marketplaces.handlers`.
"""

import hashlib

from django.urls import URLPattern, path

from core.inbox import store
from core.webhooks import Delivery, Forged, webhook_view
from marketplaces.actions.logins import plain_address
from marketplaces.interface import PushHead
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account, slugs


def receive(delivery: Delivery, *, marketplace: str = "", topic: str = "", **_: str) -> None:
    """Stores the push under the shop that it is signed for. Raises Forged when it is signed for none of ours."""
    head = adapter_class(marketplace).read_push_head(delivery.raw, delivery.headers, topic.rstrip("/"))
    account = _account(marketplace, head.shop)
    if account is None:
        raise Forged(marketplace)
    with open_account(account) as adapter:
        if not adapter.verify_push(delivery.raw, delivery.headers):
            raise Forged(marketplace)
    _keep(account, head, delivery)


def _account(marketplace: str, shop: str) -> MarketplaceAccount | None:
    """The shop's; a paused or disconnected one's pushes are kept too, since they may ask to forget a person."""
    address = plain_address(shop)
    if not address or "\x00" in address or not address.isascii():
        return None
    return MarketplaceAccount.objects.filter(marketplace=marketplace, shop_address=address, is_active=True).first()


def _keep(account: MarketplaceAccount, head: PushHead, delivery: Delivery) -> None:
    store(
        account.marketplace,
        account.account_id,
        head.message_id or content_key(head.topic_name, delivery.raw),
        head.topic_name,
        delivery.raw,
        headers=delivery.headers,
        aggregate_key=head.about,
        partner_time=head.sent_at,
    )


def content_key(topic: str, raw: bytes) -> str:
    """The id of a push that has none: the same content is the same push."""
    return hashlib.sha256(topic.encode("utf-8", "surrogatepass") + b"\n" + raw).hexdigest()


def addresses() -> list[URLPattern]:
    """One literal prefix a marketplace."""
    return [
        path(f"webhooks/{slug}/<path:topic>", webhook_view(receive, marketplace=slug), name=f"shop-webhook-{slug}")
        for slug in slugs()
    ]
