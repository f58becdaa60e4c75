"""Questions that are asked of many catalogue rows at once."""

from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from core.models import SyncRun

PARTNER = "b2b"


class LastSyncedAt:
    """Stands in for the manager's annotation on an instance that was made here and not read through the manager."""

    def __get__(self, row: Any, owner: type[models.Model]) -> Any:
        return self if row is None else row.synced_at


def confirmed_at(kind: str, *, through: str = "") -> Case:
    """When the service last confirmed a row; `through` leads from the row asked for to the external one.

    A complete run confirms every row it covers without rewriting it, so the figure is the later of the row's own write
    and the end of the last complete run over all sites or over the row's own; for a row that is missing, its own figure.
    """
    complete = SyncRun.objects.filter(
        partner=PARTNER, account_id="", kind=kind, is_complete=True, finished_at__isnull=False
    ).order_by("-finished_at")
    everywhere = Subquery(complete.filter(scope="").values("finished_at")[:1])
    own_site = Subquery(complete.filter(scope=OuterRef(f"{through}site_id")).values("finished_at")[:1])
    own = F(f"{through}synced_at")
    confirmed = Greatest(own, Coalesce(everywhere, own))
    return Case(
        When(**{f"{through}missing_since__isnull": False}, then=own),
        When(**{f"{through}site_id": Value("")}, then=confirmed),
        default=Greatest(confirmed, Coalesce(own_site, own)),
    )


class ConfirmedRows(models.Manager[models.Model]):
    """Rows with `last_synced_at`: when the service last confirmed them (see `confirmed_at`)."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def get_queryset(self) -> QuerySet[models.Model]:
        rows: QuerySet[models.Model] = super().get_queryset().annotate(last_synced_at=confirmed_at(self._kind))
        return rows
