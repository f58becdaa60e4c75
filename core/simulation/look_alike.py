"""What all look-alikes have: a lock, rules that can be changed, a fault plan, and a memory of what was asked."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from core.simulation.clock import Clock
from core.simulation.faults import Fault, FaultPlan, FaultWords

REMEMBERED_REQUESTS = 20_000
OF_HOOKS = "hook_"


class Premises(Protocol):
    """A shop, a seller's account, a supplier's world: what stands behind the API. `rules` can be changed at any time."""

    clock: Clock

    @property
    def rules(self) -> Any: ...


class LookAlike:
    """Thread-safe. Faults of webhooks, whose names begin with `hook_`, have a plan apart: their places are topics."""

    def __init__(
        self, premises: Premises, words: FaultWords, faults: Iterable[Fault | str], rules: Mapping[str, Any]
    ) -> None:
        self.lock = threading.RLock()
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_REQUESTS)
        self.words, self.plan, self.hook_plan = words, FaultPlan(words), FaultPlan(words)
        self._premises = premises
        for name, value in rules.items():
            self.set_rule(name, value)
        for fault in faults:
            self.add_fault(fault)

    def set_rule(self, name: str, value: Any) -> None:
        """Raises ValueError where there is no such rule."""
        if not hasattr(self._premises.rules, name):
            raise ValueError(f"there is no rule {name!r}")
        setattr(self._premises.rules, name, value)

    def rule(self, name: str) -> Any:
        """None where there is no such rule."""
        return getattr(self._premises.rules, name, None)

    def add_fault(self, fault: Fault | str) -> None:
        """Raises FaultError where a written one cannot be read."""
        fault = self.words.read(fault) if isinstance(fault, str) else fault
        with self.lock:
            (self.hook_plan if fault.name.startswith(OF_HOOKS) else self.plan).add(fault)

    def clear_faults(self) -> None:
        with self.lock:
            self.plan.clear()
            self.hook_plan.clear()

    def reset(self) -> None:
        """As at the start: no faults, no memory of requests. Rules stay."""
        with self.lock:
            self.clear_faults()
            self.requests.clear()

    def move_clock(self, seconds: float) -> None:
        """Time goes on, with all that it brings about."""
        self._premises.clock.move(seconds)
        self.fall_due()
        self.settle()

    def fall_due(self) -> None:
        """What happens over there by itself when its day has come."""

    def settle(self, timeout: float = 30) -> bool:
        """Waits until all webhooks that are due have been sent."""
        return True

    def calls(self, name: str = "") -> list[dict[str, Any]]:
        """What was asked, oldest first; `name` is one of those by which a request is known."""
        with self.lock:
            return [request for request in self.requests if not name or name in self.names_of(request)]

    def counts(self) -> Counter[str]:
        """How often each was asked for."""
        return Counter(name for request in self.calls() for name in self.names_of(request))

    def names_of(self, request: Mapping[str, Any]) -> Iterable[str]:
        return (request["name"],)

    def standing(self) -> dict[str, Any]:
        """What steering tells of every look-alike."""
        with self.lock:
            faults = [*self.plan.in_force(), *self.hook_plan.in_force()]
            return {
                "now": self._premises.clock.now().isoformat(),
                "rules": vars(self._premises.rules),
                "faults": [str(fault) for fault in faults],
                "requests": len(self.requests),
            }
