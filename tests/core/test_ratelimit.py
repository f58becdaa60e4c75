"""One clock for everybody: threads, processes, Redis or database."""

import os
import subprocess
import sys
import time

import pytest
import redis
import time_machine
from django.conf import settings
from django.db import connection

from config.settings.redis import derived_prefix
from core.models import RateLimitBucket
from core.ratelimit import DatabaseLimiter, RateLimit, RedisLimiter, SharedLimiter, redis_key
from tests.faults.processes import ROOT, environment_for

REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/4")


def redis_answers():
    try:
        return redis.Redis.from_url(REDIS_URL, socket_connect_timeout=0.3).ping()
    except redis.RedisError:
        return False


needs_redis = pytest.mark.skipif(not redis_answers(), reason=f"no Redis at {REDIS_URL}")
pytestmark = pytest.mark.django_db


@pytest.fixture
def _limits_of_this_test_alone():
    """Not here: these tests look into Redis, under names of their own, from several processes."""


@pytest.fixture
def key():
    name = f"test:{os.getpid()}:{time.monotonic_ns()}"
    yield name
    if redis_answers():
        redis.Redis.from_url(REDIS_URL).delete(f"{settings.REDIS_PREFIX}rate:{name}")


@pytest.fixture(params=["database", pytest.param("redis", marks=needs_redis)])
def clock(request):
    return DatabaseLimiter() if request.param == "database" else RedisLimiter(REDIS_URL)


def test_calls_are_spaced_by_the_interval(clock, key):
    limit = RateLimit(key, per_second=2)
    waits = [clock.reserve(limit, 60.0) for _ in range(4)]
    assert waits == pytest.approx([0.0, 0.5, 1.0, 1.5], abs=0.1)


def test_a_burst_goes_at_once_and_then_the_interval_holds(clock, key):
    limit = RateLimit(key, per_second=2, burst=3)
    waits = [clock.reserve(limit, 60.0) for _ in range(5)]
    assert waits == pytest.approx([0.0, 0.0, 0.0, 0.5, 1.0], abs=0.1)


def test_too_long_a_wait_takes_no_slot(clock, key):
    limit = RateLimit(key, per_second=0.1)
    waits = [clock.reserve(limit, 5.0) for _ in range(4)]
    assert waits == pytest.approx([0.0, 10.0, 10.0, 10.0], abs=0.2)


@pytest.mark.parametrize("burst", [1, 5])
def test_after_a_block_nobody_calls_before_its_end(clock, key, burst):
    limit = RateLimit(key, per_second=10, burst=burst)
    clock.reserve(limit, 60.0)
    clock.block(limit, 30.0)
    assert clock.reserve(limit, 5.0) == pytest.approx(30.0, abs=0.2)


def test_a_shorter_block_does_not_shorten_a_longer_one(clock, key):
    limit = RateLimit(key, per_second=10)
    clock.block(limit, 30.0)
    clock.block(limit, 3.0)
    assert clock.reserve(limit, 5.0) == pytest.approx(30.0, abs=0.2)


def test_limits_of_different_keys_do_not_touch(clock, key):
    clock.block(RateLimit(key, per_second=1), 30.0)
    assert clock.reserve(RateLimit(f"{key}:other", per_second=1), 5.0) == 0.0


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (float("nan"), 1), (float("inf"), 1), (1, 0)])
def test_a_limit_without_meaning_is_refused(per_second, burst):
    with pytest.raises(ValueError, match="positive rate"):
        RateLimit("x", per_second, burst)


def test_a_slot_taken_by_another_process_in_the_same_moment_is_not_given_twice(key, monkeypatch):
    """Between our reading and our writing another one writes: we must look again."""
    limit = RateLimit(key, per_second=1)
    ours, other = DatabaseLimiter(), DatabaseLimiter()
    read, interrupted = DatabaseLimiter._bucket, []

    def read_then_be_overtaken(name):
        bucket = read(name)
        if not interrupted:
            interrupted.append(True)
            assert other.reserve(limit, 60.0) == 0.0
        return bucket

    monkeypatch.setattr(ours, "_bucket", read_then_be_overtaken)
    assert ours.reserve(limit, 60.0) == pytest.approx(1.0, abs=0.1)


@needs_redis
def test_with_redis_the_database_is_not_asked(settings, key, django_assert_num_queries):
    settings.CELERY_BROKER_URL = REDIS_URL
    with django_assert_num_queries(0):
        assert SharedLimiter().reserve(RateLimit(key, per_second=1)) == 0.0


def test_while_redis_is_away_the_database_keeps_the_rate(settings, key):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    shared, limit = SharedLimiter(), RateLimit(key, per_second=2)
    started = time.monotonic()
    waits = [shared.reserve(limit) for _ in range(3)]
    assert waits == pytest.approx([0.0, 0.5, 1.0], abs=0.2)
    assert time.monotonic() - started < 1.0
    shared.block(limit, 30.0)
    assert shared.reserve(limit, max_wait=5.0) == pytest.approx(30.0, abs=0.5)
    assert RateLimitBucket.objects.filter(key=key).count() == 1


def test_without_a_broker_the_database_keeps_the_rate(settings, key):
    settings.CELERY_BROKER_URL = ""
    shared = SharedLimiter()
    shared.reserve(RateLimit(key, per_second=2))
    assert RateLimitBucket.objects.get(key=key).next_free_at > time.time()


WORKER = """
import sys, time
import django
django.setup()
from core.ratelimit import RateLimit, SharedLimiter
limiter, limit = SharedLimiter(), RateLimit(sys.argv[1], per_second=4)
end = time.time() + float(sys.argv[2])
while True:
    wait = limiter.reserve(limit)
    if time.time() + wait > end:
        break
    time.sleep(wait)
    print(time.time(), flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["", pytest.param(REDIS_URL, marks=needs_redis)])
def test_four_processes_together_keep_four_calls_a_second(tmp_path, key, broker):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "CELERY_BROKER_URL": broker}
    environment["DATABASE_URL"] = database_for_processes(tmp_path)
    if not broker and connection.vendor == "sqlite":
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks", "core"], env=environment, check=True
        )
    command = [sys.executable, "-c", WORKER, key, "8"]
    workers = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    outputs = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    times = sorted(float(line) for output in outputs for line in output.split())
    seconds = times[-1] - times[0]
    assert len(times) <= seconds * 4 + 3  # a busy machine notes the first one late
    assert len(times) >= seconds * 4 * 0.9
    # Six calls span 1.25 s. A process that the machine wakes late takes from that, however well the limiter spaces.
    assert min(later - earlier for earlier, later in zip(times, times[5:], strict=False)) > 0.9


def database_for_processes(tmp_path):
    """The test database where other processes can open it, else a file of its own."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'limits.sqlite3'}"
    options = connection.settings_dict
    return f"postgres://{options['USER']}@{options['HOST']}:{options['PORT']}/{options['NAME']}"


def test_a_clock_set_back_keeps_the_wait_and_does_not_add_the_jump(key):
    clock, limit = DatabaseLimiter(), RateLimit(key, per_second=0.5)
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as now:
        assert [clock.reserve(limit, 60.0), clock.reserve(limit, 60.0)] == pytest.approx([0.0, 2.0])
        clock.block(limit, 30)
        now.shift(-7200)
        assert clock.reserve(limit, 60.0) == pytest.approx(30.0)
        assert clock.reserve(limit, 60.0) == pytest.approx(32.0)
        now.shift(-0.5)  # two machines never agree to the last half second
        assert clock.reserve(limit, 60.0) == pytest.approx(34.5)


@needs_redis
def test_a_redis_whose_clock_was_set_back_keeps_the_wait(key):
    server = redis.Redis.from_url(REDIS_URL)
    clock, limit = RedisLimiter(REDIS_URL), RateLimit(key, per_second=0.5)
    ahead = time.time() + 7200
    server.set(redis_key(RateLimit(key, per_second=1)), f"{ahead + 30:.6f}:{ahead:.6f}")
    assert clock.reserve(limit, 60.0) == pytest.approx(30.0, abs=0.3)
    server.set(redis_key(RateLimit(key, per_second=1)), f"{ahead + 30:.6f}:{ahead:.6f}")
    clock.block(limit, 40)
    assert clock.reserve(limit, 60.0) == pytest.approx(40.0, abs=0.3)


@needs_redis
def test_a_bucket_of_an_earlier_version_is_understood(key):
    redis.Redis.from_url(REDIS_URL).set(redis_key(RateLimit(key, per_second=1)), f"{time.time() + 5:.6f}")
    assert RedisLimiter(REDIS_URL).reserve(RateLimit(key, per_second=1), 60.0) == pytest.approx(5.0, abs=0.3)


@needs_redis
def test_two_installations_in_one_redis_have_a_clock_each(key, settings):
    limit, clock = RateLimit(key, per_second=0.1), RedisLimiter(REDIS_URL)
    assert [clock.reserve(limit, 60.0) for _ in range(2)] == pytest.approx([0.0, 10.0], abs=0.5)
    ours = redis_key(limit)
    settings.REDIS_PREFIX = f"another:{key}:"
    assert clock.reserve(limit, 60.0) == 0.0
    clock.block(limit, 30)
    settings.REDIS_PREFIX = ours.removesuffix(f"rate:{key}")
    assert clock.reserve(limit, 60.0) == pytest.approx(20.0, abs=0.5)
    redis.Redis.from_url(REDIS_URL).delete(f"another:{key}:rate:{key}")


def test_the_prefix_of_an_installation_is_its_own_and_stays():
    ours = derived_prefix("a-secret", "entrepot")
    assert ours == derived_prefix("a-secret", "entrepot")
    assert len({ours, derived_prefix("a-secret", "staging"), derived_prefix("another", "entrepot")}) == 3
    assert "secret" not in ours


def test_the_queue_and_the_cache_carry_it_too():
    environment = environment_for("sqlite://:memory:", REDIS_PREFIX="shop-a:", CACHE_URL="redis://127.0.0.1:1/0")
    words = "settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix'], settings.CACHES['default']['KEY_PREFIX']"
    told = subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; print(*({words}))"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["shop-a:", "shop-a:cache"]
