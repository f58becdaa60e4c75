"""Reading many rows a portion at a time, while they are being written."""

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def portions(rows: QuerySet[Row], size: int = 500) -> Iterator[list[Row]]:
    """All of these rows by key, `size` with one query. What is written meanwhile brings no row twice and hides none, as
    it would with offsets; a limit would hide whatever comes behind the first ones for as long as those stay."""
    ordered = rows.order_by("pk")
    portion = list(ordered[:size])
    while portion:
        yield portion
        portion = list(ordered.filter(pk__gt=portion[-1].pk)[:size]) if len(portion) == size else []
