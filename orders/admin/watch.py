"""The page after a bulk action: how far the work has come for each row, what failed, and the button to try that again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.confirm import require
from core.models import Job
from orders.admin.badges import purchase_badge, stage_badge, told_badge
from orders.admin.why import order_why, parcel_why, purchase_why
from orders.models import Order, Shipment, SupplierOrder
from orders.models.purchases import PurchaseState

AT_ONCE = 200  # rows that one page watches: their keys stand in its address
ROUTE_KEYS = ("route", "route_anew")  # of the jobs that choose suppliers
_P = PurchaseState


@dataclass(frozen=True)
class Line:
    """One watched row. `standing` is "waiting", "done" or "failed"."""

    name: str
    url: str
    badge: str
    why: str
    standing: str


@dataclass(frozen=True)
class Watched:
    """What is watched under this name, how its rows are read, and which action tries the failed ones again."""

    title: Any
    permission: str
    read: Callable[[Sequence[int]], list[tuple[int, Line]]]
    back: str
    again: str = ""  # name of the list's action, "" where there is no trying again


def _jobs_under_way(keys: Sequence[str]) -> dict[str, str]:
    """State of the jobs under these keys. One query."""
    return dict(Job.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "state"))


def _of_job(state: str | None) -> str:
    if state in (Job.State.PENDING, Job.State.LEASED):
        return "waiting"
    return "failed" if state == Job.State.DEAD else "done"


def _purchases(waiting: Sequence[str], failed: Sequence[str]) -> Callable[[Sequence[int]], list[tuple[int, Line]]]:
    def read(keys: Sequence[int]) -> list[tuple[int, Line]]:
        rows = SupplierOrder.objects.filter(pk__in=keys).select_related("account", "order").order_by("pk")
        found = []
        for row in rows:
            standing = "waiting" if row.state in waiting else "failed" if row.state in failed else "done"
            why = purchase_why(row)
            url = reverse("admin:orders_supplierorder_change", args=[row.pk])
            name = f"{row.client_no} · {row.account.name}"
            found.append((row.pk, Line(name, url, purchase_badge(row, why), why or row.message, standing)))
        return found

    return read


def _orders(keys: Sequence[int]) -> list[tuple[int, Line]]:
    rows = list(Order.objects.filter(pk__in=keys).defer("decision", "money").order_by("pk"))
    jobs = _jobs_under_way([f"{kind}:{row.pk}" for row in rows for kind in ROUTE_KEYS])
    found = []
    for row in rows:
        why, url = order_why(row), reverse("admin:orders_order_change", args=[row.pk])
        standings = {_of_job(jobs.get(f"{kind}:{row.pk}")) for kind in ROUTE_KEYS}
        standing = next(each for each in ("waiting", "failed", "done") if each in standings)
        found.append((row.pk, Line(str(row), url, stage_badge(row, why), why, standing)))
    return found


def _parcels(keys: Sequence[int]) -> list[tuple[int, Line]]:
    rows = list(Shipment.objects.filter(pk__in=keys).defer("events").order_by("pk"))
    jobs = _jobs_under_way([f"write_back:{row.pk}" for row in rows])
    found = []
    for row in rows:
        standing = "failed" if row.state == "refused" else _of_job(jobs.get(f"write_back:{row.pk}"))
        why, url = parcel_why(row), reverse("admin:orders_shipment_change", args=[row.pk])
        found.append((row.pk, Line(row.number, url, told_badge(row, why), why or row.message, standing)))
    return found


WATCHED: dict[str, Watched] = {
    "placing": Watched(
        gettext_lazy("Purchases being placed"),
        "orders.view_supplierorder",
        _purchases((_P.READY, _P.SENDING), (_P.HELD, _P.UNKNOWN, _P.NEEDS_OPERATOR, _P.REJECTED)),
        "orders_supplierorder",
    ),
    "paying": Watched(
        gettext_lazy("Purchases being paid"),
        "orders.view_supplierorder",
        _purchases((_P.PAY_READY, _P.PAY_SENDING), (_P.PLACED, _P.PAY_UNKNOWN, _P.PAY_REJECTED)),
        "orders_supplierorder",
    ),
    "routing": Watched(
        gettext_lazy("Orders being routed"), "orders.view_order", _orders, "orders_order", "route_selected"
    ),
    "pushing": Watched(
        gettext_lazy("Parcels being told to the shop"),
        "orders.view_shipment",
        _parcels,
        "orders_shipment",
        "push_selected",
    ),
}


def go_to(name: str, keys: Sequence[int]) -> HttpResponse:
    """The page that watches these rows."""
    query = {"ids": ",".join(map(str, keys[:AT_ONCE]))}
    return HttpResponseRedirect(reverse("admin:orders_watch", args=[name], query=query))


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def page(request: HttpRequest, name: str) -> HttpResponse:
        watched, keys = _asked(request, name)
        return _page(admin, request, name, watched, watched.read(keys))

    def progress(request: HttpRequest, name: str) -> HttpResponse:
        watched, keys = _asked(request, name)
        return JsonResponse(_progress([line for _pk, line in watched.read(keys)]))

    wrap = admin.admin_site.admin_view
    return [
        path("watch/<slug:name>/", wrap(page), name="orders_watch"),
        path("watch/<slug:name>/progress/", wrap(progress), name="orders_watch_progress"),
    ]


def _asked(request: HttpRequest, name: str) -> tuple[Watched, list[int]]:
    if name not in WATCHED:
        raise Http404
    watched = WATCHED[name]
    require(request.user.has_perm(watched.permission))
    keys = [int(text) for text in request.GET.get("ids", "").split(",") if text.isdecimal()]
    return watched, keys[:AT_ONCE]


def _progress(lines: Sequence[Line]) -> dict[str, Any]:
    """In the shape that `console.js` polls for a job."""
    waiting = sum(line.standing == "waiting" for line in lines)
    done, total = len(lines) - waiting, len(lines)
    return {
        "id": 0,
        "state": Job.State.LEASED if waiting else Job.State.DONE,
        "percent": round(100 * done / total) if total else 100,
        "text": _("%(done)s of %(total)s") % {"done": done, "total": total},
    }


def _page(
    admin: ModelAdmin[Any], request: HttpRequest, name: str, watched: Watched, rows: Sequence[tuple[int, Line]]
) -> HttpResponse:
    lines = [line for _pk, line in rows]
    now = _progress(lines)
    failed = [pk for pk, line in rows if line.standing == "failed"]
    counts = {standing: sum(line.standing == standing for line in lines) for standing in ("done", "waiting", "failed")}
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": watched.title,
        "bar": _bar(request, name, now),
        "under_way": now["state"] == Job.State.LEASED,
        "numbers": [(_("Done"), counts["done"]), (_("Under way"), counts["waiting"]), (_("Failed"), counts["failed"])],
        "lines": sorted(lines, key=lambda line: ("failed", "waiting", "done").index(line.standing)),
        "failed": failed if watched.again else [],
        "again": watched.again,
        "list_url": reverse(f"admin:{watched.back}_changelist"),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/orders/watch.html", context)


def _bar(request: HttpRequest, name: str, now: dict[str, Any]) -> str:
    url = reverse("admin:orders_watch_progress", args=[name], query={"ids": request.GET.get("ids", "")})
    return format_html(
        '<div class="console-run" data-job-url="{}" data-state="{}"><progress class="console-bar console-bar--busy" '
        'max="100" value="{}"></progress><span class="console-run__text">{}</span></div>',
        url,
        now["state"],
        now["percent"],
        now["text"],
    )
