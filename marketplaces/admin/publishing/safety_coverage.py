"""How much of the catalogue names who made it and who answers for it: the figure, and the filter behind it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.admin.filters import RadioFilter
from core.console import ListFilter, slot
from marketplaces.actions.publishing.safety import coverage, with_contacts

MISSING, NAMED = "missing", "named"


def _named(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(with_contacts())


def _missing(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(with_contacts())


class SafetyContactFilter(RadioFilter):
    title = gettext_lazy("product safety (EU)")
    parameter_name = "safety"
    choices_by_code = {
        MISSING: (gettext_lazy("A contact is missing"), _missing),
        NAMED: (gettext_lazy("Contacts complete"), _named),
    }


slot("product.filters").add(ListFilter("safety", SafetyContactFilter))


def coverage_tile(request: HttpRequest) -> dict[str, Any]:
    """Words of the tile over the contacts; its numbers open the products that they count."""
    products = reverse("admin:inventory_product_changelist")
    may_look = request.user.has_perm("inventory.view_product")

    def listed(code: str) -> str:
        return f"{products}?safety={code}&is_active__exact=1" if may_look else ""

    return {"safety_coverage": coverage(), "missing_url": listed(MISSING), "named_url": listed(NAMED)}
