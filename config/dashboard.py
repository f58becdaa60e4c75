"""The console's first page: what needs a person, how the streams flow, the catalogue in figures, runs as they go."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask

from config.charts import Series, bars
from config.sales import sales
from core import attention, schedules
from core import dashboard as hub
from core.admin.badges import BAD, BUSY, GOOD, WAITING, WARNING, badge, clock, grouped, when
from core.admin.rhythm import rhythm_words
from core.admin.run_state import kind_name, progress_or_summary, state_badge
from core.admin.runs import urgency
from core.console import desks
from core.dashboard import Figure
from core.models import SyncRun
from core.schedules.filing import read_work
from inventory import dashboard as catalogue
from marketplaces import dashboard as shops
from marketplaces.admin.badges import rights_badge, shop_badge
from marketplaces.admin.badges import token_words as shop_token_words
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import title as shop_title
from orders import dashboard as selling
from orders.admin.badges import money_text
from suppliers import dashboard as buying
from suppliers.admin.badges import account_badge, gauge, token_words

RUNS_SHOWN = 8
REFRESH_JOB = "suppliers.scheduled_refresh"
LATE_FACTOR = 2  # a stream is late when it is twice its own interval behind


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Called by unfold for the index page (`UNFOLD["DASHBOARD_CALLBACK"]`)."""
    number = catalogue.counts()
    seen = buying.overview()
    connected = shops.all_shops()
    orders = selling.overview(selling.SALES_DAYS)
    needs = [
        *selling.needs(orders),
        *hub.needs(),
        *buying.needs(seen),
        *shops.needs(connected),
        *catalogue.needs(number),
    ]
    tasks, record = _scheduled_kinds(), hub.record()
    runs = list(SyncRun.objects.annotate(urgency=urgency()).order_by("urgency", "-pk")[:RUNS_SHOWN])
    under_way = [run for run in runs if run.state in attention.UNDER_WAY]
    return {
        **context,
        "title": _("Home"),
        "needs": [
            shown(figure, request) for figure in needs if figure.number and not figure.code.startswith(hub.CAUSE)
        ],
        "calm": not any(figure.number for figure in needs),
        "causes": [shown(figure, request) for figure in needs if figure.code.startswith(hub.CAUSE)],
        "streams": streams(under_way, tasks, record.last),
        "buying": buying_lines(seen, request),
        "shops": shop_lines(connected, request),
        "refresh": _refresh_words(tasks) if seen.accounts else "",
        "money": money_lines(orders.money, request),
        "sales": sales(orders, request),
        "figures": [shown(figure, request) for figure in catalogue.figures(number)],
        "runs": [
            {
                "run": run,
                "name": kind_name(run),
                "badge": state_badge(run),
                "bar": progress_or_summary(run),
                "when": when(run.started_at or run.queued_at),
            }
            for run in runs
        ],
        "chart": chart(record) if runs else {"empty": True},
        "as_of": clock(timezone.now()),
    }


def shown(figure: Figure, request: HttpRequest) -> dict[str, Any]:
    app, model = figure.model.split(".")
    may_see = request.user.has_perm(f"{app}.view_{model}") or request.user.has_perm(f"{app}.change_{model}")
    return {
        "figure": figure,
        "number": grouped(figure.number),
        "url": reverse(f"admin:{app}_{model}_changelist", query=dict(figure.query)) if may_see else "",
        "since": when(figure.since, empty="") if figure.since else "",
    }


def streams(
    under_way: Sequence[SyncRun], tasks: Mapping[str, PeriodicTask], last: Mapping[tuple[str, str], datetime]
) -> list[dict[str, Any]]:
    """One line a stream: last success, how far behind, when it is expected, and a word for all that."""
    by_urgency = sorted(under_way, key=lambda run: run.state == SyncRun.State.RUNNING)
    busy = {(run.partner, run.kind): run for run in by_urgency}
    return [
        _stream(partner, kind, str(name), last.get((partner, kind)), tasks.get(kind), busy.get((partner, kind)))
        for partner, desk in desks()
        for kind, name in desk.kinds.items()
    ]


def buying_lines(seen: buying.Overview, request: HttpRequest) -> list[dict[str, Any]]:
    """One line an account: state, when a person must act, today's allowance, the last reading. One query."""
    may_see = request.user.has_perm("suppliers.view_supplieraccount")
    gauges = buying.gauges_of(seen.accounts)
    return [
        {
            "name": account.name,
            "url": reverse("admin:suppliers_supplieraccount_change", args=[account.pk]) if may_see else "",
            "badge": account_badge(account),
            "ends": token_words(account),
            "calls": gauge(gauges.get(account.pk, {}).get("calls"), _("calls")),
            "points": gauge(points, _("points")) if (points := gauges.get(account.pk, {}).get("points")) else "–",
            "last": when(seen.offers.get(account.pk, (0, None))[1], empty=_("never")),
            "offers": grouped(seen.offers.get(account.pk, (0, None))[0]),
        }
        for account in seen.accounts
    ]


def shop_lines(connected: Sequence[MarketplaceAccount], request: HttpRequest) -> list[dict[str, Any]]:
    """One card a shop: state, rights, how long its token lives, how far its orders are read. No query."""
    may_see = request.user.has_perm("marketplaces.view_marketplaceaccount")
    return [
        {
            "name": shop.name,
            "marketplace": shop_title(shop.marketplace),
            "url": reverse("admin:marketplaces_marketplaceaccount_change", args=[shop.pk]) if may_see else "",
            "badge": shop_badge(shop),
            "rights": rights_badge(shop),
            "ends": shop_token_words(shop),
            "missing": sum(each["is_required"] and each["is_met"] is False for each in shop.readiness),
            "orders": when(shop.orders_read_until, empty=""),
        }
        for shop in connected
    ]


def money_lines(money: Sequence[selling.DayMoney], request: HttpRequest) -> list[dict[str, Any]]:
    """Today's orders in each currency: how many, revenue, cost and profit, with the list of them; nothing for those who
    may not see orders."""
    if not (request.user.has_perm("orders.view_order") or request.user.has_perm("orders.change_order")):
        return []
    return [
        {
            "currency": day.currency,
            "number": day.orders,
            "orders": grouped(day.orders),
            "url": reverse(
                "admin:orders_order_changelist", query={"stage": "all", "placed": "today", "currency": day.currency}
            ),
            "revenue": money_text(day.revenue, day.currency),
            "cost": money_text(day.cost, day.currency),
            "profit": money_text(day.profit, day.currency),
            "not_costed": day.orders - day.costed,
        }
        for day in money
    ]


def _refresh_words(tasks: Mapping[str, PeriodicTask]) -> str:
    """When costs and stock are next read at suppliers."""
    task = tasks.get(REFRESH_JOB)
    if task is None or not task.enabled:
        return badge(_("refresh not scheduled"), icon="pause_circle", tone=WARNING)
    return format_html("{} {}", _("Next refresh"), when(schedules.next_due(task), empty=_("not scheduled")))


def _scheduled_kinds() -> dict[str, PeriodicTask]:
    """The schedule of each kind of sync, by the payload it files; of other work by the kind of its job."""
    rows = PeriodicTask.objects.filter(task=schedules.TICK_TASK).select_related("interval", "crontab")
    found = {}
    for task in rows:
        work = read_work(task)
        if work:
            found[str(work[1].get("kind", work[0]))] = task
    return found


def _stream(
    partner: str, kind: str, name: str, last: datetime | None, task: PeriodicTask | None, running: SyncRun | None
) -> dict[str, Any]:
    due = schedules.next_due(task) if task and task.enabled else None
    runs = reverse("admin:core_syncrun_changelist", query={"kind": kind})
    return {
        "name": name,
        "badge": _stream_badge(last, task, running),
        "last": when(last, empty=_("never")),
        "due": when(due, empty=_("not scheduled")),
        "url": runs,
        "start": reverse("admin:core_syncrun_start", args=[partner, kind]),
        "schedule": reverse("admin:django_celery_beat_periodictask_change", args=[task.pk]) if task else "",
        "rhythm": rhythm_words(task) if task else "",
    }


def _stream_badge(last: datetime | None, task: PeriodicTask | None, running: SyncRun | None) -> str:
    if running is not None and running.state == SyncRun.State.QUEUED:
        return badge(_("queued"), icon="hourglass_empty", tone=WAITING, tooltip=_("A worker takes it next."))
    if running is not None:
        return badge(
            _("running"),
            icon="sync",
            tone=BUSY,
            tooltip=_("Since %(time)s.") % {"time": clock(running.started_at or running.queued_at)},
        )
    if last is None:
        return badge(
            _("never synced"),
            icon="hourglass_empty",
            tone=WAITING,
            tooltip=_("Start it once by hand, or wait for its schedule."),
        )
    if task is None or not task.enabled:
        return badge(
            _("not scheduled"), icon="pause_circle", tone=WARNING, tooltip=_("It runs only when somebody starts it.")
        )
    interval = _interval(task)
    if interval and timezone.now() - last > interval * LATE_FACTOR:
        return badge(
            _("late"),
            icon="alarm",
            tone=BAD,
            tooltip=_("No good run for more than twice its interval: look at its last runs."),
        )
    return badge(
        _("on time"), icon="check_circle", tone=GOOD, tooltip=_("The last good run is as recent as its schedule asks.")
    )


def _interval(task: PeriodicTask) -> timedelta | None:
    if task.interval is None:
        return timedelta(days=1) if task.crontab else None
    return timedelta(**{task.interval.period: task.interval.every})


def chart(record: hub.Record) -> dict[str, Any]:
    """Runs of the last days, and the same as a table."""
    labels = [date_format(day, "j M") for day in record.days]
    outcomes = [
        (_("Good"), "good", "#16a34a"),
        (_("With item errors"), "errors", "#f59e0b"),
        (_("Held or discarded"), "held", "#6366f1"),
        (_("Broken"), "broken", "#dc2626"),
    ]
    return {
        **bars(labels, [Series(label, colour, record.ended[name]) for label, name, colour in outcomes]),
        "empty": not any(sum(record.ended[name]) for _label, name, _colour in outcomes),
        "table": list(zip(labels, *(record.ended[name] for _label, name, _colour in outcomes), strict=True)),
        "legend": [label for label, _name, _colour in outcomes],
    }
