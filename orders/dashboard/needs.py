"""What of orders waits for a person, and the money beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dashboard import Figure, Tone
from orders import attention
from orders.dashboard.conditions import (
    OPEN_STAGES,
    PARCEL_FLAGS,
    PURCHASE_TABS,
    TO_SEND,
    dispatch_window,
    no_number,
)
from orders.dashboard.counting import Counted, grouped, labelled
from orders.dashboard.sales import NO_MONEY, SOLD, DayMoney, Sold, of_today, read_sold, sold_rows
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
from orders.standing.sold import day_start

ORDER, PURCHASE, PARCEL, MAIL = "orders.order", "orders.supplierorder", "orders.shipment", "orders.notification"
DISPUTE, REFUND = "orders.paymentdispute", "orders.orderrefund"


@dataclass(frozen=True)
class Overview:
    """What the first page needs of orders: what waits, by the figure's code, and what was sold of late."""

    waiting: Mapping[str, Counted]
    sold: Sequence[Sold]

    @property
    def money(self) -> list[DayMoney]:
        """Today's, one entry a currency."""
        return of_today(self.sold)

    def in_stage(self, stage: str) -> int:
        """How many orders stand in one of `OPEN_STAGES`."""
        return self.waiting.get(f"orders_{stage}", Counted()).number


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
        Figure("buying_off", _("Buying is switched off"), seen.get("buying_off", Counted()).number,
               "orders.buyinglimit", {}, "power_settings_new", Tone.BAD, _("Nothing is bought or paid."),
               seen.get("buying_off", Counted()).since, is_count=False),
    ]  # fmt: skip


def _figure(
    code: str, title: Any, seen: Mapping[str, Counted], model: str, query: dict[str, str], icon: str, tone: Tone,
    hint: Any,
) -> Figure:  # fmt: skip
    counted = seen.get(code, Counted())
    since = counted.since if counted.since and counted.since <= timezone.now() else None  # a day to come is no "since"
    return Figure(code, title, counted.number, model, query, icon, tone, hint, since)


def overview(days: int = 1) -> Overview:
    """What waits, with number and oldest moment by the figure's code, open orders by stage, and what was sold in the last
    `days` days: all in one query."""
    purchases, parcels = SupplierOrder.objects.order_by(), Shipment.objects.order_by()
    refused, unknown = PURCHASE_TABS["refused"][1], PURCHASE_TABS["unknown"][1]
    parts = [
        _by_stage(),
        _by_dispatch(),
        labelled(purchases.filter(state__in=unknown), "purchases_unknown", "sent_at"),
        labelled(purchases.filter(state__in=refused), "purchases_refused", "sent_at"),
        labelled(no_number(purchases), "parcels_no_number", "paid_at"),
        *(
            labelled(narrow(parcels), f"parcels_{code}", "created_at")
            for code, (_words, narrow) in PARCEL_FLAGS.items()
        ),
        labelled(attention.failed_mails(Notification.objects.order_by()), "mails_failed", "created_at"),
        labelled(attention.disputes_to_answer(PaymentDispute.objects.order_by()), "disputes_open", "opened_at"),
        labelled(attention.unknown_refunds(OrderRefund.objects.order_by()), "refunds_unknown", "sent_at"),
        labelled(BuyingSwitch.objects.filter(is_on=False), "buying_off", "changed_at"),
    ]
    waiting: dict[str, Counted] = {}
    sold = []
    for code, number, since, *amounts in sold_rows(days).union(
        *(part.annotate(**NO_MONEY) for part in parts), all=True
    ):
        if code.startswith(SOLD):
            sold.append(read_sold(code, number, amounts))
        else:
            waiting[code] = Counted(number, since)
    return Overview(waiting, sold)


def _by_stage() -> QuerySet[Any, Any]:
    """Open orders by their stage."""
    label = Concat(Value("orders_"), F("state"), output_field=CharField())
    return grouped(Order.objects.filter(state__in=OPEN_STAGES).order_by(), label, "stage_since")


def _by_dispatch() -> QuerySet[Any, Any]:
    """Orders that are still to be sent, by the day they must leave, up to tomorrow."""
    cases = [When(dispatch_window(code), then=Value(f"dispatch_{code}")) for code, *_rest in DISPATCH_NEEDS]
    rows = Order.objects.filter(state__in=TO_SEND, ship_by__lt=day_start(2)).order_by()
    return grouped(rows, Case(*cases, output_field=CharField()), "ship_by")
