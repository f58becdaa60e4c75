"""What has to happen for orders again and again: each shop asked for its orders, each supplier for its purchases and
parcels, and messages to customers sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.streams import STREAM_LATE, Stream, Timetable, streams
from marketplaces.models import MarketplaceAccount
from orders.actions.following import HOW_OFTEN
from orders.actions.tracking import SELDOMEST
from orders.attention import GIVEN_UP_DAYS, parcels_under_way
from orders.following.purchases import OPEN
from orders.models import Notification, Shipment, SupplierOrder
from orders.models.mails import MailState
from orders.models.parcels import ParcelStatus
from suppliers.interface import Capability
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class

SHOPS, SUPPLIERS, MESSAGES = _("Shops"), _("Suppliers"), _("Messages")
POLL_JOB, FOLLOW_JOB, TRACK_JOB = "orders.poll_shops", "orders.follow_all", "orders.track_parcels"
_Shop, _Supplier = MarketplaceAccount.State, SupplierAccount.State


@streams()
def shops(timetable: Timetable) -> Iterator[Stream]:
    """One stream for each connected shop: its orders are asked for, whether or not its webhooks come."""
    task = timetable.task(POLL_JOB)
    period = timetable.period(task) if task is not None else None
    live = MarketplaceAccount.objects.filter(is_active=True, state__in=(_Shop.OK, _Shop.NEEDS_RECONNECT))
    for shop in live.order_by("name"):
        last = shop.orders_polled_at
        late_at = timetable.late_at(task, last, shop.created_at)
        title = format_lazy("{}: {}", shop.name, _("orders"))
        told_by = "shop_refused" if shop.state == _Shop.NEEDS_RECONNECT else STREAM_LATE
        yield Stream(f"{shop.partner}:{shop.pk}:orders", SHOPS, title, period, last, late_at, told_by)


@streams()
def purchases(timetable: Timetable) -> Iterator[Stream]:
    """One stream for each supplier account with purchases under way. Each purchase is asked for in a rhythm of its state:
    late is what fell due and was not asked for."""
    rows = SupplierOrder.objects.filter(state__in=OPEN).exclude(supplier_order_ids=[])
    never = Min("updated_at", filter=Q(read_at=None))
    seen = _by_account(rows, "account", "state", Min("read_at"), Max("read_at"), never, HOW_OFTEN)
    yield from _of_accounts(timetable, FOLLOW_JOB, seen, "purchases", _("purchases"))


@streams()
def parcels(timetable: Timetable) -> Iterator[Stream]:
    """One stream for each supplier account with parcels under way, where the supplier tells of them at all. Even the
    oldest are asked about once a day."""
    young = timetable.now - timedelta(days=GIVEN_UP_DAYS)
    rows = parcels_under_way(Shipment.objects.filter(created_at__gte=young, supplier_order__isnull=False))
    never = Min("created_at", filter=Q(checked_at=None))
    every = dict.fromkeys(ParcelStatus.values, SELDOMEST)
    seen = _by_account(rows, "supplier_order__account", "status", Min("checked_at"), Max("checked_at"), never, every)
    tracked = {key: one for key, one in seen.items() if Capability.TRACKING in adapter_class(one.partner).capabilities}
    yield from _of_accounts(timetable, TRACK_JOB, tracked, "parcels", _("where parcels are"))


@dataclass(slots=True)
class _Seen:
    """An account's rows under way: when the one that has waited longest fell due, and when one was last asked for."""

    name: str
    partner: str
    state: str
    due: datetime
    last: datetime | None


def _by_account(
    rows: QuerySet[Any], account: str, state: str, oldest: Any, newest: Any, never: Any, every: Mapping[Any, timedelta]
) -> dict[int, _Seen]:
    """By the account's key, of accounts that are to work. One query."""
    live = {f"{account}__is_active": True, f"{account}__state__in": (_Supplier.OK, _Supplier.NEEDS_RECONNECT)}
    names = (f"{account}_id", f"{account}__name", f"{account}__supplier", f"{account}__state", state)
    found: dict[int, _Seen] = {}
    counted = rows.filter(**live).order_by().values_list(*names).annotate(o=oldest, n=newest, x=never)
    for pk, name, partner, condition, kind, first, last, unread in counted:
        due = min(moment for moment in (unread, first + every[kind] if first else None) if moment)
        one = found.setdefault(pk, _Seen(name, partner, condition, due, last))
        one.due = min(one.due, due)
        one.last = max((moment for moment in (one.last, last) if moment), default=None)
    return found


def _of_accounts(timetable: Timetable, job: str, seen: Mapping[int, _Seen], noun: str, words: Any) -> Iterator[Stream]:
    task = timetable.task(job)
    period = timetable.period(task) if task is not None else None
    for pk, one in sorted(seen.items(), key=lambda item: item[1].name):
        told_by = "account_refused" if one.state == _Supplier.NEEDS_RECONNECT else STREAM_LATE
        late_at = timetable.late_at(task, one.due, one.due)
        title = format_lazy("{}: {}", one.name, words)
        yield Stream(f"{one.partner}:{pk}:{noun}", SUPPLIERS, title, period, one.last, late_at, told_by)


@streams()
def customer_mails(timetable: Timetable) -> Iterator[Stream]:
    """Messages to customers. Late when one has waited for long."""
    waits = Q(state__in=(MailState.PENDING, MailState.SENDING))
    found = Notification.objects.aggregate(since=Min("created_at", filter=waits), last=Max("sent_at"))
    if found["since"] is None and found["last"] is None:
        return
    patience = timedelta(seconds=settings.ALERT_MAIL_WAITING_SECONDS)
    late_at = found["since"] + patience if found["since"] is not None else None
    yield Stream("mails:customers", MESSAGES, _("Messages to customers"), None, found["last"], late_at, "mails_failing")
