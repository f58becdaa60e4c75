"""The two allowances of an app, as Etsy itself tells them with each answer: calls a second and calls in 24 hours.

They are the app's, so all its shops share them. The figures differ from app to app (a personal key gets 5 a second and
5,000 a day, a commercial one 150 and 100,000), so nothing is assumed for longer than until the first answer. A part of the
day's calls is kept back for orders; listings wait rather than touch it.
"""

from core.budget import Budget, Purpose, exhausted, observe, reading, spend
from core.http import Answer
from core.http.retry import retry_after
from core.ratelimit import RateLimit
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.interface import LimitReading

FIRST_PER_SECOND = 5.0  # until the first answer says more
SHARE = 0.9  # two callers that wait on the same clock come a little closer than its beat
LONGEST_DAY_WAIT = (
    3600.0  # Etsy's own word for a spent day was wrong for a long time: it is asked again within the hour
)
DAY, SECOND = "calls", "second"
_DAY_SECONDS = 86_400


class Limits:
    """Of one app, named by `app`."""

    def __init__(self, app: str) -> None:
        self._app = app
        self._day: float | None = None

    def rate(self) -> RateLimit:
        known = reading(PARTNER, self._app, SECOND)
        per_second = (known.total if known else 0.0) or FIRST_PER_SECOND
        return RateLimit(f"{PARTNER}:{self._app}", per_second * SHARE)

    def spend(self, purpose: Purpose, operation: str) -> None:
        """Before the call goes out. Raises BudgetSpent."""
        spend(self._calls(), 1, purpose=purpose, operation=operation)

    def observe(self, answer: Answer) -> None:
        """What the headers of an answer say; one that is missing or no number says nothing."""
        day, left = _number(answer, "x-limit-per-day"), _number(answer, "x-remaining-today")
        if day is not None and left is not None:
            self._day = day
            observe(self._calls(), remaining=left, total=day)
            if answer.status == 429 and left <= 0:  # noqa: PLR2004 - too many calls
                asked = retry_after(answer.header("retry-after")) or LONGEST_DAY_WAIT
                exhausted(self._calls(), min(asked, LONGEST_DAY_WAIT))
        self._observe_second(answer)

    def readings(self) -> tuple[LimitReading, ...]:
        found = []
        for name, seconds in ((SECOND, 1), (DAY, _DAY_SECONDS)):
            known = reading(PARTNER, self._app, name)
            if known is not None and known.total:
                found.append(LimitReading(name, int(known.total), int(known.remaining), seconds))
        return tuple(found)

    def _observe_second(self, answer: Answer) -> None:
        """Written only where it changed: the limiter reads it when a client is opened."""
        allowed = _number(answer, "x-limit-per-second")
        if not allowed:
            return
        known = reading(PARTNER, self._app, SECOND)
        if known is None or known.total != allowed:
            # Etsy's own page spells the header without its last letter.
            names = ("x-remaining-this-second", "x-remaining-this-secon")
            left = next((found for name in names if (found := _number(answer, name)) is not None), allowed)
            observe(self._budget(SECOND, allowed), remaining=left, total=allowed)

    def _calls(self) -> Budget:
        if self._day is None:
            known = reading(PARTNER, self._app, DAY)
            self._day = known.total if known else 0.0
        return self._budget(DAY, self._day)

    def _budget(self, name: str, total: float) -> Budget:
        return Budget(PARTNER, self._app, name, total)


def _number(answer: Answer, name: str) -> float | None:
    try:
        found = float(answer.header(name))
    except ValueError:
        return None
    return found if 0 <= found < 10**9 else None
