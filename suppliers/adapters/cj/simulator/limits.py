"""Calls a second, points a day, calls a route a day: what CJ refuses with HTTP 429."""

from collections import deque
from datetime import timedelta

from suppliers.adapters.cj.simulator.account import Account
from suppliers.adapters.cj.simulator.envelopes import Refused
from suppliers.adapters.cj.simulator.routes import Route
from suppliers.adapters.cj.simulator.world import World

# A window a little shorter than the second it stands for: calls sent a second apart may arrive somewhat closer.
WINDOW = 0.95
CALLS_PER_ADDRESS, CALLS_PER_ADDRESS_WITHOUT_LOGIN = 10, 30
DAY = timedelta(days=1)


def admit(world: World, route: Route, account: Account | None, at: float) -> None:
    """Counts one call that arrived `at` (monotonic seconds). Raises Refused."""
    if world.rules.limit_rate:
        most = CALLS_PER_ADDRESS if account else CALLS_PER_ADDRESS_WITHOUT_LOGIN
        _one_more(world.by_address, at, most)
        if account:
            _one_more(account.arrivals, at, account.calls_per_second)
            if route.calls_per_second:
                _one_more(account.special.setdefault(route.path, deque()), at, route.calls_per_second)
    if account and world.rules.policy == "quota":
        _count(world, route, account)


def spend(world: World, route: Route, account: Account) -> None:
    """Takes the route's points. Raises Refused where too few are left."""
    _trickle(world, account)
    if account.points_left is None or account.points_left < route.points:
        raise Refused(16900500)
    account.points_left -= route.points
    account.points_used += route.points


def points_info(world: World, account: Account) -> dict[str, int]:
    _trickle(world, account)
    return {
        "usedToday": account.points_used,
        "remaining": int(account.points_left or 0),
        "total": world.rules.points_total,
    }


def _one_more(arrivals: deque[float], at: float, most: int) -> None:
    while arrivals and arrivals[0] <= at - WINDOW:
        arrivals.popleft()
    if len(arrivals) >= most:
        raise Refused(1600200, f"Too Many Requests, QPS limit is {most} time/1second")
    arrivals.append(at)


def _count(world: World, route: Route, account: Account) -> None:
    today = world.clock.now().date().isoformat()
    if account.calls_day != today:
        account.calls_day, account.calls_by_path = today, {}
    made, most = account.calls_by_path.get(route.path, 0), world.rules.daily_quota
    if made >= most:
        raise Refused(
            1600201,
            f"Too Many Requests, Sorry, you have reached the daily request limit ({most} times/day). "
            f"Number of requests made: {made}. Please try again tomorrow.",
        )
    account.calls_by_path[route.path] = made + 1


def _trickle(world: World, account: Account) -> None:
    """What has come back since the last look: total/1440 a minute, and everything at 00:00 UTC."""
    now, total = world.clock.now(), world.rules.points_total
    before = account.points_at
    if account.points_left is None or before is None or before.date() != now.date():
        account.points_left, account.points_used, account.points_at = float(total), 0, now
        return
    minutes = int((now - before).total_seconds() // 60)
    if minutes > 0:
        account.points_left = min(float(total), account.points_left + minutes * total / 1440)
        account.points_at = before + timedelta(minutes=minutes)
