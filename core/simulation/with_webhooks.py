"""A look-alike that tells of what happens by itself: its webhooks, and the commands with which they are watched and held."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from core.simulation.deliveries import Deliveries
from core.simulation.look_alike import LookAlike, Premises
from core.simulation.steering import Words


class Telling(Premises, Protocol):
    """`log` are the writes that succeeded, oldest first, each with the `name` of its operation."""

    @property
    def log(self) -> Iterable[dict[str, Any]]: ...


class WithWebhooks(LookAlike):
    _premises: Telling
    pushes: Deliveries[Any]

    def reset(self) -> None:
        """As at the start: no faults, no memory of requests, nothing to be sent. Rules stay."""
        with self.lock:
            super().reset()
            self.pushes.clear()

    def settle(self, timeout: float = 30) -> bool:
        """Waits until all webhooks that are due have been sent."""
        return self.pushes.settle(timeout)

    def done(self, name: str = "") -> list[dict[str, Any]]:
        """The writes that succeeded, oldest first."""
        with self.lock:
            return [row for row in self._premises.log if name in ("", row["name"])]


def _log(simulator: WithWebhooks, words: Words) -> list[dict[str, Any]]:
    return simulator.done(str(words.get("name", "")))


def _hold(simulator: WithWebhooks, words: Words) -> None:
    simulator.pushes.is_holding = True


def _release(simulator: WithWebhooks, words: Words) -> dict[str, Any]:
    sent = simulator.pushes.release(reverse=words.get("reverse") == "1")
    simulator.settle()
    return {"pushed": sent}


def _pushes(simulator: WithWebhooks, words: Words) -> list[dict[str, Any]]:
    return list(simulator.pushes.log)


# `log?name=`, `hold`, `release?reverse=1`, `pushes`.
COMMANDS: dict[str, Callable[[WithWebhooks, Words], Any]] = {
    "log": _log,
    "hold": _hold,
    "release": _release,
    "pushes": _pushes,
}
