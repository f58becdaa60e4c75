"""How orders come in: from a shop as often as it tells of them, from a program once. The same order is one row.

A shop's order is written by its own date of change: an older version never overwrites a newer one, whichever way and
in whatever order they come. A cancellation that was seen is never forgotten.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from xxhash import xxh3_128_digest

from core.errors import HubError
from core.history import record
from core.jobs import enqueue
from core.models import ApiClient
from core.money import Money
from inventory.source.mapper.text import clean_line
from marketplaces.interface import PaymentStatus, RemoteAddress, RemoteBuyer, RemoteOrder
from marketplaces.models import MarketplaceAccount
from orders.intake.lines import Named, products_for
from orders.intake.people import take_address, take_buyer
from orders.intake.remote_lines import write_lines
from orders.models import Order, OrderLine
from orders.models.order import Payment
from orders.standing.facts import facts_of
from orders.standing.recompute import recompute

ROUTE_JOB = "orders.route"
CANCEL_JOB = "orders.cancel_seen"
CONFIRM_JOB = "orders.confirm"
MOST_MONEY = Decimal("9999999999.9999")  # that Order.total holds
_PLAIN = (
    "number", "payment", "is_test", "is_quiet", "placed_at", "remote_updated_at", "read_at", "fingerprint",
    "cancelled_at", "cancel_reason", "ship_by", "currency", "total", "shipping", "tax", "refunded", "country", "problems",
)  # fmt: skip


def take_remote(account: MarketplaceAccount, remote: RemoteOrder, *, by: str) -> Order | None:
    """Writes the order as the shop shows it, in one transaction, and files what follows from it.

    Nothing changes where a newer version is here already. None only for an order that no shop can have (no id).
    """
    if not remote.remote_id:
        return None
    with transaction.atomic():
        order, is_new = _row(account, remote)
        if order.remote_updated_at is not None and remote.updated_at < order.remote_updated_at:
            return order
        before = _seen(order)
        _write(order, remote, is_new)
        write_lines(order, account, remote, by)
        _tell_history(order, before, is_new, by)
        _follow_up(order, before, by)
        return settle(order.pk, by)


def fingerprint_of(remote: RemoteOrder) -> bytes:
    """The hash of all that the shop says of an order: 16 bytes."""
    return xxh3_128_digest(repr(remote).encode())


def unchanged(account: MarketplaceAccount, remotes: Sequence[RemoteOrder]) -> set[str]:
    """The ids of those that are here just as the shop tells them now. Orders with a line that nobody knew are never among
    them: by now there may be a product with its SKU. One query."""
    ids = [remote.remote_id for remote in remotes if remote.remote_id]
    rows = Order.objects.filter(account=account, remote_id__in=ids).exclude(state=Order.Stage.AWAITING_MAPPING)
    known = {remote_id: bytes(seen) for remote_id, seen in rows.values_list("remote_id", "fingerprint")}
    return {remote.remote_id for remote in remotes if known.get(remote.remote_id) == fingerprint_of(remote)}


def take_request(client: ApiClient | None, data: Mapping[str, Any], *, by: str, channel: str = "") -> Order:
    """An order that a program tells of, or a file of staff with its `channel`, once: it is paid, since it was sold there.
    `data` is the checked body: `reference`, `note`, `customer` and `shipping_address` as people's rows have them, `lines`
    with `sku`, `quantity`, `price` (Decimal), all in one `currency`, and `placed_at` where it was not now.

    Raises ReferenceTaken when this program or channel has an order of that reference already, TooMuchMoney when no column
    holds what its lines add up to.
    """
    total = sum((line["price"] * line["quantity"] for line in data["lines"]), Decimal(0))
    if total > MOST_MONEY:
        raise TooMuchMoney
    with transaction.atomic():
        now = timezone.now()
        placed_at = data.get("placed_at") or now
        order = Order(
            client=client,
            channel=channel,
            reference=data["reference"],
            number=data["reference"][:60],
            placed_at=placed_at,
            is_quiet=is_quiet(placed_at),
            read_at=now,
            payment=Payment.PAID,
            currency=data["currency"],
            note=data.get("note", ""),
            reason="being_routed",
            stage_since=now,
            total=total,
        )
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError as error:
            taken = Order.objects.get(client=client, channel=channel, reference=data["reference"])
            raise ReferenceTaken(taken) from error
        order.customer = take_buyer(order, order_source(order), RemoteBuyer(**data["customer"]))
        order.address = take_address(order, RemoteAddress(**data["shipping_address"]))
        order.country = order.address.country if order.address is not None else ""
        order.save(update_fields=["customer", "address", "country"])
        _write_wishes(order, data["lines"])
        record(order, "order.taken", by=by, data={"number": order.number, "placed_at": placed_at.isoformat()})
        if not order.is_quiet:
            enqueue(CONFIRM_JOB, {"order": order.pk}, dedupe_key=f"confirm:{order.pk}", requested_by=by)
        return settle(order.pk, by)


class TooMuchMoney(HubError):  # noqa: N818 - says what is wrong
    """The lines add up to more than an order can hold."""

    def __init__(self) -> None:
        super().__init__("The lines add up to more than an order can hold.")


class ReferenceTaken(HubError):  # noqa: N818 - says what happened
    """The program has told of an order with this reference before."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"There is an order with the reference {order.reference!r} already.")
        self.order = order


def _write_wishes(order: Order, lines: Sequence[Mapping[str, Any]]) -> None:
    products = products_for([Named("", line["sku"]) for line in lines], None)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            product_id=products.get(Named("", line["sku"])),
            sku=line["sku"],
            quantity=line["quantity"],
            owed=line["quantity"],
            unit_price=line["price"],
        )
        for position, line in enumerate(lines)
    )


def settle(order_id: int, by: str) -> Order:
    """Works the order out anew after a change of what it owes, and has routed what can be bought of it."""
    order = recompute(order_id, by=by)
    facts = facts_of(order)
    if facts.may_be_bought and any(line.open and line.is_mapped for line in facts.lines):
        file_route(order_id, by)
    return order


def file_route(order_id: int, by: str) -> None:
    """Asks for the routing of what is to be bought of an order; a job that waits already does for it."""
    enqueue(ROUTE_JOB, {"order": order_id}, dedupe_key=f"route:{order_id}", priority=40, requested_by=by, rearm=True)


def _row(account: MarketplaceAccount, remote: RemoteOrder) -> tuple[Order, bool]:
    """The order's row, locked. Two that come with the same order at once make one row, one of them as new."""
    row = Order(
        account=account,
        remote_id=remote.remote_id,
        number=clean_line(remote.number)[:60],
        placed_at=remote.created_at,
        currency=remote.currency,
        reason="being_read",
        stage_since=timezone.now(),
    )
    Order.objects.bulk_create([row], ignore_conflicts=True)
    locked = Order.objects.select_for_update(no_key=True, of=("self",)).select_related("customer", "address")
    order = locked.get(account=account, remote_id=remote.remote_id)
    return order, order.remote_updated_at is None


def _seen(order: Order) -> dict[str, Any]:
    return {
        "cancelled": order.cancelled_at is not None,
        "paid": order.remote_updated_at is not None and order.is_paid_for,
        "payment": order.payment,
        "country": order.country,
        "address": order.address_id,
    }


def _write(order: Order, remote: RemoteOrder, is_new: bool) -> None:
    if is_new:
        order.is_quiet = is_quiet(remote.created_at)
    order.number = clean_line(remote.number)[:60]
    order.payment = _payment(remote.payment)
    order.is_test = remote.is_test
    order.placed_at = remote.created_at
    order.remote_updated_at = remote.updated_at
    order.read_at = timezone.now()
    order.fingerprint = fingerprint_of(remote)
    if remote.cancelled_at is not None and order.cancelled_at is None:
        order.cancelled_at, order.cancel_reason = remote.cancelled_at, clean_line(remote.cancel_reason)[:60]
    order.ship_by = remote.ship_by
    order.currency = remote.currency
    order.total, order.shipping, order.tax = _amount(remote.total), _amount(remote.shipping), _amount(remote.tax)
    order.refunded = _amount(remote.refunded) or Decimal(0)
    order.problems = sorted(set(remote.problems))
    order.customer = take_buyer(order, f"{order_source(order)}", remote.buyer)
    order.address = take_address(order, remote.address)
    order.country = order.address.country if order.address is not None else order.country
    order.save(update_fields=[*_PLAIN, "customer", "address", "updated_at"])


def order_source(order: Order) -> str:
    """How `Customer.source` names who told of the order."""
    if order.account is not None:
        return f"{order.account.marketplace}:{order.account_id}"
    return f"file:{order.channel}" if order.channel else f"api:{order.client_id or 0}"


def _payment(status: PaymentStatus) -> str:
    return str(status) if str(status) in Payment.values else Payment.UNKNOWN


def _amount(money: Money | None) -> Decimal | None:
    return None if money is None else money.amount


def _tell_history(order: Order, before: dict[str, Any], is_new: bool, by: str) -> None:
    if is_new:
        data = {"number": order.number, "placed_at": order.placed_at.isoformat(), "is_quiet": order.is_quiet}
        record(order, "order.taken", by=by, data=data)
    elif order.payment != before["payment"]:
        record(order, "order.payment", by=by, data={"payment": [before["payment"], order.payment]})
    if not is_new and before["address"] is not None and order.country != before["country"]:
        record(order, "order.country_changed", by=by, data={"country": [before["country"], order.country]})
    if order.cancelled_at is not None and not before["cancelled"]:
        record(order, "order.cancel_seen", by=by, data={"reason": order.cancel_reason})


def _follow_up(order: Order, before: dict[str, Any], by: str) -> None:
    refunded = order.payment == Payment.REFUNDED and before["payment"] != Payment.REFUNDED
    if refunded or (order.cancelled_at is not None and not before["cancelled"]):
        enqueue(CANCEL_JOB, {"order": order.pk}, dedupe_key=f"cancel_seen:{order.pk}", priority=20, rearm=True)
    elif order.is_paid_for and not before["paid"] and not (order.cancelled_at or order.is_test or order.is_quiet):
        enqueue(CONFIRM_JOB, {"order": order.pk}, dedupe_key=f"confirm:{order.pk}", requested_by=by)


def is_quiet(placed_at: datetime) -> bool:
    """Whether an order is so old at first sight that nobody is written to about it."""
    return placed_at < timezone.now() - timedelta(hours=settings.MAIL_QUIET_HOURS)
