"""What has to come from suppliers again and again: costs and stock of what is linked, and their webhooks."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.silence import silence_of
from core.streams import STREAM_LATE, Stream, Timetable, streams
from suppliers.actions.webhooks import SHORTEST_SILENCE
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.models.offer import OfferState

SUPPLIERS = _("Suppliers")
REFRESH_JOB = "suppliers.scheduled_refresh"
WORKING = (SupplierAccount.State.OK, SupplierAccount.State.NEEDS_RECONNECT)
REFUSED = "account_refused"


@streams()
def costs_and_stock(timetable: Timetable) -> Iterator[Stream]:
    """One stream for each account with linked products. What is fresh is not read again, so that both the schedule and
    SUPPLIER_REFRESH_HOURS say how often something is to be heard."""
    task = timetable.task(REFRESH_JOB)
    linked = SupplierProduct.objects.filter(state__in=(OfferState.CONFIRMED, OfferState.CHANGED)).order_by()
    moments = linked.values_list("account_id").annotate(checked=Max("checked_at"), since=Min("created_at"))
    seen = {pk: (checked, since) for pk, checked, since in moments}
    every = (
        max(timetable.period(task) or timedelta(0), timedelta(hours=settings.SUPPLIER_REFRESH_HOURS)) if task else None
    )
    accounts = SupplierAccount.objects.filter(pk__in=seen, is_active=True, state__in=WORKING)
    for account in accounts.order_by("name"):
        checked, since = seen[account.pk]
        late_at = timetable.late_after(every, checked, since) if every is not None else None
        title = format_lazy("{}: {}", account.name, _("costs and stock"))
        yield Stream(
            f"{account.partner}:{account.pk}:stock", SUPPLIERS, title, every, checked, late_at, told_by(account)
        )


@streams(by_account=True)
def pushes(timetable: Timetable) -> Iterator[Stream]:
    """One stream for each account whose webhooks are set; how often they usually come is measured."""
    live = SupplierAccount.objects.filter(is_active=True, state=SupplierAccount.State.OK).exclude(webhook_url="")
    for account in live.order_by("name"):
        found = silence_of(account, SHORTEST_SILENCE)
        title = format_lazy("{}: {}", account.name, _("webhooks"))
        code = f"{account.partner}:{account.pk}:webhooks"
        yield Stream(code, SUPPLIERS, title, found.told_gap, found.last, found.silent_from, "webhook_silent")


def told_by(account: SupplierAccount) -> str:
    """An account that must be authorised again has an alert of its own."""
    return REFUSED if account.state == SupplierAccount.State.NEEDS_RECONNECT else STREAM_LATE
