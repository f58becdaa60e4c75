"""How far a run is, told to whoever shows it: a command's bar, a job's row, nobody."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from core.models import SyncRun

EVERY_SECONDS = 0.2


@dataclass(slots=True)
class Progress:
    """Calls `listener(run, total)` with the run's counts so far, a few times a second at most.

    `total` is how many items are expected, None while it is not known.
    """

    listener: Callable[[SyncRun, int | None], None] | None = None
    total: int | None = None
    _shown_at: float = field(default=0.0)

    def show(self, run: SyncRun, *, at_once: bool = False) -> None:
        if self.listener is None:
            return
        now = time.monotonic()
        if at_once or now - self._shown_at >= EVERY_SECONDS:
            self._shown_at = now
            self.listener(run, self.total)
