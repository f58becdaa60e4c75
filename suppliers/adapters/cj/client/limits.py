"""What CJ allows one account: calls a second, points a day, and calls a route where an account has such a quota."""

from collections.abc import Sequence

from django.utils import timezone

from core.budget import Budget, exhausted, observe, reading, seconds_to_midnight, spend
from core.errors import RateLimited
from core.ratelimit import RateLimit
from suppliers.adapters.cj.client.routes import Route
from suppliers.adapters.cj.envelope import Points
from suppliers.adapters.cj.errors import PARTNER, QUOTA_USED_UP, AllowanceSpent
from suppliers.models import SupplierAccount

TIERS = {"free": 1.0, "plus": 2.0, "prime": 4.0, "advanced": 6.0}
# Two callers that wait on the same clock come a little closer than its beat: CJ counts by the second.
SHARE = 0.9
CALLS_PER_SECOND_BY_ADDRESS = 10.0
BATCHES_PER_SECOND = 2.0
REFRESHES_PER_SECOND = 5 / 60
POINTS_A_DAY = 50_000.0
CALLS_A_DAY = 1000.0  # of one route, for accounts that CJ has not verified
_DAY = 86_400.0
_SHORTEST_WAIT = 60.0


def calls_per_second(account: SupplierAccount) -> float:
    """What CJ said when last asked, else what the tier gives, else the least."""
    return account.calls_per_second or TIERS.get(account.tier.strip().lower(), TIERS["free"])


def rates(account: SupplierAccount) -> list[RateLimit]:
    """For all calls of the account. The second one is shared by all CJ accounts behind this hub's address."""
    return [
        RateLimit(f"{PARTNER}:{account.account_id}:calls", calls_per_second(account) * SHARE),
        RateLimit(f"{PARTNER}:address", CALLS_PER_SECOND_BY_ADDRESS * SHARE),
    ]


def batch_rates(account: SupplierAccount) -> list[RateLimit]:
    return [*rates(account), RateLimit(f"{PARTNER}:{account.account_id}:batches", BATCHES_PER_SECOND * SHARE)]


def login_rates(account: SupplierAccount) -> list[RateLimit]:
    """With a clock of its own first: a ban on logging in ("1 time/300 second") stops that alone, in all processes.

    A login counts as a call of the account, too: the first call after it keeps its distance.
    """
    return [RateLimit(f"{PARTNER}:{account.account_id}:login", SHARE), *rates(account)]


def refresh_rates(account: SupplierAccount) -> list[RateLimit]:
    return [RateLimit(f"{PARTNER}:{account.account_id}:refresh", REFRESHES_PER_SECOND * SHARE), *rates(account)]


class Allowance:
    """The account's points and counted calls."""

    def __init__(self, account: SupplierAccount) -> None:
        self._account_id = account.account_id
        self._daily_calls = _daily_calls(account.limits.get("quotas", ()))
        self._points_a_day: float | None = None
        self._said: Points | None = None  # by the answer to the call under way

    def spend(self, route: Route) -> None:
        """Before the call is sent. Raises BudgetSpent (RateLimited)."""
        self._said = None
        if route.points:
            spend(self._points(), route.points, purpose=route.purpose, operation=route.operation)
        quota = self._quota(route)
        if quota is not None:
            spend(quota, 1, purpose=route.purpose, operation=route.operation)
        spend(self._budget("calls", 0), 1, purpose=route.purpose, operation=route.operation)

    def observe(self, points: Points) -> None:
        self._points_a_day, self._said = points.total, points
        observe(self._points(), remaining=points.remaining, total=points.total, used=points.used)

    def spent(self, route: Route, refusal: AllowanceSpent) -> RateLimited:
        """CJ has said that nothing is left: everybody is told, and how long to wait goes into the error."""
        wait = seconds_to_midnight(timezone.now())
        if refusal.code == QUOTA_USED_UP:
            exhausted(self._quota(route) or self._budget(route.path, CALLS_A_DAY), wait)
        else:
            wait = min(wait, max(_SHORTEST_WAIT, self._seconds_until(route.points)))
            if self._said is None:  # else the budget knows what is left, and cheaper calls may go on
                exhausted(self._points(), wait)
        return RateLimited(
            PARTNER,
            route.operation,
            retry_after=wait,
            status=refusal.status,
            body=refusal.body,
            request_id=refusal.request_id,
            message=refusal.message,
            code=refusal.code,
        )

    def _seconds_until(self, points: float) -> float:
        """Points come back by the minute: when there will be so many."""
        left = self._said.remaining if self._said else 0.0
        return (points - left) * _DAY / self._points().total

    def _points(self) -> Budget:
        if self._points_a_day is None:
            known = reading(PARTNER, self._account_id, "points")
            self._points_a_day = (known.total if known else 0) or POINTS_A_DAY
        return self._budget("points", self._points_a_day, refill_per_second=self._points_a_day / _DAY)

    def _quota(self, route: Route) -> Budget | None:
        """The daily calls of the route, where CJ told of a limit: when we connected, or by refusing a call."""
        limit = self._daily_calls.get(route.path)
        if limit is None:
            known = reading(PARTNER, self._account_id, route.path)
            limit = known.total if known else 0.0
        return self._budget(route.path, limit) if limit else None

    def _budget(self, name: str, total: float, *, refill_per_second: float = 0.0) -> Budget:
        return Budget(PARTNER, self._account_id, name, total, refill_per_second=refill_per_second)


def _daily_calls(quotas: Sequence[dict[str, object]]) -> dict[str, float]:
    """By path. Accounts from before the points have a daily number of calls for some routes."""
    found: dict[str, float] = {}
    for quota in quotas:
        name, limit = str(quota.get("name", "")), quota.get("limit")
        if quota.get("period") == "day" and isinstance(limit, int) and limit > 0:
            found[name.partition("/v1/")[2] or name] = float(limit)
    return found
