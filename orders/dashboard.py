"""Orders, purchases, parcels and messages in figures, each with the list that shows exactly those rows.

The conditions stand here once: the first page counts by them, the lists filter by them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, DecimalField, F, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dashboard import Figure, Tone
from orders import attention
from orders.models import (
    BuyingSwitch,
    Notification,
    Order,
    OrderRefund,
    OrderStage,
    PaymentDispute,
    Shipment,
    SupplierOrder,
)
from orders.models.purchases import PurchaseState

_P = PurchaseState
ORDER, PURCHASE, PARCEL, MAIL = "orders.order", "orders.supplierorder", "orders.shipment", "orders.notification"
DISPUTE, REFUND = "orders.paymentdispute", "orders.orderrefund"

# Where goods are still to be sent: only these orders can be late.
TO_SEND = (
    OrderStage.NEEDS_ATTENTION, OrderStage.AWAITING_MAPPING, OrderStage.ON_HOLD, OrderStage.UNDER_WAY,
    OrderStage.TO_APPROVE, OrderStage.TO_PAY, OrderStage.PLACED, OrderStage.PARTLY_SHIPPED,
)  # fmt: skip
WAITING = (
    OrderStage.NEEDS_ATTENTION, OrderStage.AWAITING_MAPPING, OrderStage.ON_HOLD, OrderStage.TO_APPROVE,
    OrderStage.TO_PAY,
)  # fmt: skip

# The tabs of the purchase queue: each state in exactly one.
PURCHASE_TABS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "to_approve": (_("To approve"), (_P.DRAFT, _P.HELD)),
    "sent": (_("Sent"), (_P.READY, _P.SENDING)),
    "unknown": (_("Unknown"), (_P.UNKNOWN, _P.NEEDS_OPERATOR, _P.PAY_UNKNOWN)),
    "refused": (_("Refused"), (_P.REJECTED, _P.PAY_REJECTED)),
    "to_pay": (_("To pay"), (_P.PLACED, _P.PAY_READY, _P.PAY_SENDING)),
    "waiting_shipment": (_("Waiting shipment"), (_P.PAID,)),
    "shipped": (_("Shipped"), (_P.PARTLY_SHIPPED, _P.SHIPPED)),
    "done": (_("Done"), (_P.DELIVERED,)),
    "cancelled": (_("Cancelled"), (_P.CANCELLED,)),
}
_TAB_OF = {str(state): tab for tab, (_words, states) in PURCHASE_TABS.items() for state in states}


def purchase_tab(state: str) -> str:
    return _TAB_OF[state]


def to_the_minute() -> datetime:
    """So that a link opened a moment later counts the same rows."""
    return timezone.now().replace(second=0, microsecond=0)


def day_start(days: int = 0) -> datetime:
    """Midnight of today, or of so many days later, in the zone of the installation."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def dispatch_condition(code: str) -> Q:
    """`late`, `today`, `tomorrow`, `later`: orders that are still to be sent, by the day they must leave."""
    now = to_the_minute()
    open_ones = Q(state__in=TO_SEND)
    return {
        "late": open_ones & Q(ship_by__lt=now),
        "today": open_ones & Q(ship_by__gte=now, ship_by__lt=day_start(1)),
        "tomorrow": open_ones & Q(ship_by__gte=day_start(1), ship_by__lt=day_start(2)),
        "later": open_ones & Q(ship_by__gte=day_start(2)),
    }[code]


def no_number(rows: QuerySet[SupplierOrder]) -> QuerySet[SupplierOrder]:
    return attention.purchases_without_number(rows, to_the_minute())


def delayed(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return attention.delayed_parcels(parcels, to_the_minute())


def not_told(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return attention.not_told_yet(parcels, to_the_minute())


PARCEL_FLAGS: dict[str, tuple[Any, Any]] = {
    "delayed": (_("No movement"), delayed),
    "trouble": (_("Returned or not delivered"), attention.troubled_parcels),
    "refused": (_("Refused by the shop"), attention.refused_by_shop),
    "not_written": (_("Shop not told yet"), not_told),
}


# --- what waits for a person --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Counted:
    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class DayMoney:
    """The orders of today in one currency; `cost` and `profit` are of those `costed` orders whose cost is known."""

    currency: str
    orders: int
    costed: int
    revenue: Decimal
    cost: Decimal
    profit: Decimal


@dataclass(frozen=True)
class Overview:
    """What the first page needs of orders: what waits, by the figure's code, and today's money, one entry a currency."""

    waiting: Mapping[str, _Counted]
    money: Sequence[DayMoney]


_TODAY = "today:"
_NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=18, decimal_places=4))
_NO_MONEY = {"costed": Value(0), "revenue": _NOTHING, "spent": _NOTHING, "won": _NOTHING}


def today_condition() -> Q:
    """Placed today and not cancelled. Test orders are no money."""
    return Q(placed_at__gte=day_start(), is_test=False) & ~Q(state=OrderStage.CANCELLED)


STAGE_NEEDS = (
    (OrderStage.NEEDS_ATTENTION, _("Orders that need attention"), "priority_high", Tone.BAD,
     _("Each says why, with the button that mends it.")),
    (OrderStage.AWAITING_MAPPING, _("Orders with unmapped lines"), "link_off", Tone.WARNING,
     _("Say which product of yours a line is.")),
    (OrderStage.ON_HOLD, _("Orders on hold"), "pause_circle", Tone.QUIET, _("Nothing is bought until they are released.")),
    (OrderStage.TO_APPROVE, _("Orders to approve"), "approval", Tone.WARNING, _("Look at the spend, then approve.")),
    (OrderStage.TO_PAY, _("Orders to pay"), "payments", Tone.WARNING, _("Placed at the supplier, not paid yet.")),
)  # fmt: skip
DISPATCH_NEEDS = (
    ("late", _("To be sent: late"), "alarm", Tone.BAD, _("Past the day the customer was promised.")),
    ("today", _("To be sent today"), "today", Tone.WARNING, ""),
    ("tomorrow", _("To be sent tomorrow"), "event", Tone.QUIET, ""),
)


def needs(found: Overview | None = None) -> list[Figure]:
    """What of orders waits for a person, read anew where nothing is given. One query."""
    seen = (found or overview()).waiting
    return [
        *(
            _figure(f"orders_{stage}", title, seen, ORDER, {"stage": str(stage)}, icon, tone, hint)
            for stage, title, icon, tone, hint in STAGE_NEEDS
        ),
        _figure("purchases_unknown", _("Purchases of unknown outcome"), seen, PURCHASE, {"tab": "unknown"}, "help",
                Tone.BAD, _("Looked up by themselves; those that stay need your decision.")),
        _figure("purchases_refused", _("Purchases refused"), seen, PURCHASE, {"tab": "refused"}, "block", Tone.BAD,
                _("Read the supplier's words, then choose another way.")),
        *(
            _figure(f"dispatch_{code}", title, seen, ORDER, {"stage": "all", "dispatch": code}, icon, tone, hint)
            for code, title, icon, tone, hint in DISPATCH_NEEDS
        ),
        _figure("parcels_no_number", _("Paid, no tracking number"), seen, PURCHASE, {"tab": "all", "flag": "no_number"},
                "content_paste_off", Tone.WARNING, _("Paid many days ago: ask the supplier.")),
        _figure("parcels_delayed", _("Parcels without movement"), seen, PARCEL, {"flag": "delayed"},
                "hourglass_disabled", Tone.WARNING, _("Nothing was heard of them for days.")),
        _figure("parcels_trouble", _("Parcels returned or not delivered"), seen, PARCEL, {"flag": "trouble"},
                "assignment_return", Tone.BAD, _("Ask the carrier, then write to the customer.")),
        _figure("parcels_refused", _("Tracking refused by the shop"), seen, PARCEL, {"flag": "refused"}, "sync_problem",
                Tone.BAD, _("The customer does not see the parcel there: push again.")),
        _figure("parcels_not_written", _("Parcels the shop was not told of"), seen, PARCEL, {"flag": "not_written"},
                "cloud_upload", Tone.WARNING, _("For more than an hour: is a worker running?")),
        _figure("mails_failed", _("Messages to customers that failed"), seen, MAIL, {"state__exact": "failed"},
                "unsubscribe", Tone.WARNING, _("Look why, then send again.")),
        _figure("disputes_open", _("Payment disputes to answer"), seen, DISPUTE, {"state__exact": "action_needed"},
                "gavel", Tone.BAD, _("Answer before the day that stands there: after it the customer wins.")),
        _figure("refunds_unknown", _("Refunds of unknown outcome"), seen, REFUND, {"state__exact": "needs_operator"},
                "help", Tone.BAD, _("Look at the marketplace's own pages, then decide.")),
        Figure("buying_off", _("Buying is switched off"), seen.get("buying_off", _Counted()).number,
               "orders.buyinglimit", {}, "power_settings_new", Tone.BAD, _("Nothing is bought or paid."),
               seen.get("buying_off", _Counted()).since, is_count=False),
    ]  # fmt: skip


def _figure(
    code: str, title: Any, seen: Mapping[str, _Counted], model: str, query: dict[str, str], icon: str, tone: Tone,
    hint: Any,
) -> Figure:  # fmt: skip
    counted = seen.get(code, _Counted())
    since = counted.since if counted.since and counted.since <= timezone.now() else None  # a day to come is no "since"
    return Figure(code, title, counted.number, model, query, icon, tone, hint, since)


def overview() -> Overview:
    """What waits, with number and oldest moment by the figure's code, and today's money: all in one query."""
    orders, purchases = Order.objects.order_by(), SupplierOrder.objects.order_by()
    parcels = Shipment.objects.order_by()
    refused, unknown = PURCHASE_TABS["refused"][1], PURCHASE_TABS["unknown"][1]
    parts = [
        *(_labelled(orders.filter(state=stage), f"orders_{stage}", "stage_since") for stage in WAITING),
        *(
            _labelled(orders.filter(dispatch_condition(code)), f"dispatch_{code}", "ship_by")
            for code, *_rest in DISPATCH_NEEDS
        ),
        _labelled(purchases.filter(state__in=unknown), "purchases_unknown", "sent_at"),
        _labelled(purchases.filter(state__in=refused), "purchases_refused", "sent_at"),
        _labelled(no_number(purchases), "parcels_no_number", "paid_at"),
        *(
            _labelled(narrow(parcels), f"parcels_{code}", "created_at")
            for code, (_words, narrow) in PARCEL_FLAGS.items()
        ),
        _labelled(attention.failed_mails(Notification.objects.order_by()), "mails_failed", "created_at"),
        _labelled(attention.disputes_to_answer(PaymentDispute.objects.order_by()), "disputes_open", "opened_at"),
        _labelled(attention.unknown_refunds(OrderRefund.objects.order_by()), "refunds_unknown", "sent_at"),
        _labelled(BuyingSwitch.objects.filter(is_on=False), "buying_off", "changed_at"),
    ]
    waiting: dict[str, _Counted] = {}
    money = []
    for code, number, since, *amounts in _money_rows().union(*(part.annotate(**_NO_MONEY) for part in parts), all=True):
        if code.startswith(_TODAY):
            money.append(DayMoney(code.removeprefix(_TODAY), number, *amounts))
        else:
            waiting[code] = _Counted(number, since)
    return Overview(waiting, sorted(money, key=lambda day: day.currency))


def _labelled(rows: QuerySet[Any], label: str, moment: str) -> QuerySet[Any, Any]:
    named = rows.annotate(what=Value(label, output_field=CharField())).values_list("what")
    counted: QuerySet[Any, Any] = named.annotate(number=Count("pk"), oldest=Min(moment))
    return counted


def _money_rows() -> QuerySet[Any, Any]:
    """One row a currency, in the shape of the counted ones with the sums behind."""
    named = Order.objects.filter(today_condition()).order_by()
    named = named.annotate(what=Concat(Value(_TODAY), F("currency"), output_field=CharField()))
    summed: QuerySet[Any, Any] = named.values_list("what").annotate(
        number=Count("pk"),
        oldest=Min("placed_at"),
        costed=Count("cost"),
        revenue=Coalesce(Sum(F("total") - F("refunded")), _NOTHING),
        spent=Coalesce(Sum("cost"), _NOTHING),
        won=Coalesce(Sum("profit"), _NOTHING),
    )
    return summed


# --- tabs ---------------------------------------------------------------------------------------------------------------


def stage_counts() -> dict[str, int]:
    """Orders by stage. One query, answered from the index."""
    return dict(Order.objects.order_by().values_list("state").annotate(number=Count("pk")))


def purchase_counts() -> dict[str, int]:
    """Supplier orders by tab. One query."""
    found: dict[str, int] = dict.fromkeys(PURCHASE_TABS, 0)
    for state, number in SupplierOrder.objects.order_by().values_list("state").annotate(number=Count("pk")):
        found[_TAB_OF[state]] += number
    return found


# --- figures ------------------------------------------------------------------------------------------------------------


def figures() -> list[Figure]:
    """Orders in numbers for the dashboard and for programs: today's, and by stage. Two queries."""
    number = stage_counts()
    today = Order.objects.filter(today_condition()).count()
    return [
        Figure("orders_today", _("Orders of today"), today, ORDER, {"stage": "all", "placed": "today"}),
        *(
            Figure(f"stage_{stage}", stage.label, number.get(stage, 0), ORDER, {"stage": str(stage)})
            for stage in OrderStage
        ),
    ]


def parcel_counts() -> dict[str, int]:
    """Parcels by flag, and all of them under "". One query."""
    parcels = Shipment.objects.order_by()
    flagged = [_labelled(narrow(parcels), code, "created_at") for code, (_words, narrow) in PARCEL_FLAGS.items()]
    found = dict.fromkeys(["", *PARCEL_FLAGS], 0)
    rows = _labelled(parcels, "", "created_at").union(*flagged, all=True)
    return found | {code: number for code, number, _since in rows}
