import hashlib
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin

from core.fields import EncryptedTextField, SecretHolder


class Authenticator(TimestampMixin, ThrottlingMixin, Device, SecretHolder):  # type: ignore[misc]  # no types there
    """A person's authenticator app: the second factor of their login. At most one that counts and one being set up.

    `django_otp.plugins.otp_totp` would do the same with the key in clear text; here it is encrypted with the key ring.
    Written by `core.two_factor.authenticators` alone.
    """

    key = EncryptedTextField(_("key"))  # 32 letters of base32, as a person would type them into the app
    last_step = models.BigIntegerField(
        default=-1, editable=False
    )  # half minutes since 1970: that code and older are spent

    objects: ClassVar[models.Manager["Authenticator"]] = models.Manager()

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        default_permissions = ()  # a person's own; resetting another's takes `auth.change_user`
        constraints = [models.UniqueConstraint(fields=["user", "confirmed"], name="authenticator_one_of_each")]

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first wrong code; each further one doubles them."""
        return 1


class RecoveryCode(models.Model):
    """One of the codes for the day the phone is gone: works once. It has 80 random bits, so its digest needs no salt."""

    authenticator = models.ForeignKey(Authenticator, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["authenticator", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code #{self.pk}"

    @staticmethod
    def digest_of(code: Any) -> str:
        """Of the code as typed: capitals, spaces and dashes make no difference."""
        plain = "".join(letter for letter in str(code).lower() if letter.isalnum())
        return hashlib.sha256(plain.encode()).hexdigest()
