from django.db import models


class IdempotentAnswer(models.Model):
    """The answer to a write that carried an `Idempotency-Key`: the same caller with the same key gets it again.

    Written in the transaction of the write itself. `fingerprint` is the hash of method, path and body.
    """

    actor = models.CharField(max_length=80)  # "client:<pk>" or "user:<pk>"
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    location = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotent_created")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
