"""When an alert is due, read from the rows alone. The health job asks every minute.

Nobody raises these by hand: what a run, a job or a schedule looks like now decides, so an alert also closes when the
cause was mended behind our back.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from core import backup
from core.alerts import refused_webhooks
from core.alerts.lateness import Causes, settle_streams
from core.attention import dead_jobs, held_runs
from core.errors import RateLimited
from core.inbox import bury_lost
from core.models import ApiCall, CallBudget, CircuitBreaker, InboundEvent, Job, SyncRun
from core.notify import send_mails, settle_alerts

TOO_MANY = 429
PARTS_OF_A_KEY = 3  # partner, account, name


def check_health_and_alert() -> int:
    """Open and close every alert of the hub's own health, then send the mails. Returns how many mails went out."""
    now = timezone.now()
    settle_alerts("sync_failed", failed_syncs())
    settle_alerts("sync_held", held_syncs())
    settle_streams(now)
    settle_alerts("backup_late", late_backups(now))
    settle_alerts("dead_letter", dead_letters())
    settle_alerts("queue_stuck", stuck_queue(now))
    settle_alerts("disk_low", low_disks())
    bury_lost()
    settle_alerts("webhook_waiting", waiting_webhooks(now))
    settle_alerts("webhook_dead", dead_webhooks())
    settle_alerts(refused_webhooks.KIND, refused_webhooks.still_refused(now))
    settle_alerts("partner_left_alone", open_breakers())
    settle_alerts("rate_limited", asked_to_slow_down(now))
    settle_alerts("quota_spent", spent_allowances(now))
    return send_mails()


def failed_syncs() -> Causes:
    """Streams whose last decided run failed: one cause a stream until a run of it goes well."""
    decided = [SyncRun.State.DONE, SyncRun.State.FAILED, SyncRun.State.HELD]
    causes: Causes = {}
    for stream in _streams():
        last = _runs_of(stream).filter(state__in=decided).order_by("-pk").first()
        if last is not None and last.state == SyncRun.State.FAILED:
            causes[_name(stream)] = {
                **_stream_values(last),
                "run": last.pk,
                "error": (last.error or last.error_code)[:300],
            }
    return causes


def held_syncs() -> Causes:
    """Every run that waits for a decision."""
    return {
        f"{_name((run.partner, run.account_id, run.kind))}#{run.pk}": {
            **_stream_values(run),
            "run": run.pk,
            "changes": run.staged,
        }
        for run in held_runs(SyncRun.objects.all())
    }


def dead_letters() -> Causes:
    counted = dead_jobs(Job.objects.all()).values("kind").annotate(count=Count("pk")).order_by("kind")
    return {row["kind"]: {"job": row["kind"], "count": row["count"]} for row in counted}


def stuck_queue(now: datetime) -> Causes:
    """A job that should have been taken minutes ago."""
    limit = now - timedelta(seconds=settings.ALERT_QUEUE_SECONDS)
    oldest = Job.objects.filter(state=Job.State.PENDING, run_at__lt=limit).order_by("run_at").first()
    if oldest is None:
        return {}
    return {"queue": {"job": oldest.kind, "since": oldest.run_at.strftime("%Y-%m-%d %H:%M UTC")}}


def waiting_webhooks(now: datetime) -> Causes:
    """Accounts of which a webhook was stored minutes ago and is not processed."""
    limit = now - timedelta(seconds=settings.ALERT_WEBHOOK_SECONDS)
    waiting = InboundEvent.objects.filter(state=InboundEvent.State.RECEIVED, received_at__lt=limit)
    counted = waiting.values("partner", "account_id").annotate(count=Count("pk"), since=Min("received_at"))
    return {
        f"{row['partner']}:{row['account_id']}": {
            "partner": row["partner"],
            "count": row["count"],
            "since": row["since"].strftime("%Y-%m-%d %H:%M UTC"),
        }
        for row in counted.order_by("partner", "account_id")
    }


def dead_webhooks() -> Causes:
    dead = InboundEvent.objects.filter(state=InboundEvent.State.DEAD)
    counted = dead.values("partner", "topic").annotate(count=Count("pk")).order_by("partner", "topic")
    return {
        f"{row['partner']}:{row['topic']}": {
            "partner": row["partner"],
            "kind": row["topic"] or "?",
            "count": row["count"],
        }
        for row in counted
    }


def open_breakers() -> Causes:
    """Accounts whose calls do not go out because most of them failed."""
    return {
        row.key: {"account": row.key, "until": row.open_until.strftime("%H:%M UTC")}
        for row in CircuitBreaker.objects.exclude(open_until=None).order_by("key")
        if row.open_until is not None
    }


def asked_to_slow_down(now: datetime) -> Causes:
    """Accounts that were refused several calls of late because there were too many. What our own limits hold back is no
    such call: it never left."""
    minutes = settings.ALERT_RATE_LIMITED_MINUTES
    refused = ApiCall.objects.filter(calls_refused_as_too_many(), created_at__gte=now - timedelta(minutes=minutes))
    counted = refused.order_by().values("partner", "account_id").annotate(count=Count("pk"))
    return {
        (key := f"{row['partner']}:{row['account_id']}"): {"account": key, "count": row["count"], "minutes": minutes}
        for row in counted
        if row["count"] >= settings.ALERT_RATE_LIMITED_CALLS
    }


def calls_refused_as_too_many() -> Q:
    """Some partners say so with a status of its own, some in words that their room understands."""
    return Q(status=TOO_MANY) | Q(error_class=RateLimited.__name__)


def spent_allowances(now: datetime) -> Causes:
    """Allowances of which the partner said that nothing is left. One listing's own (with a further part in its name) is
    not an account's."""
    return {
        row.key: {
            "account": row.key.rpartition(":")[0],
            "name": row.key.rpartition(":")[2],
            "until": row.exhausted_until.strftime("%Y-%m-%d %H:%M UTC"),
        }
        for row in CallBudget.objects.filter(exhausted_until__gt=now).order_by("key")
        if row.key.count(":") == PARTS_OF_A_KEY - 1 and row.exhausted_until is not None
    }


def late_backups(now: datetime) -> Causes:
    """One cause: backups are wanted, and the newest is too old or there is none."""
    if not backup.is_late(now):
        return {}
    found = backup.newest()
    return {"backup": {"since": found.made_at.strftime("%Y-%m-%d %H:%M UTC") if found else "?"}}


def low_disks() -> Causes:
    return {
        name: {"free": free, "path": str(path)} for name, path, free in disks() if free < settings.ALERT_DISK_FREE_MB
    }


def disks() -> Iterator[tuple[str, Path, int]]:
    """The places we write to, each with the free megabytes of its disk: the pictures, the SQLite file."""
    places = {"media": Path(settings.MEDIA_ROOT)}
    if connection.vendor == "sqlite":
        places["database"] = Path(connection.settings_dict["NAME"])
    for name, path in places.items():
        existing = next((part for part in [path, *path.parents] if part.exists()), None)
        if existing is not None:
            yield name, path, shutil.disk_usage(existing).free // 1_000_000


def _streams() -> list[tuple[str, str, str]]:
    return list(SyncRun.objects.order_by().values_list("partner", "account_id", "kind").distinct())


def _runs_of(stream: tuple[str, str, str]) -> Any:
    return SyncRun.objects.filter(partner=stream[0], account_id=stream[1], kind=stream[2])


def _name(stream: tuple[str, str, str]) -> str:
    return ":".join(part for part in stream if part)


def _stream_values(run: SyncRun) -> dict[str, Any]:
    return {"partner": run.partner, "stream": run.kind}
