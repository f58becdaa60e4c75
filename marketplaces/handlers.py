"""What a marketplace's push leads to. A push is a hint: what it names is read again by API before anything is written.

An app above registers itself for the topics it knows what to do with:

    @on_push("order", "order_cancelled")  # names of marketplaces.interface.Topic
    def take(account, push, event): return EventOutcome.done({"order": 7})
"""

# Every process loads this file to know what it handles, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from core.errors import BadPayload
from core.inbox import EventOutcome, Unreadable, handles_event
from core.jobs import enqueue
from core.models import InboundEvent
from inventory.events import on_products_changed, wants_news_of
from marketplaces.models import ListingVariant, MarketplaceAccount

if TYPE_CHECKING:
    from marketplaces.interface import Push

ACCOUNT_GONE = "account_gone"
AS_PUSHED = "as_pushed"
INSTALLED_AGAIN = "installed_again"
NO_HANDLER_YET = "no_handler_yet"
NOT_OURS = "not_ours"
ONLY_A_TEST = "only_a_test"
UNKNOWN_TOPIC = "unknown_topic"

ERASE, TELL = "privacy.erase", "privacy.tell"  # jobs; whoever keeps customers handles them

PushHandler = Callable[[MarketplaceAccount, "Push", InboundEvent], EventOutcome]
_handlers: dict[str, PushHandler] = {}


def on_push(*topics: str) -> Callable[[PushHandler], PushHandler]:
    """Registers the function for these topics of every marketplace."""

    def register(run: PushHandler) -> PushHandler:
        for topic in topics:
            known = _handlers.get(topic)
            if known is not None and known.__qualname__ != run.__qualname__:
                raise ValueError(f"Two functions take {topic} pushes: {known.__qualname__} and {run.__qualname__}.")
            _handlers[topic] = run
        return run

    return register


def take_push(event: InboundEvent) -> EventOutcome:
    account = MarketplaceAccount.objects.filter(pk=event.account_id, marketplace=event.partner).first()
    if account is None:
        return EventOutcome.ignored(ACCOUNT_GONE)
    push = read(account, bytes(event.raw), event.topic)
    if push.topic == "unknown":
        return EventOutcome.ignored(UNKNOWN_TOPIC)
    run = _handlers.get(push.topic)
    return run(account, push, event) if run else EventOutcome.ignored(NO_HANDLER_YET)


def read(account: MarketplaceAccount, raw: bytes, topic: str) -> Push:
    """Raises Unreadable for a body that is not what the marketplace's contract promises, however it is broken."""
    from marketplaces.registry import open_account

    with open_account(account) as adapter:
        try:
            push = adapter.read_push(raw, topic)
        except BadPayload as error:
            raise Unreadable(error.message or str(error)) from error
        except (ValueError, RecursionError, TypeError, KeyError) as error:
            raise Unreadable(f"{type(error).__name__} while reading the body.") from error
    if not all(_can_be_asked_for(one) for one in (*push.product_ids, *push.order_ids, push.buyer_id)):
        raise Unreadable("An id holds characters that no id has.")
    return push


def _can_be_asked_for(name: str) -> bool:
    """PostgreSQL refuses a NUL in a query, both databases a lone surrogate."""
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in name)


for _slug in settings.MARKETPLACES:
    handles_event(_slug, "")(take_push)


# --- the shop itself ---------------------------------------------------------------------------------------------------


@on_push("uninstalled")
def take_uninstalled(account: MarketplaceAccount, push: Push, event: InboundEvent) -> EventOutcome:
    """Its tokens are dead: its jobs wait until somebody installs the app again. A push that comes after a token that was
    issued later tells of an installation of before."""
    from core import account_health, credentials
    from core.history import record

    said_at = event.partner_time or event.received_at  # the body's times are those of the shop's last change
    if account.token_issued_at is not None and account.token_issued_at > said_at:
        return EventOutcome.ignored(INSTALLED_AGAIN)
    credentials.forget(account)
    MarketplaceAccount.objects.filter(pk=account.pk).update(webhook_url="")  # the marketplace has dropped them too
    record(account, "marketplace_account.uninstalled", by=f"webhook {event.pk}")
    account_health.needs_reconnect(account, "The app was uninstalled in the shop.", by=f"webhook {event.pk}")
    return EventOutcome.done()


@on_push("scopes")
def take_scopes(account: MarketplaceAccount, push: Push, event: InboundEvent) -> EventOutcome:
    """Our rights have changed: what we may do is asked for again."""
    from marketplaces.actions.shops.connecting import test_connection

    report = test_connection(account, f"webhook {event.pk}")
    return EventOutcome.done({"ok": report.is_ok, "code": report.code})


@on_push("erase_person", "erase_shop")
def take_erasure(account: MarketplaceAccount, push: Push, event: InboundEvent) -> EventOutcome:
    """Filed as a job of its own, so that it is done, or seen not to be, whatever becomes of this event."""
    return EventOutcome.done({"job": _file_about_person(ERASE, account, push, event)})


@on_push("data_request")
def take_data_request(account: MarketplaceAccount, push: Push, event: InboundEvent) -> EventOutcome:
    return EventOutcome.done({"job": _file_about_person(TELL, account, push, event)})


def _file_about_person(kind: str, account: MarketplaceAccount, push: Push, event: InboundEvent) -> int:
    """No buyer is everybody of that shop. One whom the marketplace knows by two names is looked for by both."""
    other = push.values.get("other_buyer_id", "")
    if other:
        _file(kind, account, other, event, key=f"{kind}:{event.pk}:other")
    return _file(kind, account, push.buyer_id, event, key=f"{kind}:{event.pk}")


def _file(kind: str, account: MarketplaceAccount, buyer_id: str, event: InboundEvent, *, key: str) -> int:
    payload = {
        "partner": account.marketplace,
        "account_id": account.account_id,
        "buyer_id": buyer_id,
        "event": event.pk,
    }
    return enqueue(kind, payload, dedupe_key=key, requested_by=f"webhook {event.pk}").pk


@on_push("test")
def take_test(account: MarketplaceAccount, push: Push, event: InboundEvent) -> EventOutcome:
    return EventOutcome.ignored(ONLY_A_TEST)


# --- what is on sale there ---------------------------------------------------------------------------------------------


@on_push("product", "product_deleted", "stock")
def read_back(account: MarketplaceAccount, push: Push, event: InboundEvent) -> EventOutcome:
    """Files the reading back of the listings that it names. A shop also tells us what we set ourselves: that is left."""
    from marketplaces.actions.listings.reading_back import start_reading_back

    item = push.values.get("inventory_id", "")
    named = Q(listing__remote_id__in=push.product_ids)
    if item:
        named |= Q(remote_inventory_id=item)
    variants = list(ListingVariant.objects.filter(named, listing__account=account).select_related("listing"))
    if not variants:
        return EventOutcome.ignored(NOT_OURS)
    if push.topic == "stock" and all(_is_as_pushed(variant, push) for variant in variants):
        return EventOutcome.ignored(AS_PUSHED)
    listings = {variant.listing_id: variant.listing for variant in variants}
    jobs = [start_reading_back(listing, f"webhook {event.pk}").pk for listing in listings.values()]
    return EventOutcome.done({"listings": sorted(listings), "jobs": jobs[:20]})


def _is_as_pushed(variant: ListingVariant, push: Push) -> bool:
    if push.values.get("location_id", variant.listing.account.location_id) != variant.listing.account.location_id:
        return True  # another location's stock is not ours to set
    return push.values.get("quantity", "") == str(variant.pushed_quantity)


@wants_news_of
def listed_among(product_ids: Sequence[int]) -> list[int]:
    """Those that are on sale somewhere; a sync of thousands files nothing for the others."""
    return list(ListingVariant.objects.filter(product_id__in=product_ids).values_list("product_id", flat=True))


@on_products_changed
def take_changed_products(product_ids: Sequence[int]) -> None:
    """One push a listing, however many of its products have changed."""
    if not ListingVariant.objects.filter(product_id__in=product_ids).exists():
        return
    from marketplaces.actions.pushing.filing import want_push

    want_push(product_ids, "products changed")
