"""The kinds of streams: how each is set up so that it went well at noon, and how it goes well again later."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import mail
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from core.alerts.conditions import check_health_and_alert
from core.backup.standing import note_made
from core.models import Alert, InboundEvent, Job, SyncRun
from core.notify import raise_alert
from core.schedules import TICK_TASK
from marketplaces.actions.shops import webhooks as shop_webhooks
from marketplaces.models import MarketplaceAccount
from orders.actions import alerting
from orders.models import Notification, Shipment, SupplierOrder
from suppliers.actions import webhooks as supplier_webhooks
from suppliers.models import SupplierProduct
from tests import buying_rows, selling_rows

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOOD_MAIL = "django.core.mail.backends.locmem.EmailBackend"


def schedule(name: str, job: str, every: int, period: str = "minutes", **payload: Any) -> PeriodicTask:
    row, _ = IntervalSchedule.objects.get_or_create(every=every, period=period)
    kwargs = json.dumps({"job": job, "payload": payload})
    return PeriodicTask.objects.create(name=name, task=TICK_TASK, kwargs=kwargs, interval=row, last_run_at=NOON)


def tick_done(name: str, kind: str, at: datetime) -> None:
    values = {"kind": kind, "run_at": at, "state": Job.State.DONE, "finished_at": at}
    Job.objects.update_or_create(dedupe_key=f"tick:{name}", defaults=values)


def kept_schedule(name: str, job: str, every: int, period: str = "minutes", **payload: Any) -> None:
    """One whose own work goes well all the time, so that only what it files can be late."""
    schedule(name, job, every, period, **payload)
    tick_done(name, job, NOON + timedelta(days=9))


def nothing() -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """`late_after` is when the alert is due, counted from noon. `look` is asked besides the health check, for streams
    that an app watches itself."""

    set_up: Callable[[Any], None]
    recover: Callable[[Any], None]
    late_after: timedelta
    alert: str = "stream_late"
    look: Callable[[], Any] = nothing


def products(settings):
    kept_schedule("sync products", "inventory.scheduled_sync", 1, "hours", kind="products")
    products_again(settings)


def products_again(settings):
    run = SyncRun.objects.create(partner="b2b", kind="products", state="done", finished_at=timezone.now())
    SyncRun.objects.filter(pk=run.pk).update(queued_at=timezone.now())


def never_synced(settings):
    settings.B2B_API_KEY = "b2c_1_example"
    kept_schedule("sync products", "inventory.scheduled_sync", 1, "hours", kind="products")


def any_schedule(settings):
    schedule("Orders: refunds", "orders.follow_refunds", 30)
    any_schedule_again(settings)


def any_schedule_again(settings):
    tick_done("Orders: refunds", "orders.follow_refunds", timezone.now())


def shop_orders(settings):
    kept_schedule("poll", "orders.poll_shops", 5)
    selling_rows.shop(orders_polled_at=NOON)


def shop_orders_again(settings):
    MarketplaceAccount.objects.update(orders_polled_at=timezone.now())


def stock(settings):
    kept_schedule("refresh", "suppliers.scheduled_refresh", 1, "hours")
    buying_rows.offers(2, checked_at=NOON)


def stock_again(settings):
    SupplierProduct.objects.update(checked_at=timezone.now())


def purchases(settings):
    kept_schedule("follow", "orders.follow_all", 5)
    selling_rows.purchases(1, "placed", read_at=NOON, supplier_order_ids=["S1"])


def purchases_again(settings):
    SupplierOrder.objects.update(read_at=timezone.now())


def parcels(settings):
    kept_schedule("track", "orders.track_parcels", 30)
    selling_rows.parcels(1, status="in_transit", checked_at=NOON)
    SupplierOrder.objects.update(state="delivered")


def parcels_again(settings):
    Shipment.objects.update(checked_at=timezone.now())


def customer_mails(settings):
    selling_rows.mails(1, "pending")
    Notification.objects.update(created_at=NOON)


def customer_mails_again(settings):
    Notification.objects.update(state="sent", sent_at=timezone.now())


def staff_mails(settings):
    settings.EMAIL_BACKEND = "tests.config.streams.stopping.Refusing"
    raise_alert("purchases_differ", "1", account="CJ main")
    Alert.objects.update(opened_at=NOON)


def staff_mails_again(settings):
    settings.EMAIL_BACKEND = GOOD_MAIL
    check_health_and_alert()
    mail.outbox.clear()


class Refusing:
    """A mail server that is away."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("connection refused")


def backup(settings):
    settings.BACKUP_FOLDER = "/backups"
    kept_schedule("Backup", "core.backup", 1, "days")
    backup_again(settings)


def backup_again(settings):
    note_made(f"b{timezone.now():%H%M}", {"bytes": 1}, "schedule")


def pushes(partner, account):
    for number in range(20):
        InboundEvent.objects.create(
            partner=partner,
            account_id=account.account_id,
            dedupe_key=f"{timezone.now():%s}-{number}",
            state="done",
            received_at=timezone.now() - timedelta(minutes=10 * number),
        )


def shop_pushes(settings):
    pushes("shopify", selling_rows.shop(webhook_url="https://hub.example/webhooks", webhooks_checked_at=NOON))


def shop_pushes_again(settings):
    pushes("shopify", MarketplaceAccount.objects.get())


def supplier_pushes(settings):
    pushes(buying_rows.SLUG, buying_rows.account(webhook_url="https://hub.example/w", webhooks_checked_at=NOON))


def supplier_pushes_again(settings):
    InboundEvent.objects.filter(dedupe_key__endswith="-0").update(received_at=timezone.now())


def clock(settings):
    schedule("Health check and alerts", "core.health", 1)
    clock_again(settings)


def clock_again(settings):
    tick_done("Health check and alerts", "core.health", timezone.now())


H, M = (lambda count: timedelta(hours=count)), (lambda count: timedelta(minutes=count))
KINDS = {
    "products of the B2B service": Kind(products, products_again, H(3)),
    "products that never came": Kind(never_synced, products_again, H(3)),
    "any schedule": Kind(any_schedule, any_schedule_again, M(90)),
    "a shop's orders": Kind(shop_orders, shop_orders_again, M(15)),
    "a supplier's costs and stock": Kind(stock, stock_again, H(3)),
    "a supplier's purchases": Kind(purchases, purchases_again, M(15 + 15)),
    "a supplier's parcels": Kind(parcels, parcels_again, H(24) + M(90)),
    "messages to customers": Kind(customer_mails, customer_mails_again, H(1), "mails_failing", alerting.settle),
    "mails to staff": Kind(staff_mails, staff_mails_again, M(15), "alert_mails_failing"),
    "backups": Kind(backup, backup_again, H(30), "backup_late"),
    "a shop's webhooks": Kind(shop_pushes, shop_pushes_again, H(12), "shop_silent", shop_webhooks.watch),
    "a supplier's webhooks": Kind(
        supplier_pushes, supplier_pushes_again, M(100), "webhook_silent", supplier_webhooks.watch
    ),
    "the clock": Kind(clock, clock_again, M(5), "clock_stopped"),
}
