"""What a supplier's push leads to. A push is a hint: what it names is read again by API before anything is written.

An app above registers itself for the topics it knows what to do with:

    @on_push("order", "tracking")  # names of suppliers.interface.Topic
    def take(account, push, event): return EventOutcome.done({"purchase": 7})
"""

# Every process loads this file to know what it handles, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from core.errors import BadPayload
from core.inbox import EventOutcome, Unreadable, handles_event
from core.models import InboundEvent
from suppliers.models import SupplierAccount, SupplierProduct

if TYPE_CHECKING:
    from suppliers.interface import Push

ACCOUNT_GONE = "account_gone"
NO_HANDLER_YET = "no_handler_yet"
NOT_OURS = "not_ours"
ONLY_A_TEST = "only_a_test"
UNKNOWN_TOPIC = "unknown_topic"

PushHandler = Callable[[SupplierAccount, "Push", InboundEvent], EventOutcome]
_handlers: dict[str, PushHandler] = {}


def on_push(*topics: str) -> Callable[[PushHandler], PushHandler]:
    """Registers the function for these topics of every supplier."""

    def register(run: PushHandler) -> PushHandler:
        for topic in topics:
            known = _handlers.get(topic)
            if known is not None and known.__qualname__ != run.__qualname__:
                raise ValueError(f"Two functions take {topic} pushes: {known.__qualname__} and {run.__qualname__}.")
            _handlers[topic] = run
        return run

    return register


def take_push(event: InboundEvent) -> EventOutcome:
    account = SupplierAccount.objects.filter(pk=event.account_id, supplier=event.partner).first()
    if account is None:
        return EventOutcome.ignored(ACCOUNT_GONE)
    push = read(account, bytes(event.raw))
    if push.topic == "unknown":
        return EventOutcome.ignored(UNKNOWN_TOPIC)
    run = _handlers.get(push.topic)
    return run(account, push, event) if run else EventOutcome.ignored(NO_HANDLER_YET)


def read(account: SupplierAccount, raw: bytes) -> Push:
    """Raises Unreadable for a body that is not what the supplier's contract promises, however it is broken."""
    from suppliers.registry import open_account

    with open_account(account) as adapter:
        try:
            push = adapter.read_push(raw)
        except BadPayload as error:
            raise Unreadable(error.message or str(error)) from error
        except (ValueError, RecursionError, TypeError, KeyError) as error:
            raise Unreadable(f"{type(error).__name__} while reading the body.") from error
    if not all(_can_be_asked_for(one) for one in (*push.product_ids, *push.variant_ids, *push.order_ids)):
        raise Unreadable("An id holds characters that no id has.")
    return push


def _can_be_asked_for(name: str) -> bool:
    """PostgreSQL refuses a NUL in a query, both databases a lone surrogate."""
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in name)


for _slug in settings.SUPPLIERS:
    handles_event(_slug, "")(take_push)


@on_push("stock", "variant", "product")
def read_again(account: SupplierAccount, push: Push, event: InboundEvent) -> EventOutcome:
    """Files the re-read of the products that are linked to ours. The figures in the push itself are used for nothing:
    it may be old, forged by who knows the account's number, or tell of one area only."""
    from suppliers.actions.refreshing import start_refresh

    named = Q(external_product_id__in=push.product_ids) | Q(external_variant_id__in=push.variant_ids)
    offers = SupplierProduct.objects.filter(named, account=account).exclude(state=SupplierProduct.State.DISABLED)
    product_ids = sorted(set(offers.values_list("external_product_id", flat=True)))
    if not product_ids:
        return EventOutcome.ignored(NOT_OURS)
    job = start_refresh(account, f"webhook {event.pk}", product_ids)
    return EventOutcome.done({"products": product_ids[:20], "job": job.pk})


@on_push("authorisation")
def warn_of_the_end(account: SupplierAccount, push: Push, event: InboundEvent) -> EventOutcome:
    """The alert stays until the account was authorised again (see `suppliers.actions.webhooks.watch`)."""
    from core.notify import raise_alert

    since = event.received_at
    if account.token_issued_at is None or account.token_issued_at < since:
        raise_alert("access_ending", str(account.pk), account=account.name, since=since.strftime("%Y-%m-%d"))
    return EventOutcome.done()


@on_push("test")
def take_test(account: SupplierAccount, push: Push, event: InboundEvent) -> EventOutcome:
    return EventOutcome.ignored(ONLY_A_TEST)
