"""Figures for a monitor (Prometheus), read from the rows, so that whichever process is asked says the same."""

from core.metrics.counting import Counted, average, part
from core.metrics.measure import METRICS, Metric, Sample, Source, metric

__all__ = ["METRICS", "Counted", "Metric", "Sample", "Source", "average", "metric", "part"]
