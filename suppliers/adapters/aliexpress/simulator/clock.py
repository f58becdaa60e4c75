"""The gateway's clock, which can be moved."""

import time

DAY = 86_400.0


class Clock:
    """`advance` lets time go by for everything that lives: tokens, codes, remembered order numbers, bans, payment terms.

    `skew` is by how many seconds the gateway is wrong about the time of a request's timestamp. The two are apart so
    that a day can go by while the clock of the caller, which is real, stays where it is.
    """

    def __init__(self) -> None:
        self.gone_by = 0.0
        self.skew = 0.0

    def now(self) -> float:
        """Seconds since the epoch, with the time that went by."""
        return time.time() + self.gone_by

    def milliseconds(self) -> int:
        return int(self.now() * 1000)

    def for_timestamps(self) -> float:
        """Seconds since the epoch as timestamps are compared with."""
        return time.time() + self.skew

    def advance(self, seconds: float) -> None:
        self.gone_by += seconds

    def reset(self) -> None:
        self.gone_by = self.skew = 0.0
