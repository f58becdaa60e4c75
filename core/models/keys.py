from django.db import models

from core.crypto import KeyRing, Secret, Stored

CANARY_TEXT = "this key reads"


class KeyCanary(models.Model):
    """A known text encrypted with each key that has encrypted a secret.

    The start-up check reads it before any real secret is touched. It goes when `rotate_keys` has left its key unused.
    """

    fingerprint = models.CharField(max_length=8, unique=True)
    token = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.fingerprint

    @classmethod
    def remember(cls, ring: KeyRing, using: str) -> None:
        """Write the canary of the ring's encrypting key where there is none yet."""
        rows = cls._default_manager.using(using)
        if not rows.filter(fingerprint=ring.current).exists():
            token = ring.encrypt(CANARY_TEXT, cls.context(ring.current))
            rows.get_or_create(fingerprint=ring.current, defaults={"token": str(token)})

    @staticmethod
    def context(fingerprint: str) -> str:
        return f"core.keycanary:{fingerprint}"

    def read(self, ring: KeyRing) -> Secret:
        """Raises KeyMissing, KeyUnknown or SecretUnreadable."""
        return ring.decrypt(Stored(self.token), self.context(self.fingerprint))
