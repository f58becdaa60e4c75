"""Filters of the accounts, by what the first page counts. Accounts are few: conditions are worked out on the rows."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RadioFilter
from suppliers import dashboard
from suppliers.models import SupplierAccount


class HealthFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(dashboard.HEALTH.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupplierAccount]) -> QuerySet[SupplierAccount]:
        if self.value() not in dashboard.HEALTH:
            return queryset
        return queryset.filter(
            pk__in=[row.pk for row in dashboard.all_accounts() if dashboard.health_of(row) == self.value()]
        )


def _ending(within: timedelta) -> Any:
    def narrowed(rows: QuerySet[SupplierAccount]) -> QuerySet[SupplierAccount]:
        limit = timezone.now() + within
        ends = {row.pk: dashboard.token_end(row) for row in dashboard.all_accounts()}
        return rows.filter(pk__in=[pk for pk, end in ends.items() if end is not None and end <= limit])

    return narrowed


class EndsFilter(RadioFilter):
    title = _("token ends")
    parameter_name = "ends"
    choices_by_code = {
        "7": (_("Within 7 days"), _ending(dashboard.ENDING_SOON)),
        "30": (_("Within 30 days"), _ending(dashboard.ENDS_SOON)),
    }
