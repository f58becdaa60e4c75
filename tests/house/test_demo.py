"""`make demo`, as a stranger runs it: real processes, loopback HTTP, a small generated catalogue."""

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.project import ROOT

pytestmark = [pytest.mark.demo, pytest.mark.timeout(700)]

PRODUCTS = 120


@pytest.fixture
def start_demo(tmp_path):
    """Starts the story; whatever it leaves running after the test is a failure of the test, and is ended."""
    started = []

    def start(*words):
        # Keys and databases of the suite must not reach it: it shall make its own.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        demo = subprocess.Popen(
            [
                sys.executable,
                "manage.py",
                "demo",
                "--port",
                "0",
                "--products",
                str(PRODUCTS),
                "--folder",
                str(tmp_path / "demo"),
                *words,
            ],
            cwd=ROOT,
            env=kept | {"ENV_FILE": str(tmp_path / "env"), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(demo)
        return demo

    yield start
    for demo in started:
        left = descendants(demo.pid)
        if demo.poll() is None:
            demo.terminate()
            demo.wait(30)
        for pid in left:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)


def test_the_story_runs_to_its_end_and_leaves_nothing_behind(start_demo, tmp_path):
    demo = start_demo("--once")
    seen = wait_for_line(demo, "5. A bad day")
    children = descendants(demo.pid)
    rest, _ = demo.communicate(timeout=600)

    story = seen + rest
    assert demo.returncode == 0, story
    assert f"sync_products_from_inventory: {PRODUCTS} read, 0 created, 0 updated, {PRODUCTS} unchanged." in story
    assert "The run is held: the REST API still lists what is in stock" in story
    for slug in ("ebay", "etsy", "shopify"):
        assert re.search(rf"^   {slug}: active, [0-9.]+ USD, [0-9]+ of this form$", story, re.MULTILINE), story
        assert re.search(rf"^   {slug}: order \S+, parcel \S+$", story, re.MULTILINE), story
    shown = re.search(r"They show: ebay (\d+), etsy (\d+), shopify (\d+)\.", story)
    assert shown is not None, story
    assert len(set(shown.groups())) == 1
    assert story.rstrip().endswith("That is the story.")
    assert len(children) >= 3, "the simulated service, the hub, its web server and its worker were running"
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600


def test_the_keys_that_are_there_are_left_alone(start_demo, tmp_path):
    first = start_demo("--once")
    wait_for_line(first, "1. The key")
    keys = (tmp_path / "env").read_text()
    first.terminate()
    first.wait(60)
    again = start_demo("--once")
    assert "it is written, with fresh keys" not in wait_for_line(again, "2. The catalogue comes in")
    assert (tmp_path / "env").read_text() == keys


@pytest.mark.parametrize("chapter", ["3. The same again", "14. The second: CJ takes the purchase"])
def test_without_the_service_the_story_stops_and_says_so(start_demo, chapter):
    demo = start_demo("--once")
    seen = wait_for_line(demo, chapter)
    [service] = [pid for pid in descendants(demo.pid) if b"simulate" in command_line(pid)]
    os.kill(service, signal.SIGKILL)
    rest, _ = demo.communicate(timeout=120)

    assert demo.returncode == 1, seen + rest
    assert "The story stops here: " in rest
    assert "That is the story." not in rest


def test_ctrl_c_ends_the_open_console_and_all_that_runs(start_demo):
    demo = start_demo()
    story = wait_for_line(demo, "The console stays open")
    children = descendants(demo.pid)
    demo.send_signal(signal.SIGINT)
    rest, _ = demo.communicate(timeout=60)

    assert demo.returncode == 0, story + rest
    assert "Nothing of the demonstration is still running." in rest
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


def wait_for_line(demo, words):
    """Everything said up to and with the line that holds `words`."""
    seen = ""
    for line in demo.stdout:
        seen += line
        if words in line:
            return seen
    demo.wait(30)
    pytest.fail(f"the story ended with code {demo.returncode} before {words!r}:\n{seen}")


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def descendants(pid):
    """Process ids below `pid`, from /proc."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found = re.search(r"^PPid:\t(\d+)", (entry / "status").read_text(), re.MULTILINE)
            except OSError:
                continue  # it has just ended
            parents.setdefault(int(found[1]) if found else 0, []).append(int(entry.name))
    below, level = [], [pid]
    while level:
        level = [child for parent in level for child in parents.get(parent, [])]
        below += level
    return below
