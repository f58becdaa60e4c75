"""The simulated partners, as the demonstration sees them: a process, addresses, keys, and what happens over there."""

import json
import subprocess
import time
from typing import Any
from urllib.parse import urlencode

from config.demo.browser import Browser, PageError
from config.demo.processes import Children

START_SECONDS = 60.0


class ServiceError(Exception):
    """The simulated service did not start, or has gone."""


class Service:
    def __init__(self, children: Children, catalogue: str, products: int) -> None:
        self._process = _start(children, catalogue, products)
        said = _wait_until_ready(children, self._process)
        self.settings = dict(line.split("=", 1) for line in said if "=" in line)
        self.url, self.key = self.settings["B2B_API_URL"], self.settings["B2B_API_KEY"]
        self._steering = Browser(self.url.split("/b2b/", maxsplit=1)[0])

    @property
    def addresses(self) -> dict[str, str]:
        """Where each partner is, by the setting's name; no keys."""
        return {name: value for name, value in self.settings.items() if name.endswith("_URL")}

    def change(self, what: str) -> None:
        """`what` is a fault of the simulator's plan: drift=1, zero_stock, …; it takes the place of the last one."""
        self._steer(f"/b2b/__simulator/faults?clear=1&add={what}")

    def happen(self, partner: str, what: str, **values: str) -> None:
        """Something happens at a supplier, which may tell of it by webhook: `happen("cj", "stock", vid=…, quantity=…)`."""
        self._steer(f"/{partner}/__simulator/{what}?{urlencode(values)}")

    def ask(self, partner: str, what: str, **values: Any) -> Any:
        """The same for what takes more than plain words, or has something to tell: `ask("shopify", "order", lines=[…])`."""
        body = json.dumps(values).encode()
        try:
            told = self._steering.send(f"/{partner}/__simulator/{what}", body, {"Content-Type": "application/json"})[1]
        except PageError as error:
            raise ServiceError(f"the simulated partners do not answer any more ({error})") from error
        return json.loads(told)

    def fail(self, partner: str, fault: str) -> None:
        """From now on something goes wrong over there, in the notation of `core.simulation.faults`."""
        self._steer(f"/{partner}/__simulator/faults?{urlencode({'add': fault})}")

    def recover(self) -> None:
        self._steer("/b2b/__simulator/faults?clear=1")

    def _steer(self, path: str) -> None:
        try:
            self._steering.read(path)
        except PageError as error:
            raise ServiceError(f"the simulated partners do not answer any more ({error})") from error


def _start(children: Children, catalogue: str, products: int) -> subprocess.Popen[bytes]:
    source = ["--catalogue", catalogue] if catalogue else ["--products", str(products)]
    return children.start(
        "simulate",
        "--port",
        "0",
        "--cj-tier",
        "advanced",
        "--shopify-currency",
        "USD",
        "--etsy-currency",
        "USD",
        "--etsy-country",
        "FR",
        *source,
    )


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
