"""Counts of different things in one query: each part is a label, a number and the oldest moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Min, QuerySet, Value


@dataclass(frozen=True)
class Counted:
    number: int = 0
    since: datetime | None = None


def labelled(rows: QuerySet[Any], label: str, moment: str) -> QuerySet[Any, Any]:
    named = rows.annotate(what=Value(label, output_field=CharField())).values_list("what")
    counted: QuerySet[Any, Any] = named.annotate(number=Count("pk"), oldest=Min(moment))
    return counted
