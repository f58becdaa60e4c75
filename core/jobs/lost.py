"""Rows whose work has no job any more: it was lost, deleted or given up. The rows decide, not the queue."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

from core.jobs.queue import FINISHED
from core.models import Job
from core.portions import portions

Row = TypeVar("Row", bound=Model)
PORTION = 500


def without_job(rows: QuerySet[Row], key: Callable[[Row], str]) -> Iterator[Row]:
    """Those of the rows for whose dedupe key no job waits or is at work, however many that have one stand before them.
    Two queries for each portion."""
    for portion in portions(rows, PORTION):
        jobs = Job.objects.filter(dedupe_key__in={key(row) for row in portion}).exclude(state__in=FINISHED)
        at_work = set(jobs.values_list("dedupe_key", flat=True))
        yield from (row for row in portion if key(row) not in at_work)
