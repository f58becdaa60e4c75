"""The processes that the demonstration starts, and ends again, each by its own id."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

GRACE_SECONDS = 15.0


def manage(*words: str) -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *words]


class Children:
    """Long-running `manage.py` commands, ended in reverse order when the block is left, whatever the reason.

    They get a session of their own, so that Ctrl-C reaches this process alone and the order of ending is ours.
    """

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self.environment = dict(environment)
        self._logs = logs
        self._running: list[subprocess.Popen[bytes]] = []

    def log_of(self, command: str) -> Path:
        """Where the words of the last child started as `command` go."""
        return self._logs / f"{command}.log"

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        self._logs.mkdir(parents=True, exist_ok=True)
        with self.log_of(words[0]).open("wb") as log:
            child = subprocess.Popen(  # noqa: S603 - our own command with words of ours
                manage(*words),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append(child)
        return child

    def end(self, child: subprocess.Popen[bytes]) -> None:
        self._running.remove(child)
        _end(child)

    def wait_for_any_to_end(self) -> None:
        """Return when one of them ends by itself."""
        while all(child.poll() is None for child in self._running):
            time.sleep(0.5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        while self._running:
            _end(self._running.pop())


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
    if child.poll() is None:
        child.kill()
    child.wait()
