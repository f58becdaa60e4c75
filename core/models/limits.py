from django.db import models


class RateLimitBucket(models.Model):
    """The shared clock of one partner limit (GCRA): `next_free_at` is the theoretical arrival time, seconds since 1970."""

    key = models.CharField(max_length=160, unique=True)
    next_free_at = models.FloatField(default=0.0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key
