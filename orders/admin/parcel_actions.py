"""What staff do with parcels, one or many: tell the shop again, ask where they are, tell the customer."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.confirm import require
from orders.actions import bulk_acts, tracking
from orders.actions.bulk import BulkAct
from orders.admin import bulk, standings
from orders.admin.bulk import EXAMPLES, Bulk, Preview, known
from orders.admin.orders.actions import MailForm
from orders.admin.why import parcel_why
from orders.models import Shipment

CHANGE = tracking.PERMISSION


def _preview(rows: Sequence[Shipment]) -> Preview:
    return Preview(
        numbers=[(_("Parcels"), len(rows)), (_("Orders"), len({parcel.order_id for parcel in rows}))],
        headers=[_("Parcel"), _("Order"), _("Told to the shop"), _("Reason")],
        rows=[
            [parcel.number, str(parcel.order), parcel.get_state_display(), parcel_why(parcel) or "–"]
            for parcel in rows[:EXAMPLES]
        ],
    )


def _bulk(act: BulkAct, action: str, title: Any, text: Any, **more: Any) -> Bulk:
    given: dict[str, Any] = {"read": standings.parcels, **more}
    return known(Bulk(act, action, title, text, _preview, view="orders.view_shipment", back="orders_shipment", **given))


PUSH = _bulk(
    bulk_acts.PUSH,
    "push_selected",
    gettext_lazy("Push to the shop again"),
    gettext_lazy("The shop is looked at first: a parcel that it has already is not written twice."),
    read=standings.pushed_parcels,
    result=gettext_lazy("Parcels being told to the shop"),
)
REFRESH = _bulk(
    bulk_acts.REFRESH,
    "refresh_selected",
    gettext_lazy("Ask where the parcels are"),
    gettext_lazy("The suppliers are asked for the newest tracking events, as fast as their limits allow."),
    result=gettext_lazy("Parcels being asked about"),
)
TELL = _bulk(
    bulk_acts.TELL,
    "tell_selected",
    gettext_lazy("Tell the customer"),
    gettext_lazy("The customers of these parcels get the message, also where they had it before."),
    form=MailForm,
)
VIEWS = {"push": PUSH, "refresh": REFRESH, "tell": TELL}


def buttons(request: HttpRequest, parcel: Shipment) -> list[dict[str, Any]]:
    icons = {"push": "publish", "refresh": "refresh", "tell": "mail"}
    return [
        {"words": made.title, "icon": icons[name], "url": reverse(f"admin:orders_shipment_{name}", args=[parcel.pk])}
        for name, made in VIEWS.items()
        if made.act.concerns(parcel) and request.user.has_perm(made.act.permission)
    ]


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(request: HttpRequest, parcel_id: int, name: str) -> HttpResponse:
        made = VIEWS[name]
        require(request.user.has_perm(made.act.permission))
        parcel = get_object_or_404(made.act.rows(), pk=parcel_id)
        return bulk.from_page(admin, request, parcel, made, reverse("admin:orders_shipment_change", args=[parcel.pk]))

    wrap = admin.admin_site.admin_view(view)
    return [path(f"<int:parcel_id>/{name}/", wrap, {"name": name}, name=f"orders_shipment_{name}") for name in VIEWS]
