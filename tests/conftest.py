"""What holds for every test."""

import signal
from uuid import uuid4

import pytest

# A run that was started in the background has inherited "ignore Ctrl-C", and would hand it on to the processes that
# tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path, config):
    """To find out which cases the schema tests have takes a minute by itself: only a run that wants them pays for it."""
    if collection_path.name == "schema" and collection_path.parent.name == "tests":
        return True if config.option.markexpr != "schema" else None
    return None


@pytest.fixture(autouse=True)
def _limits_of_this_test_alone(monkeypatch):
    """Where there is a Redis, the tests that run side by side share it, and their accounts have the same ids: a
    partner's "wait" in one test would hold back the calls of another."""
    monkeypatch.setattr("core.ratelimit._PREFIX", f"entrepot:rate:{uuid4().hex}:")
