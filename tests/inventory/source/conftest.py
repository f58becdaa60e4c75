"""A scripted server and the simulator, both over real loopback HTTP, with clients of ours that call them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.calllog import CallLog
from core.simulation import SimulationServer
from inventory.source import InventoryAPIClient
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue

KEY = "b2c_7_canary-key-that-shows-nowhere"


@dataclass
class Script:
    """Answers in the order they were written down, the last one for ever. `requests` is what was asked: path with query,
    and headers."""

    url: str = ""
    answers: list[Callable[..., Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def then(self, body: Any = b"", status: int = 200, media: str = "application/json", **headers: str) -> "Script":
        body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        more = [(name.replace("_", "-"), value) for name, value in headers.items()]

        def application(environ, start_response):
            lengths = [] if "Content_Length" in headers else [("Content-Length", str(len(body)))]
            start_response(f"{status} Answer", [("Content-Type", media), *lengths, *more])
            return [body]

        return self.does(application)

    def does(self, application: Callable[..., Any]) -> "Script":
        self.answers.append(application)
        return self

    def __call__(self, environ, start_response):
        sent = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
        self.requests.append((f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}", sent))
        application = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return application(environ, start_response)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def client(self, timeout: float = 5.0) -> InventoryAPIClient:
        return InventoryAPIClient(KEY, f"{self.url}/api/v1", timeout=timeout, log=CallLog("none"))


@pytest.fixture(autouse=True)
def no_pause_between_tries(settings) -> None:
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()
    with SimulationServer({"b2b": script}) as server:
        script.url = server.origin("b2b")
        yield script


@dataclass
class Simulation:
    simulator: B2BSimulator
    url: str

    def client(self, key: str | None = None, timeout: float = 5.0) -> InventoryAPIClient:
        address = self.simulator.environment(self.url)["B2B_API_URL"]
        return InventoryAPIClient(key or self.simulator.key, address, timeout=timeout, log=CallLog("none"))


@pytest.fixture
def simulation() -> Iterator[Simulation]:
    """A shop of 250 products."""
    simulator = B2BSimulator(Catalogue.generated(250))
    with SimulationServer({"b2b": simulator}) as server:
        yield Simulation(simulator, server.origin("b2b"))
