"""What holds for every test."""

import gc
import signal
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import get_resolver

from core import breaker

# A run that was started in the background has inherited "ignore Ctrl-C", and would hand it on to the processes that
# tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path, config):
    """To find out which cases the schema tests have takes a minute by itself: only a run that wants them pays for it."""
    if collection_path.name == "schema" and collection_path.parent.name == "tests":
        return True if config.option.markexpr != "schema" else None
    return None


def pytest_collection_finish(session):
    """The half a million objects of the project and its tests stay to the end: the collector need not walk through them
    again and again. What the tests themselves leave behind is still collected, in larger heaps."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(autouse=True)
def _limits_of_this_test_alone(monkeypatch):
    """Where there is a Redis, the tests that run side by side share it, and their accounts have the same ids: a
    partner's "wait" in one test would hold back the calls of another."""
    monkeypatch.setattr(settings, "REDIS_PREFIX", f"entrepot:{uuid4().hex}:")


@pytest.fixture(autouse=True)
def _good_calls_of_this_test_alone(monkeypatch):
    """The breaker keeps the last good calls of its process for a moment, and accounts have the same ids in each test: a
    hundred good calls of the one before would outweigh the failures of this one."""
    monkeypatch.setattr(breaker, "_good", breaker._Tally())


@pytest.fixture(autouse=True, scope="session")
def _addresses_of_all_marketplaces():
    """Addresses are made of the registries when they are first asked for: before any test names other marketplaces."""
    return get_resolver().url_patterns
