"""One clock per partner limit, shared by every thread, process and machine: GCRA, the leaky bucket as a single number.

The number is the time at which the next call would be due if all calls kept their distance. It lives in Redis where
Celery has one and it answers, else in the database; there is never no limit. Measured: four processes at 4 calls a
second keep 0.23 s between two calls instead of 0.25, so callers configure 90 % of what the partner allows.
"""

import logging
import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import cast

from django.conf import settings

from core.models import RateLimitBucket

logger = logging.getLogger(__name__)
REDIS_PAUSE_SECONDS = 10.0
CLOCKS_DIFFER_SECONDS = 1.0  # between two machines, at most
_REDIS_TIMEOUT_SECONDS = 0.3

# KEYS[1] the bucket, `<due>:<written at>`; ARGV interval, burst tolerance, longest wait. Answers the wait; too long a
# wait takes no slot. A bucket written in the future was written before the clock was set back: it moves back with it.
_RESERVE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local interval, tolerance, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due, written = string.match(redis.call('GET', KEYS[1]) or '0:0', '^([^:]+):?(.*)$')
due, written = tonumber(due), tonumber(written) or 0
if written > now + 1 then due = due - (written - now) end
due = math.max(due, now)
local wait = math.max(0, due - tolerance - now)
if wait <= longest then
  due = due + interval
  redis.call('SET', KEYS[1], string.format('%.6f:%.6f', due, now), 'PX', math.ceil((due - now + 60) * 1000))
end
return string.format('%.6f', wait)
"""
_BLOCK = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local due = now + tonumber(ARGV[1])
local known, written = string.match(redis.call('GET', KEYS[1]) or '0:0', '^([^:]+):?(.*)$')
known, written = tonumber(known), tonumber(written) or 0
if written > now + 1 then known = known - (written - now) end
if due > known then
  redis.call('SET', KEYS[1], string.format('%.6f:%.6f', due, now), 'PX', math.ceil((due - now + 60) * 1000))
end
return 'OK'
"""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`per_second` calls on average under one `key` (partner, account, bucket), `burst` of them at once."""

    key: str
    per_second: float
    burst: int = 1

    def __post_init__(self) -> None:
        if not (self.per_second > 0 and math.isfinite(self.per_second)) or self.burst < 1:
            raise ValueError("A rate limit needs a positive rate and a burst of at least one call.")

    @property
    def interval(self) -> float:
        return 1.0 / self.per_second

    @property
    def tolerance(self) -> float:
        return (self.burst - 1) * self.interval


class DatabaseLimiter:
    """Compare-and-set on the bucket's row: one short UPDATE, no lock held, right on SQLite and PostgreSQL alike."""

    def reserve(self, limit: RateLimit, max_wait: float) -> float:
        while True:
            now = time.time()
            bucket = self._bucket(limit.key)
            due = max(_next_free(bucket, now), now)
            wait = max(0.0, due - limit.tolerance - now)
            if wait > max_wait or self._move(bucket, due + limit.interval, now):
                return wait

    def block(self, limit: RateLimit, seconds: float) -> None:
        while True:
            now = time.time()
            due = now + seconds + limit.tolerance
            bucket = self._bucket(limit.key)
            if _next_free(bucket, now) >= due or self._move(bucket, due, now):
                return

    @staticmethod
    def _bucket(key: str) -> RateLimitBucket:
        return RateLimitBucket.objects.get_or_create(key=key)[0]

    @staticmethod
    def _move(bucket: RateLimitBucket, due: float, now: float) -> bool:
        unmoved = RateLimitBucket.objects.filter(pk=bucket.pk, next_free_at=bucket.next_free_at)
        return unmoved.update(next_free_at=due, updated_at=datetime.fromtimestamp(now, UTC)) == 1


def _next_free(bucket: RateLimitBucket, now: float) -> float:
    """When the next call is due. A bucket written in the future was written before the clock was set back: it moves
    back with it, else nothing would go out until the clock has caught up."""
    set_back = bucket.updated_at.timestamp() - now
    return bucket.next_free_at - set_back if set_back > CLOCKS_DIFFER_SECONDS else bucket.next_free_at


def redis_key(limit: RateLimit) -> str:
    """Apart from those of other installations in the same Redis."""
    return f"{settings.REDIS_PREFIX}rate:{limit.key}"


class RedisLimiter:
    """The same in one Lua script, on the clock of the Redis server. Raises redis.RedisError when that is away."""

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415 - takes longer to load than a command's first call
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=_REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=_REDIS_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._reserve = self._redis.register_script(_RESERVE)
        self._block = self._redis.register_script(_BLOCK)

    def reserve(self, limit: RateLimit, max_wait: float) -> float:
        arguments = [repr(limit.interval), repr(limit.tolerance), repr(min(max_wait, 1e9))]
        return float(cast("bytes", self._reserve(keys=[redis_key(limit)], args=arguments)))

    def block(self, limit: RateLimit, seconds: float) -> None:
        self._block(keys=[redis_key(limit)], args=[repr(seconds + limit.tolerance)])


class SharedLimiter:
    """Redis where there is one, the database while it does not answer."""

    def __init__(self) -> None:
        self._database = DatabaseLimiter()
        self._redis_away_until = 0.0

    def reserve(self, limit: RateLimit, max_wait: float = math.inf) -> float:
        """Takes the next slot and tells how many seconds to wait for it. A wait longer than `max_wait` is told too,
        but takes no slot."""
        shared = self._redis()
        if shared is not None:
            try:
                return shared.reserve(limit, max_wait)
            except _redis_error() as error:
                self._redis_is_away(error)
        return self._database.reserve(limit, max_wait)

    def block(self, limit: RateLimit, seconds: float) -> None:
        """No call under this limit, by anybody, for so many seconds: the partner said so (429, Retry-After)."""
        shared = self._redis()
        if shared is not None:
            try:
                shared.block(limit, seconds)
            except _redis_error() as error:
                self._redis_is_away(error)
            else:
                return
        self._database.block(limit, seconds)

    def _redis(self) -> RedisLimiter | None:
        url = settings.CELERY_BROKER_URL
        if not url.startswith(("redis://", "rediss://")) or time.monotonic() < self._redis_away_until:
            return None
        return _redis_limiter(url)

    def _redis_is_away(self, error: Exception) -> None:
        self._redis_away_until = time.monotonic() + REDIS_PAUSE_SECONDS
        logger.warning("Redis does not answer (%s): call rates are kept in the database", type(error).__name__)


def _redis_error() -> type[Exception]:
    import redis  # noqa: PLC0415 - asked only when something was raised

    return redis.RedisError


@lru_cache(maxsize=4)
def _redis_limiter(url: str) -> RedisLimiter:
    return RedisLimiter(url)


limiter = SharedLimiter()
