"""Threads of a web process give way to each other quickly, so that no transaction waits long between its statements."""

import importlib.util
import sys
from pathlib import Path

import pytest

from core import turns, watchdog

CONFIGURATION = Path(turns.__file__).parent.parent / "gunicorn.conf.py"


@pytest.fixture(autouse=True)
def interval():
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    yield
    sys.setswitchinterval(before)


def test_a_turn_is_short_from_now_on():
    turns.quick_turns()
    assert sys.getswitchinterval() == pytest.approx(0.0005)


def test_a_turn_that_is_shorter_already_stays():
    sys.setswitchinterval(0.0003)
    turns.quick_turns()
    assert sys.getswitchinterval() == pytest.approx(0.0003)


def test_each_web_process_has_short_turns(monkeypatch):
    monkeypatch.setattr(watchdog, "start", lambda: None)
    spec = importlib.util.spec_from_file_location("gunicorn_configuration", CONFIGURATION)
    configuration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(configuration)
    configuration.post_worker_init(None)
    assert sys.getswitchinterval() == pytest.approx(0.0005)
