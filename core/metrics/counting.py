"""Rows of different tables counted in one query: each part has the same shape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, CharField, Count, DateTimeField, F, FloatField, Max, Min, QuerySet, Value
from django.db.models.functions import Cast

_NO_TEXT = Value("", output_field=CharField())


@dataclass(frozen=True, slots=True)
class Counted:
    """`what` names the part, `first` and `second` the group; the moment and the figure are what the part says they are."""

    what: str
    first: str
    second: str
    number: int
    moment: datetime | None
    figure: float | None


def part(
    rows: QuerySet[Any],
    what: str,
    first: str = "",
    second: str = "",
    *,
    oldest: str = "",
    newest: str = "",
    figure: Any = None,
) -> QuerySet[Any, Any]:
    """Counts `rows` by the two fields, with the oldest or newest moment of a field and one more figure."""
    # Maxima of nothing, not plain nothing: that would be one more thing to group by, and no row for an empty table.
    moment: Any = Max(Cast(Value(None), DateTimeField()))
    if oldest or newest:
        moment = Min(oldest) if oldest else Max(newest)
    named = rows.order_by().annotate(
        c_what=Value(what, output_field=CharField()),
        c_first=Cast(F(first), CharField()) if first else _NO_TEXT,
        c_second=Cast(F(second), CharField()) if second else _NO_TEXT,
    )
    counted: QuerySet[Any, Any] = named.values_list("c_what", "c_first", "c_second").annotate(
        c_number=Count("pk"),
        c_moment=moment,
        c_figure=figure if figure is not None else Max(Cast(Value(None), FloatField())),
    )
    return counted


def average(field: str) -> Any:
    return Cast(Avg(field), FloatField())


def count_all(parts: Sequence[QuerySet[Any, Any]]) -> Iterator[Counted]:
    """One query. A part that groups by nothing gives one row even where it counts none."""
    first, *others = parts
    for row in first.union(*others, all=True):
        yield Counted(*row)
