"""A small supervisor: keeps child processes running, restarts what dies, ends all of them when it is told to end."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
BACKOFF_SECONDS = (0.5, 30.0)  # before a restart, at first and at most
STEADY_SECONDS = 60.0  # a child that lived this long starts again without a wait
END_SECONDS = 40.0  # then a child that was told to end is killed
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One process to keep running. It gets its own session, so that a Ctrl-C at the terminal reaches only the supervisor."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs here
        )
        self.started_at = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> float:
        """Seconds until the next start: longer after each early death."""
        least, most = BACKOFF_SECONDS
        lived = time.monotonic() - self.started_at
        self.failures = 1 if lived >= STEADY_SECONDS else self.failures + 1
        wait = min(most, least * 2.0 ** min(self.failures - 1, 10))
        self.start_at = time.monotonic() + wait
        return wait


def _end_with_parent() -> None:
    """Runs in the child: the kernel sends it SIGTERM when the supervisor dies, however that happens (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs its children until SIGTERM or SIGINT comes, then ends them by their process ids and waits for each."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._is_ending = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        for child in self._children:
            child.start()
        while not self._is_ending:
            for child in self._children:
                self._look_after(child)
            time.sleep(LOOK_SECONDS)
        self._end_children()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._is_ending = True

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.start_at:
                child.start()
            return
        code = child.process.poll()
        if code is not None:
            child.process = None
            logger.warning("The %s ended (%s) and starts again in %.1f s.", child.name, code, child.plan_restart())

    def _end_children(self) -> None:
        for child in self._children:
            if child.process is not None and child.is_running():
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS
        for child in self._children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("The %s does not end and is killed.", child.name)
                child.process.kill()
                child.process.wait()
