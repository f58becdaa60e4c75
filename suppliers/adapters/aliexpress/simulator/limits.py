"""How often an app may call: so many a second to one API, so many a day in all (until midnight in Beijing)."""

import math
from collections import deque
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from suppliers.adapters.aliexpress.simulator.clock import Clock
from suppliers.adapters.aliexpress.simulator.refusals import banned

BEIJING = ZoneInfo("Asia/Shanghai")


class Limits:
    """0 means no limit. Not thread-safe by itself: the simulator asks under its lock."""

    def __init__(self, clock: Clock, per_second: int = 0, per_day: int = 0) -> None:
        self.clock = clock
        self.per_second = per_second
        self.per_day = per_day
        self._recent: dict[str, deque[float]] = {}
        self._bans: dict[str, float] = {}
        self._day = ""
        self._today = 0

    def check(self, api: str) -> None:
        """Counts one call. Raises the refusal while a ban lasts, or begins one."""
        now = self.clock.now()
        for scope in ("", api):
            if self._bans.get(scope, 0) > now:
                raise banned(max(1, math.ceil(self._bans[scope] - now)))
        self._count_today(now)
        recent = self._recent.setdefault(api, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if self.per_second and len(recent) >= self.per_second:
            self.ban(1, api)
            raise banned(1)
        recent.append(now)

    def ban(self, seconds: float, api: str = "") -> None:
        """Refuses all calls, or those to one API, for so long."""
        self._bans[api] = self.clock.now() + seconds

    def lift(self) -> None:
        self._bans.clear()
        self._recent.clear()
        self._today = 0

    def _count_today(self, now: float) -> None:
        here = datetime.fromtimestamp(now, BEIJING)
        if self._day != here.date().isoformat():
            self._day, self._today = here.date().isoformat(), 0
        if self.per_day and self._today >= self.per_day:
            midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            seconds = math.ceil((midnight - here).total_seconds())
            self.ban(seconds)
            raise banned(seconds)
        self._today += 1
