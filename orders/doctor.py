"""What `manage.py doctor` says of orders: whether buying is on, what waits for a person, whether customers can be told."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.doctor import State, examiner
from marketplaces.models import MarketplaceAccount
from marketplaces.models.account import MailSender
from orders import dashboard
from orders.models import BuyingSwitch, Notification, Order, OrderStage, SupplierOrder
from orders.rules.profit import read_rates

STUCK = timedelta(hours=1)


@examiner("buying", needs_database=True)
def examine_buying() -> Iterator[tuple[State, str, str]]:
    switch = BuyingSwitch.objects.filter(pk=1).first()
    if switch is not None and not switch.is_on:
        by = f" by {switch.by}" if switch.by else ""
        why = f": {switch.why}" if switch.why else "."
        yield (
            State.WARNING,
            f"Buying is switched off{by}{why}",
            "Switch it on in the console under 'Buying switch' when the cause is gone.",
        )
    else:
        yield State.OK, f"Buying is on; purchases carry the mark {settings.INSTALLATION_MARK}.", ""
    unknown = SupplierOrder.objects.filter(state__in=dashboard.PURCHASE_TABS["unknown"][1]).count()
    if unknown:
        remedy = "Open the tab 'Unknown' of the supplier orders: look them up, then decide."
        yield State.WARNING, f"{unknown} purchases or payments have an unknown outcome.", remedy


@examiner("exchange rates")
def examine_rates() -> Iterator[tuple[State, str, str]]:
    try:
        pairs = len(read_rates(settings.EXCHANGE_RATES)) // 2
    except ValueError as error:
        yield State.BROKEN, str(error), "Mend EXCHANGE_RATES."
        return
    if pairs:
        yield State.OK, f"{pairs} pairs of currencies are listed.", ""
    else:
        yield State.OK, "None are listed: only orders in the currency that suppliers are paid in can be bought.", ""


@examiner("orders", needs_database=True)
def examine_orders() -> Iterator[tuple[State, str, str]]:
    limit = timezone.now() - STUCK
    stuck = Order.objects.filter(state=OrderStage.UNDER_WAY, stage_since__lt=limit).count()
    if stuck:
        yield (
            State.WARNING,
            f"{stuck} orders have been under way for more than an hour.",
            "Is a worker running? Look at the jobs that wait, then route the orders again.",
        )
    waiting = dashboard.stage_counts()
    attention = waiting.get(OrderStage.NEEDS_ATTENTION, 0) + waiting.get(OrderStage.AWAITING_MAPPING, 0)
    if attention:
        yield State.WARNING, f"{attention} orders need a person.", "Open 'Orders' in the console."
    if not stuck and not attention:
        yield State.OK, "None is stuck and none needs a person.", ""


@examiner("messages to customers", needs_database=True)
def examine_messages() -> Iterator[tuple[State, str, str]]:
    tells = MarketplaceAccount.objects.filter(mail_sender=MailSender.HUB).count()
    if tells and not settings.SMTP_SERVER:
        yield (
            State.BROKEN,
            f"The hub is to tell the customers of {tells} shops and has no mail server.",
            "Set SMTP_SERVER.",
        )
        return
    failed = Notification.objects.filter(state=Notification.State.FAILED).count()
    if failed:
        yield (
            State.WARNING,
            f"{failed} messages to customers failed.",
            "Look at 'Customer messages', then send them again.",
        )
    else:
        yield State.OK, f"None failed; {tells} shops leave telling their customers to the hub.", ""
