"""The image's health check: by a host name that the hub answers to, with an exit code and a sentence."""

import subprocess
import sys

import pytest

from deploy.probe import own_host, probe
from tests.core.http.scripted_server import ScriptedServer, answer
from tests.deploy.reading import ROOT


@pytest.mark.parametrize(
    ("setting", "host"),
    [
        ("hub.example.com,www.example.com", "hub.example.com"),
        (".example.com", "example.com"),
        ("*", "localhost"),
        ("", "localhost"),
    ],
)
def test_it_asks_by_the_first_host_that_is_allowed(setting, host):
    assert own_host(setting) == host


def test_a_process_that_answers_is_healthy_and_any_other_answer_is_told():
    with ScriptedServer() as server:
        server.will(answer(200, {"status": "alive"}))
        assert probe(server.port, "hub.example.com") == ""
        assert server.received[-1].target == "/healthz"
        assert server.received[-1].headers["host"] == "hub.example.com"
        server.will(answer(400))
        assert probe(server.port, "hub.example.com") == "/healthz answered 400 for the host hub.example.com"


def test_without_an_answer_it_ends_with_1_and_says_so():
    with ScriptedServer() as server:
        port = server.port
    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "probe.py", str(port)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} does not answer")
