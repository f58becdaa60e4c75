from django.db import models


class RateLimitBucket(models.Model):
    """The shared clock of one partner limit (GCRA): `next_free_at` is the theoretical arrival time, seconds since 1970."""

    key = models.CharField(max_length=160, unique=True)
    next_free_at = models.FloatField(default=0.0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key


class CallBudget(models.Model):
    """What is left of a partner's allowance, as last heard from it or counted by us (see `core.budget`).

    `remaining` was right at `as_of`; with `refill_per_second` it grows from there up to `total`. `used` is what we spent
    on `day` (UTC), the reserve's part in `used_reserved`.
    """

    key = models.CharField(max_length=160, unique=True)
    total = models.FloatField(default=0.0)
    remaining = models.FloatField(default=0.0)
    refill_per_second = models.FloatField(default=0.0)
    day = models.DateField(null=True)
    used = models.FloatField(default=0.0)
    used_reserved = models.FloatField(default=0.0)
    as_of = models.DateTimeField()
    exhausted_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class CircuitBreaker(models.Model):
    """Whether calls to one account go out at all (see `core.breaker`). Counted over a window of a minute."""

    key = models.CharField(max_length=160, unique=True)
    window_started_at = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    times_opened = models.PositiveIntegerField(default=0)
    probe_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
