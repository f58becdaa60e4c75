from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import HubError
from core.fields import EncryptedTextField, SecretHolder, StoredSecret
from core.history import record
from core.models import TimeStamped


class MissingKey(HubError):  # noqa: N818 - the name says what is wrong
    """There is no key for the B2B inventory service: no active row and no setting."""


class ApiKey(TimeStamped, SecretHolder):
    """Our key for the B2B inventory service, stored encrypted. At most one is active.

    Saving an active key retires the other in the same transaction and writes that down; `retired` then holds its name.
    `set_by` and `set_at` say who entered the secret, and when; without a secret in the form both stay.
    """

    name = models.CharField(_("name"), max_length=100)
    key = EncryptedTextField(_("key"))
    is_active = models.BooleanField(_("active"), default=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("B2B API key")
        verbose_name_plural = _("B2B API keys")
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="one_active_api_key")
        ]

    retired = ""

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """Retire the other active key, note when the secret was entered, write both down: all in one transaction."""
        with transaction.atomic(using=kwargs.get("using")):
            if self.is_active:
                self.retired = self._retire_others()
            is_new_secret = bool(self.key) and not isinstance(self.key, StoredSecret)
            if is_new_secret:
                self.set_at = timezone.now()
                if kwargs.get("update_fields") is not None:
                    kwargs["update_fields"] = {*kwargs["update_fields"], "set_at", "set_by"}
            super().save(**kwargs)
            if is_new_secret:
                record(self, "api_key.set", by=self._who(), data={"last4": self.key.last4})
            if self.retired:
                record(self, "api_key.activated", by=self._who(), data={"retired": self.retired})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """That another key is active is no reason to refuse this one in a form: `save` retires the other first."""
        super().validate_constraints(exclude={*(exclude or ()), "is_active"})

    def activate(self, by: str) -> None:
        """Make this the key that is used; `retired` holds the name of the one it takes over from."""
        with transaction.atomic():
            self.is_active = True
            self.retired = self._retire_others(by)
            super().save(update_fields=["is_active", "updated_at"])
            record(self, "api_key.activated", by=by, data={"retired": self.retired})

    def _retire_others(self, by: str = "") -> str:
        keys = ApiKey.objects.select_for_update().order_by("pk")  # all of them: two activations wait for one another
        others = [key for key in keys if key.is_active and key.pk != self.pk]
        for other in others:
            ApiKey.objects.filter(pk=other.pk).update(is_active=False, updated_at=timezone.now())
            record(other, "api_key.retired", by=by or self._who(), data={"by_key": self.name})
        return ", ".join(other.name for other in others)

    def _who(self) -> str:
        return self.set_by.get_username() if self.set_by else ""

    @property
    def masked_key(self) -> str:
        """What staff may see of the key: `•••• 1234`."""
        return self.key.masked

    def get_key(self) -> str:
        """The key in clear. Raises a `core.crypto.SecretError` when it cannot be read; never gives "" for that."""
        return self.key.reveal()

    @classmethod
    def get_active_key(cls) -> str:
        """The active row's key, else the setting `B2B_API_KEY`. Raises MissingKey without either."""
        active = cls.objects.filter(is_active=True).first()
        if active is not None:
            return active.get_key()
        if settings.B2B_API_KEY:
            return str(settings.B2B_API_KEY)
        raise MissingKey("No B2B API key is active: add one under 'B2B API keys' in the admin, or set B2B_API_KEY.")
