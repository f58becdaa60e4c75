"""Why a line comes from whom it comes: the kept decision with every offer that was looked at, in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import GOOD, QUIET, WARNING, badge, grouped
from orders.admin.badges import money_text
from orders.models import Order, OrderLine
from orders.reasons import order_words
from orders.rules.routing import CHOSEN, CHOSEN_IN_PART, RANKED_LOWER, TOO_FEW

CANDIDATE_WORDS: dict[str, Any] = {
    CHOSEN: gettext_lazy("chosen"),
    CHOSEN_IN_PART: gettext_lazy("chosen for a part"),
    RANKED_LOWER: gettext_lazy("another is ranked first, cheaper or quicker"),
    TOO_FEW: gettext_lazy("has fewer than are wanted"),
    "unconfirmed": gettext_lazy("the offer is not confirmed"),
    "changed": gettext_lazy("the offer changed at the supplier"),
    "gone": gettext_lazy("the supplier no longer has it"),
    "disabled": gettext_lazy("switched off by staff"),
    "account_off": gettext_lazy("the account is paused or switched off"),
    "cannot_order": gettext_lazy("this supplier takes no orders from the hub"),
    "no_cost": gettext_lazy("its cost is not known"),
    "never_read": gettext_lazy("its stock was never read"),
    "stale": gettext_lazy("its figures are too old"),
    "no_stock": gettext_lazy("out of stock"),
    "not_sent_there": gettext_lazy("not sent to this country"),
    "freight_unknown": gettext_lazy("its freight is not known"),
    "no_exchange_rate": gettext_lazy("an exchange rate is missing"),
    "not_wanted": gettext_lazy("staff chose another"),
}


def decisions_of(order: Order, lines: Mapping[int, OrderLine]) -> list[dict[str, Any]]:
    """One entry a line that was routed, with its candidates in the order in which they were asked."""
    found = []
    for entry in order.decision.get("lines", []):
        line = lines.get(int(entry["line"]))
        if line is None:
            continue
        verdict = str(entry.get("verdict") or "")
        found.append(
            {
                "title": line.title or line.sku,
                "sku": line.sku,
                "wanted": grouped(int(entry.get("wanted") or 0)),
                "verdict": order_words(verdict, {}) if verdict else "",
                "candidates": [_candidate(each) for each in entry.get("candidates", [])],
            }
        )
    return found


def _candidate(each: Mapping[str, Any]) -> dict[str, Any]:
    days = "–".join(str(day) for day in (each.get("min_days"), each.get("max_days")) if day is not None)
    return {
        "url": reverse("admin:suppliers_supplierproduct_change", args=[each["offer"]]),
        "supplier": each.get("account_name") or each.get("supplier", ""),
        "variant": each.get("variant", ""),
        "rank": each.get("rank", "–"),
        "available": grouped(int(each.get("available") or 0)),
        "cost": _money(each.get("cost")),
        "freight": _money(each.get("freight")),
        "service": each.get("service", ""),
        "days": days or "–",
        "landed": _money(each.get("landed")),
        "badge": _verdict(str(each.get("reason", ""))),
    }


def _money(value: Mapping[str, str] | None) -> str:
    return "–" if not value else money_text(Decimal(value["amount"]), value["currency"])


def _verdict(code: str) -> str:
    words = CANDIDATE_WORDS.get(code) or code.replace("_", " ") or _("not judged")
    if code in (CHOSEN, CHOSEN_IN_PART):
        return badge(words, icon="check_circle", tone=GOOD)
    return badge(words, icon="remove", tone=QUIET if code == RANKED_LOWER else WARNING)
