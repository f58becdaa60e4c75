"""Webhooks of a look-alike: sent by a thread of their own, in order, so that no call waits for them, and tried again.

What is in an envelope, who signs it and what becomes of a refused one is the partner's: a room derives from `Deliveries`.
"""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Container
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from core.simulation.clock import Clock
from core.simulation.faults import FaultPlan
from core.simulation.pushing import is_loopback, push

DEADLINE_SECONDS = 5.0
REMEMBERED = 5000


@dataclass
class Delivery:
    """`due` is when it is to be sent, or sent again; `tries` how often it was."""

    topic: str
    due: datetime
    tries: int = 0


D = TypeVar("D", bound=Delivery)


@dataclass(frozen=True)
class Envelope:
    """The bytes of one try, as they go out."""

    url: str
    body: bytes
    headers: dict[str, str]


class Deliveries(ABC, Generic[D]):
    """`pauses` are waited after each failed try, `log` tells what was sent and what came back.

    The faults `hook_drop`, `hook_twice` and `hook_late` are obeyed here, what a room has besides is its own.
    """

    pauses: ClassVar[tuple[timedelta, ...]]

    def __init__(self, clock: Clock, plan: FaultPlan) -> None:
        self.clock, self.plan = clock, plan
        self.log: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.is_holding = False
        self._waiting: list[D] = []
        self._held: list[D] = []
        self._late: list[D] = []
        self._busy = False
        self._signal = threading.Condition()
        self._thread: threading.Thread | None = None
        clock.on_move = [self.wake]

    @abstractmethod
    def envelope(self, one: D) -> Envelope:
        """What goes out at this try."""

    @abstractmethod
    def row(self, one: D) -> dict[str, Any]:
        """How the log names it."""

    def is_taken(self, status: int) -> bool:
        return 200 <= status < 300  # noqa: PLR2004 - any 2xx is success

    def judge(self, one: D, *, taken: bool) -> None:
        """What becomes of it after a try that reached this machine or found nobody there."""
        if not taken:
            self.retry(one)

    def take(self, one: D, faults: Container[str]) -> None:
        """Queues it, once, twice, late or not at all. May be called under the look-alike's lock."""
        if "hook_drop" in faults:
            self.log.append(self.row(one) | {"status": "dropped"})
            return
        copies = [one, copy(one)] if "hook_twice" in faults else [one]
        with self._signal:
            if self.is_holding:
                self._held += copies
            elif "hook_late" in faults:
                self._late += copies
            else:
                self._queue(copies + self._late)  # what was to come late comes after the next one
                self._late = []

    def retry(self, one: D) -> None:
        if one.tries > len(self.pauses):
            return
        one.due = self.clock.now() + self.pauses[one.tries - 1]
        with self._signal:
            self._queue([one])

    def give_up(self, is_unwanted: Callable[[D], bool]) -> None:
        """Nothing that still waits and that this is said of is sent any more."""
        with self._signal:
            self._waiting = [one for one in self._waiting if not is_unwanted(one)]

    def release(self, *, reverse: bool = False) -> int:
        """Sends what was held, or held back to come late; how many."""
        with self._signal:
            held, self.is_holding = self._held + self._late, False
            self._held, self._late = [], []
            self._queue(held[::-1] if reverse else held)
        return len(held)

    def wake(self) -> None:
        with self._signal:
            self._signal.notify_all()

    def settle(self, timeout: float = 30) -> bool:
        """Waits until nothing that is due is left to send; False where that took too long."""
        with self._signal:
            return self._signal.wait_for(lambda: not self._busy and not self._due(), timeout)

    def clear(self) -> None:
        with self._signal:
            self._waiting, self._held, self._late, self.is_holding = [], [], [], False
            self.log.clear()
            self._signal.notify_all()

    def _queue(self, deliveries: list[D]) -> None:
        self._waiting += deliveries
        if self._thread is None and self._waiting:
            self._thread = threading.Thread(target=self._run, name=f"{type(self).__module__} sends", daemon=True)
            self._thread.start()
        self._signal.notify_all()

    def _due(self) -> D | None:
        now = self.clock.now()
        return next((one for one in self._waiting if one.due <= now), None)

    def _run(self) -> None:
        while (one := self._next()) is not None:
            try:
                self._send(one)
            finally:
                with self._signal:
                    self._busy = False
                    self._signal.notify_all()

    def _next(self) -> D | None:
        """Waits for one that is due; None when nothing waits any more, and the thread ends."""
        with self._signal:
            while (one := self._due()) is None:
                self._signal.notify_all()
                if not self._waiting:
                    self._thread = None  # the next delivery starts another
                    return None
                pause = min(each.due for each in self._waiting) - self.clock.now()
                self._signal.wait(max(pause.total_seconds(), 0))
            self._waiting = [each for each in self._waiting if each is not one]
            self._busy = True
            return one

    def _send(self, one: D) -> None:
        one.tries += 1
        sealed = self.envelope(one)
        status: int | str = "not of this machine"
        if is_loopback(sealed.url):
            status = push(sealed.url, sealed.body, sealed.headers, DEADLINE_SECONDS)
        self.log.append(self.row(one) | {"status": status, "try": one.tries})
        if isinstance(status, int):
            self.judge(one, taken=self.is_taken(status))
