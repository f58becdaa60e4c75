"""The simulated inventory service, as the demonstration sees it: a process, an address, a key and a bad day."""

import subprocess
import time

from config.demo.browser import Browser, PageError
from config.demo.processes import Children

START_SECONDS = 60.0


class ServiceError(Exception):
    """The simulated service did not start, or has gone."""


class Service:
    def __init__(self, children: Children, catalogue: str, products: int) -> None:
        self._process = _start(children, catalogue, products)
        said = _wait_until_ready(children, self._process)
        settings = dict(line.split("=", 1) for line in said if "=" in line)
        self.url, self.key = settings["B2B_API_URL"], settings["B2B_API_KEY"]
        self._steering = Browser(self.url.split("/api/", maxsplit=1)[0])

    def change(self, what: str) -> None:
        """`what` is a fault of the simulator's plan: drift=1, zero_stock, …; it takes the place of the last one."""
        self._steer(f"/__simulator/faults?clear=1&add={what}")

    def recover(self) -> None:
        self._steer("/__simulator/faults?clear=1")

    def _steer(self, path: str) -> None:
        try:
            self._steering.read(path)
        except PageError as error:
            raise ServiceError(f"the simulated service does not answer any more ({error})") from error


def _start(children: Children, catalogue: str, products: int) -> subprocess.Popen[bytes]:
    source = ["--catalogue", catalogue] if catalogue else ["--products", str(products)]
    return children.start("simulate", "--port", "0", *source)


def _wait_until_ready(children: Children, process: subprocess.Popen[bytes]) -> list[str]:
    log, deadline = children.log_of("simulate"), time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        lines = log.read_text().splitlines()
        if any(line.startswith("ready ") for line in lines):
            return lines
        if process.poll() is not None:
            raise ServiceError(f"the simulated service did not start:\n{log.read_text()}")
        time.sleep(0.1)
    raise ServiceError(f"the simulated service was not ready within {START_SECONDS:.0f} s")
