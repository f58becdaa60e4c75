"""Counts of different things in one query: each part is a label, a number and the oldest moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Expression, Min, QuerySet, Value


@dataclass(frozen=True)
class Counted:
    number: int = 0
    since: datetime | None = None


def labelled(rows: QuerySet[Any], label: str, moment: str) -> QuerySet[Any, Any]:
    return grouped(rows, Value(label, output_field=CharField()), moment)


def grouped(rows: QuerySet[Any], label: Expression, moment: str) -> QuerySet[Any, Any]:
    """A part for each label that occurs, in one pass over the rows. (Counting keys would look for them beside an index.)"""
    counted: QuerySet[Any, Any] = (
        rows.annotate(what=label).values_list("what").annotate(number=Count("*"), oldest=Min(moment))
    )
    return counted
