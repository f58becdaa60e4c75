"""One offer: both sides beside each other, stock by area, quotes, and the buttons."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.badges import grouped, when
from inventory.admin.products import thumbnail
from suppliers import registry
from suppliers.admin.badges import age_words, amount, mode_badge, offer_badge
from suppliers.admin.offer_actions import ACTS
from suppliers.admin.pictures import remote_picture
from suppliers.models import FreightQuote, SupplierProduct, SupplierStock

QUOTES_SHOWN = 12
BUTTONS = (
    ("confirm", "check", "primary"),
    ("reject", "block", "default"),
    ("rank", "swap_vert", "default"),
    ("refresh", "refresh", "default"),
    ("quote", "local_shipping", "default"),
)


def context(offer: SupplierProduct, *, may_operate: bool, may_find: bool) -> dict[str, Any]:
    """What the page's template shows. Four queries."""
    return {
        "offer": offer,
        "supplier": registry.title(offer.account.supplier),
        "offer_badges": [offer_badge(offer), mode_badge(offer.account)],
        "our_picture": thumbnail(offer.product, large=True),
        "their_picture": remote_picture(offer.image_url, size="large"),
        "option_rows": option_rows(offer),
        "cost": amount(offer.cost, offer.currency),
        "age": age_words(offer.checked_at),
        "stock_rows": [
            _stock_row(row) for row in SupplierStock.objects.filter(offer=offer).order_by("area_name", "pk")
        ],
        "quotes": [
            _quote_row(row) for row in FreightQuote.objects.filter(offer=offer).order_by("-quoted_at")[:QUOTES_SHOWN]
        ],
        "offer_buttons": [*(_buttons(offer) if may_operate else []), *([_alternatives(offer)] if may_find else [])],
        "title": offer.product.title,
        "subtitle": None,
    }


def option_rows(offer: SupplierProduct) -> list[dict[str, Any]]:
    """Their options by name: as agreed, as they are now, and whether that is the same."""
    agreed = {str(name): str(value) for name, value in offer.options or []}
    now = agreed if offer.seen_options is None else {str(name): str(value) for name, value in offer.seen_options}
    names = list(dict.fromkeys([*agreed, *now]))
    return [
        {
            "name": name,
            "agreed": agreed.get(name, "–"),
            "now": now.get(name, "–"),
            "same": agreed.get(name) == now.get(name),
        }
        for name in names
    ]


def _stock_row(row: SupplierStock) -> dict[str, Any]:
    def figure(number: int | None) -> str:
        return "–" if number is None else grouped(number)

    checked = {True: _("yes"), False: _("no"), None: "–"}[row.is_verified]
    return {
        "area": row.area_name or row.area_id or _("everywhere"),
        "country": row.country or "–",
        "total": figure(row.total),
        "own": figure(row.own),
        "maker": figure(row.maker),
        "checked": checked,
        "age": age_words(row.as_of),
    }


def _quote_row(row: FreightQuote) -> dict[str, Any]:
    days = "–".join(str(day) for day in (row.min_days, row.max_days) if day is not None)
    return {
        "name": row.name or row.service_code,
        "way": f"{row.origin or '…'} → {row.country}",
        "quantity": row.quantity,
        "price": amount(row.price, row.currency),
        "days": days or "–",
        "when": when(row.quoted_at),
    }


def _alternatives(offer: SupplierProduct) -> dict[str, Any]:
    """The search at suppliers for the same product of ours, by its title."""
    query = {"for": str(offer.product_id), "q": offer.product.title}
    url = reverse("admin:suppliers_find", query=query)
    return {"words": _("Find alternatives"), "icon": "search", "variant": "default", "url": url}


def _buttons(offer: SupplierProduct) -> list[dict[str, Any]]:
    words = {
        "confirm": _("Confirm"),
        "reject": _("Reject"),
        "rank": _("Set rank"),
        "refresh": _("Refresh now"),
        "quote": _("Quote freight"),
    }
    return [
        {
            "words": words[name],
            "icon": icon,
            "variant": variant,
            "url": reverse(f"admin:suppliers_offer_{name}", args=[offer.pk]),
        }
        for name, icon, variant in BUTTONS
        if name not in ACTS or offer.state in ACTS[name].states
    ]
