"""What has to come from the B2B service again and again: categories and products."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from core.models import SyncRun
from core.streams import Stream, Timetable, streams
from inventory.models import ApiKey
from inventory.querysets import PARTNER

CATALOGUE = _("Catalogue")
TITLES = {"categories": _("B2B service: categories"), "products": _("B2B service: products")}
SYNC_JOB = "inventory.scheduled_sync"


@streams()
def catalogue(timetable: Timetable) -> Iterator[Stream]:
    """One stream a kind, once there is a key or a first run: nothing is expected of a service nobody has connected."""
    good = Q(state=SyncRun.State.DONE)
    rows = SyncRun.objects.filter(partner=PARTNER).order_by().values(name=F("kind"))
    runs = {row["name"]: row for row in rows.annotate(last=Max("finished_at", filter=good), first=Min("queued_at"))}
    key_since = None
    if len(runs) < len(TITLES):
        key_since = ApiKey.objects.filter(is_active=True).aggregate(since=Min("created_at"))["since"]
    for kind, title in TITLES.items():
        seen = runs.get(kind, {"last": None, "first": None})
        since = seen["first"] or key_since
        if since is None and not settings.B2B_API_KEY:
            continue
        task = timetable.task(SYNC_JOB, kind=kind)
        since = since or (task.date_changed if task is not None else timetable.now)
        late_at = timetable.late_at(task, seen["last"], since)
        period = timetable.period(task) if task is not None else None
        yield Stream(f"{PARTNER}:{kind}", CATALOGUE, title, period, seen["last"], late_at)
