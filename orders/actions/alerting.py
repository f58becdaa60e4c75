"""What staff are told of orders, parcels and messages without looking. Worked out from the rows alone, so that an alert
closes when its cause was mended, however that was done."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from core.alerts.lateness import Causes
from core.alerts.switches import NEW_ORDER, is_on
from core.models import Alert
from core.notify import raise_alert, settle_alerts
from orders import attention
from orders.models import Notification, Order, Shipment, SupplierOrder

NEW_FOR = timedelta(hours=1)
_MOST_NEW = 200


def settle() -> None:
    settle_alerts("parcels_late", late_parcels())
    settle_alerts("parcels_without_number", without_number())
    settle_alerts("write_back_refused", refused_by_shops())
    settle_alerts("mails_failing", failing_mails())
    tell_of_new_orders(timezone.now())


def late_parcels() -> Causes:
    """One cause a supplier account: the parcels of a carrier stop together."""
    late = attention.delayed_parcels(Shipment.objects.all())
    counted = late.values("supplier_order__account_id", "supplier_order__account__name").annotate(count=Count("pk"))
    return {
        str(row["supplier_order__account_id"]): {
            "account": row["supplier_order__account__name"],
            "count": row["count"],
            "hours": round(settings.PARCEL_DELAYED_HOURS),
        }
        for row in counted.order_by("supplier_order__account_id")
    }


def without_number() -> Causes:
    rows = attention.purchases_without_number(SupplierOrder.objects.all())
    counted = rows.values("account_id", "account__name").annotate(count=Count("pk")).order_by("account_id")
    return {
        str(row["account_id"]): {
            "account": row["account__name"],
            "count": row["count"],
            "days": round(settings.PARCEL_NO_NUMBER_DAYS),
        }
        for row in counted
    }


def refused_by_shops() -> Causes:
    rows = attention.refused_by_shop(Shipment.objects.all())
    counted = rows.values("order__account_id", "order__account__name").annotate(count=Count("pk"))
    return {
        str(row["order__account_id"]): {"account": row["order__account__name"], "count": row["count"]}
        for row in counted.order_by("order__account_id")
    }


def failing_mails() -> Causes:
    """One cause: there is one mail server."""
    failed = attention.failed_mails(Notification.objects.all()).count()
    stuck = attention.stuck_mails(Notification.objects.all()).count()
    return {"mails": {"failed": failed, "waiting": stuck}} if failed or stuck else {}


def tell_of_new_orders(now: datetime) -> None:
    """One alert an order, for an hour; it ends without an all-clear, since nothing was wrong. Only where it is switched
    on (ALERT_NEW_ORDERS, or in the console)."""
    if is_on(NEW_ORDER):
        fresh = Order.objects.filter(created_at__gte=now - NEW_FOR, is_quiet=False, is_test=False)
        told = set(
            Alert.objects.filter(kind=NEW_ORDER, opened_at__gte=now - 2 * NEW_FOR).values_list("cause", flat=True)
        )
        for order in fresh.select_related("account").order_by("pk")[:_MOST_NEW]:
            if order.public_id not in told:
                shop = order.account.name if order.account else ""
                raise_alert(NEW_ORDER, order.public_id, number=str(order), shop=shop or "API")
    over = Alert.objects.filter(kind=NEW_ORDER, closed_at=None, opened_at__lt=now - NEW_FOR)
    over.update(closed_at=now, all_clear_at=now)
