"""Where marketplaces' pushes come in: `POST /webhooks/<marketplace>/<topic>`, without the topic where the marketplace has
one address for all of them. Such an address also answers the question whether it is ours (GET, a challenge).

The push itself says of which shop it is; that shop's secrets alone are tried, its old one too while it is being replaced.
Where the marketplace's pushes name none (a person has closed the account), every shop that we have there is told.
A push is only checked and stored here: what it leads to is in `marketplaces.handlers`.
"""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core.errors import AuthFailed, PartnerError
from core.inbox import store
from core.webhooks import ComeAgain, Delivery, Forged, webhook_view
from marketplaces.actions.shops.logins import plain_address
from marketplaces.interface import PushHead
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account, slugs


def receive(delivery: Delivery, *, marketplace: str = "", topic: str = "", **_: str) -> None:
    """Stores the push under the shop that it is signed for, or under all that it may be for. Raises Forged when it is
    signed for none of ours, ComeAgain where that cannot be found out now."""
    room = adapter_class(marketplace)
    head = room.read_push_head(delivery.raw, delivery.headers, topic.rstrip("/"))
    accounts = _accounts(marketplace, head.shop)
    if not _is_signed(accounts, delivery):
        raise Forged(marketplace, room.bad_push_status)
    for account in accounts:
        _keep(account, head, delivery)


def _accounts(marketplace: str, shop: str) -> list[MarketplaceAccount]:
    """The shop's, by its address or by the marketplace's id; a paused or disconnected one's pushes are kept too, since
    they may ask to forget a person."""
    ours = MarketplaceAccount.objects.filter(marketplace=marketplace, is_active=True).order_by("pk")
    address = plain_address(shop)
    is_readable = bool(address) and "\x00" not in shop and address.isascii()
    named = list(ours.filter(Q(shop_address=address) | Q(remote_id=shop.strip()))[:1]) if is_readable else []
    return named or ([] if adapter_class(marketplace).pushes_name_shop else list(ours))


def _is_signed(accounts: list[MarketplaceAccount], delivery: Delivery) -> bool:
    """Whether it is signed for one of them: where a push names no shop the marketplace itself signs, so that any of ours
    may say so. One without its app's key cannot."""
    stopped: PartnerError | None = None
    for account in accounts:
        with open_account(account) as adapter:
            try:
                return adapter.verify_push(delivery.raw, delivery.headers)
            except AuthFailed:
                continue
            except PartnerError as error:
                stopped = error
    if stopped is not None:
        raise ComeAgain from stopped
    return False


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


def challenge(marketplace: str) -> Callable[..., HttpResponse]:
    """The view of an address without a topic: GET proves that it is ours, POST brings a push."""
    pushed = webhook_view(receive, marketplace=marketplace)

    @csrf_exempt
    @never_cache
    @transaction.non_atomic_requests
    def view(request: HttpRequest) -> HttpResponse:
        answer = _proof(marketplace, request) if request.method == "GET" else None
        return pushed(request) if answer is None else HttpResponse(answer, content_type="application/json")

    return view


def _proof(marketplace: str, request: HttpRequest) -> str | None:
    """Over the address as it is registered, which is the configured one: proxies change what a request says."""
    url = f"{settings.PUBLIC_URL}/webhooks/{marketplace}"
    secret: str = getattr(settings, f"{marketplace.upper()}_VERIFICATION_TOKEN", "")
    return adapter_class(marketplace).answer_challenge(request.GET.dict(), url, secret)


def addresses() -> list[URLPattern]:
    """One literal prefix a marketplace."""
    found = []
    for slug in slugs():
        topics = webhook_view(receive, marketplace=slug)
        found.append(path(f"webhooks/{slug}/<path:topic>", topics, name=f"shop-webhook-{slug}"))
        found.append(path(f"webhooks/{slug}", challenge(slug), name=f"shop-webhooks-{slug}"))
    return found
