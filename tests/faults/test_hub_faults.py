"""`manage.py hub`: what dies is started again, and all of it ends when it is told to."""

import contextlib
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.faults.processes import free_port, wait_until

pytestmark = pytest.mark.faults


@pytest.fixture
def running(hub):
    port = free_port()
    proc = hub.start("manage.py", "hub", "--port", port).wait_for(f"http://127.0.0.1:{port}/")
    proc.port = port
    wait_until(lambda: answers(port), 60, what="the web server")
    return proc


def answers(port, path="/healthz"):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def children(pid):
    """Process ids of the direct children and the words of their command lines."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(state_of(entry.name)[1]) == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
    return found


def state_of(pid):
    """The columns of a process's state: letter, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def is_alive(pid):
    try:
        return state_of(pid)[0] != "Z"
    except OSError:
        return False


def child(proc, word):
    return next((pid for pid, words in children(proc.pid).items() if word in words), None)


def test_web_and_worker_run_beside_each_other(hub, running):
    job = hub.file("faults.note")
    hub.wait_for_state(job, "done")
    assert len(children(running.pid)) == 2
    wait_until(lambda: answers(running.port, "/readyz"), 60, what="the hub to be ready")


@pytest.mark.parametrize("word", ["gunicorn", "worker"])
def test_a_killed_child_is_started_again(hub, running, word):
    killed = wait_until(lambda: child(running, word), what=word)
    os.kill(killed, signal.SIGKILL)
    again = wait_until(lambda: child(running, word) not in {None, killed} and child(running, word), what="a new child")
    assert again != killed
    wait_until(lambda: answers(running.port), 60, what="the web server")
    job = hub.file("faults.note")
    hub.wait_for_state(job, "done")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_takes_its_children_along(running, number):
    pids = list(children(running.pid))
    running.signal(number)
    assert running.wait() == 0
    assert "Entrepot has ended." in running.output()
    assert not any(is_alive(pid) for pid in pids)


def test_children_do_not_outlive_a_killed_hub(running):
    pids = list(children(running.pid))
    running.signal(signal.SIGKILL)
    running.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 40, what="the children to end")


def test_the_consoles_files_are_served_without_a_build_step(running):
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/static/unfold/css/styles.css", timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
        assert len(answer.read()) > 10_000


def test_without_its_keys_the_hub_does_not_start(hub):
    began = time.monotonic()
    proc = hub.start("manage.py", "hub", "--port", free_port(), SECRET_KEY="short")
    assert proc.wait() == 1
    assert "SECRET_KEY" in proc.output()
    assert time.monotonic() - began < 20


def test_a_port_in_use_is_said_at_once(hub):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        proc = hub.start("manage.py", "hub", "--port", port)
        assert proc.wait() == 1
    assert f"Cannot listen on 127.0.0.1 port {port}: Address already in use. Choose another" in proc.output()
