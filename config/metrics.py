"""`/metrics`: every app's figures as Prometheus reads them.

Closed unless the settings open it: to whoever shows METRICS_TOKEN, and to the addresses of METRICS_NETWORKS. Others get
the answer of an address that is not there. What was worked out is kept for some seconds, so that several monitors, or
one that asks too often, cost the database no more than one.
"""

import hmac
import ipaddress
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

import inventory.metrics
import marketplaces.metrics
import orders.metrics
import suppliers.metrics
from core.api.client_address import client_address
from core.metrics import METRICS, Sample, metric, own
from core.metrics.counting import count_all

KEPT_SECONDS = 5.0
SOURCES = (
    own.SOURCE,
    inventory.metrics.SOURCE,
    suppliers.metrics.SOURCE,
    marketplaces.metrics.SOURCE,
    orders.metrics.SOURCE,
)
TOOK = metric("metrics_seconds", "How long it took to work these figures out.")


class Figures(Collector):
    """Reads everything anew each time it is asked."""

    def collect(self) -> Iterator[Metric]:
        began, found = time.monotonic(), defaultdict[str, list[Sample]](list)
        for sample in _samples(timezone.now()):
            found[sample.metric.name].append(sample)
        found[TOOK.name] = [TOOK(time.monotonic() - began)]
        for name, samples in found.items():
            family = Metric(name, METRICS[name].meaning, "gauge")
            for sample in samples:
                family.add_sample(name, dict(zip(METRICS[name].labels, sample.labels, strict=True)), sample.value)
            yield family


def _samples(now: datetime) -> Iterator[Sample]:
    for row in count_all([counted for source in SOURCES for counted in source.parts(now)]):
        for source in SOURCES:
            yield from source.of(row, now)
    for source in SOURCES:
        yield from source.others(now)


def exposition() -> bytes:
    """The text that Prometheus reads, worked out now."""
    registry = CollectorRegistry()
    registry.register(Figures())
    return generate_latest(registry)


class Kept:
    """The last text, for as long as it is fresh. One thread works it out, the others wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._text, self._until = b"", 0.0

    def read(self) -> bytes:
        with self._lock:
            if time.monotonic() >= self._until:
                self._text = exposition()
                self._until = time.monotonic() + KEPT_SECONDS
            return self._text

    def forget(self) -> None:
        self._until = 0.0


kept = Kept()


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request):
        raise Http404
    return HttpResponse(kept.read(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def may_read(request: HttpRequest) -> bool:
    """A request that came through a proxy nobody told us of has the proxy's address, which says nothing."""
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    is_known = settings.TRUSTED_PROXY_COUNT > 0 or not is_forwarded
    return _has_token(request) or (is_known and _is_near(client_address(request)))


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").partition("Bearer ")[2].strip()
    expected: str = settings.METRICS_TOKEN
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _is_near(address: str | None) -> bool:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network) for network in settings.METRICS_NETWORKS)
