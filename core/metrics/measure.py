"""What a metric is: its name, its labels, and what it means, said once; `docs/monitoring.md` has the same table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.metrics.counting import Counted

PREFIX = "entrepot_"


@dataclass(frozen=True, slots=True)
class Metric:
    """All metrics are gauges: what is so now, or what happened within the time that the name says."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()

    def __call__(self, value: float, *labels: str) -> "Sample":
        """One sample; `labels` are the values of this metric's labels, in their order."""
        if len(labels) != len(self.labels):
            raise ValueError(f"{self.name} has the labels {self.labels}, not {labels}.")
        return Sample(self, float(value), labels)


@dataclass(frozen=True, slots=True)
class Sample:
    metric: Metric
    value: float
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What an app has to say. All `parts` of all apps are counted in one query; `of` makes samples of a counted row, none
    of another app's; `others` reads what does not fit that shape."""

    parts: Callable[[datetime], Sequence[QuerySet[Any, Any]]]
    of: Callable[[Counted, datetime], Iterable[Sample]]
    others: Callable[[datetime], Iterable[Sample]] = lambda _now: ()


METRICS: dict[str, Metric] = {}


def metric(name: str, meaning: str, *labels: str) -> Metric:
    """Declares a metric. Raises ValueError for a name that is taken: its lines must stand together."""
    full = PREFIX + name
    if full in METRICS:
        raise ValueError(f"There is a metric of the name {full} already.")
    METRICS[full] = Metric(full, meaning, labels)
    return METRICS[full]
