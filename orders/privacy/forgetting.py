"""Forgetting a person. Numbers and amounts stay, whoever it was goes.

Done twice it does no more than once. What is still to be bought for an erased person waits without an address.
"""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.history import record
from core.models import IdempotentAnswer, InboundEvent
from orders.models import Address, Customer, Order, PurchaseAttempt
from orders.planning.drafting import lock
from orders.privacy.traces import Traces
from orders.standing.recompute import recompute

BY = "privacy"
PERSON = ("remote_id", "name", "email", "phone", "language")
PLACE = (
    "name", "company", "address1", "address2", "city", "province", "postal_code", "phone", "tax_id",
)  # fmt: skip
_ORDER_TOPICS = Q(topic__icontains="order") | Q(topic__icontains="fulfil") | Q(topic__icontains="refund")
_COMPLIANCE = Q(topic__icontains="redact") | Q(topic__icontains="data_request") | Q(topic__icontains="deletion")


def erase(partner: str, account_id: str, buyer_id: str = "") -> int:
    """Forgets one buyer of a shop, or without `buyer_id` every buyer of it; gives how many orders were theirs."""
    orders = orders_of(partner, account_id, buyer_id)
    ids = dict(orders.values_list("pk", "public_id"))
    people = Customer.objects.filter(is_person(buyer_id), source=f"{partner}:{account_id}")
    Traces.of(people, ids).wipe()  # first: once the rows are empty nobody knows what to look for
    for pk in ids:
        erase_order(pk)
    _erase_customers(people)
    _erase_answers(ids.values())
    if buyer_id:
        _erase_pushes(partner, account_id, buyer_id, ids)
    else:
        _finished_pushes(partner, account_id).update(raw=b"")
    return len(ids)


def erase_customer(customer: Customer, by: str) -> int:
    """The same by staff's hand, for a customer of whatever source."""
    ids = dict(customer.orders.values_list("pk", "public_id"))
    sources = set(customer.orders.filter(account__isnull=False).values_list("account__marketplace", "account_id"))
    remote_id = customer.remote_id
    Traces.of([customer], ids).wipe()
    for pk in ids:
        erase_order(pk, by)
    _erase_customers(Customer.objects.filter(pk=customer.pk))
    _erase_answers(ids.values())
    for partner, account in sources:
        _erase_pushes(partner, str(account), remote_id, ids)
    return len(ids)


def orders_of(partner: str, account_id: str, buyer_id: str) -> QuerySet[Order]:
    rows = Order.objects.filter(
        account__marketplace=partner, account_id=int(account_id) if account_id.isdecimal() else 0
    )
    return rows.filter(is_person(buyer_id, "customer__")) if buyer_id else rows


def is_person(buyer_id: str, through: str = "") -> Q:
    """A marketplace may name a person by number in one place and by an address that ends in it in another. "" is
    everybody."""
    number = buyer_id.rpartition("/")[2]
    if not number:
        return Q()
    return Q(**{f"{through}remote_id": number}) | Q(**{f"{through}remote_id__endswith": f"/{number}"})


def erase_order(order_id: int, by: str = BY, *, keeps_customer: bool = False) -> None:
    """What stands in the order's own rows, and in the customer's unless they have other orders that count."""
    now = timezone.now()
    with transaction.atomic():
        order = lock(order_id)
        blank = dict.fromkeys(PLACE, "")
        addresses = Address.objects.filter(orders=order, erased_at=None)
        changed = addresses.update(**blank, erased_at=now, updated_at=now)
        if order.customer_id is not None and not keeps_customer:
            changed += _erase_customers(Customer.objects.filter(pk=order.customer_id))
        attempts = PurchaseAttempt.objects.filter(supplier_order__order=order)
        attempts.exclude(error="", request={}).update(error="", request={})
        order.supplier_orders.exclude(message="").update(message="")
        order.shipments.exclude(message="").update(message="")
        order.notifications.exclude(error="").update(error="")
        order.refunds.exclude(note="", message="").update(note="", message="")
        Order.objects.filter(pk=order.pk).update(note="", fingerprint=b"")
        order.lines.exclude(properties=[]).update(properties=[])
        if changed:
            record(order, "order.erased", by=by)
        recompute(order.pk, by=by)


def _erase_customers(customers: QuerySet[Customer]) -> int:
    now = timezone.now()
    return customers.filter(erased_at=None).update(**dict.fromkeys(PERSON, ""), erased_at=now, updated_at=now)


def _erase_pushes(partner: str, account_id: str, buyer_id: str, order_ids: Iterable[int]) -> None:
    """The bodies of the shop's pushes that speak of the person's orders. Which these are stands in the bodies, and a
    body may be in any form: where a person of a shop is to be forgotten, all bodies about orders that name one of the
    person's orders or the person go."""
    remote_ids = Order.objects.filter(pk__in=list(order_ids)).values_list("remote_id", flat=True)
    names = {_mark(name) for name in (buyer_id, *remote_ids) if name}
    if not names:
        return
    marks = re.compile(b"|".join(names))
    named = [
        event.pk
        for event in _finished_pushes(partner, account_id).only("pk", "raw").iterator(chunk_size=200)
        if marks.search(bytes(event.raw))
    ]
    InboundEvent.objects.filter(pk__in=named).update(raw=b"")


def _finished_pushes(partner: str, account_id: str) -> QuerySet[InboundEvent]:
    events = InboundEvent.objects.filter(_ORDER_TOPICS | _COMPLIANCE, partner=partner, account_id=account_id)
    return events.exclude(state__in=(InboundEvent.State.RECEIVED,)).exclude(raw=b"")


def _erase_answers(public_ids: Iterable[str]) -> None:
    """The answers to programs that are kept for their Idempotency-Keys and speak of these orders or of purchases for
    them. They live a day, so one pass over them is little, however many orders are erased."""
    theirs = set(public_ids)
    if not theirs:
        return
    answers = IdempotentAnswer.objects.filter(Q(body__id__startswith="ord_") | Q(body__order_id__startswith="ord_"))
    found = answers.values_list("pk", "body__id", "body__order_id").iterator(chunk_size=500)
    named = [pk for pk, own, order in found if own in theirs or order in theirs]
    for start in range(0, len(named), 500):
        IdempotentAnswer.objects.filter(pk__in=named[start : start + 500]).delete()


def _mark(remote_id: str) -> bytes:
    return rb"(?<![0-9A-Za-z])" + re.escape(remote_id.rpartition("/")[2].encode()) + rb"(?![0-9A-Za-z])"
