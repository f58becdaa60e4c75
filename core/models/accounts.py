from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField, SecretHolder
from core.models.base import TimeStamped

# Each written by one UPDATE of its own, under comparison.
_KEPT_BY_OTHERS = frozenset(
    {"access_token", "access_expires_at", "refresh_token", "refresh_expires_at", "token_issued_at", "token_version"}
    | {"token_lease_until", "token_lease_by", "last_ok_at", "last_error_at", "last_error_code", "last_error"}
)


class AccountMode(models.TextChoices):
    LIVE = "live", _("live")
    SANDBOX = "sandbox", _("sandbox")
    SIMULATED = "simulated", _("simulated")


class AccountState(models.TextChoices):
    NEW = "new", _("not connected yet")
    OK = "ok", _("connected")
    NEEDS_RECONNECT = "needs_reconnect", _("must be authorised again")
    PAUSED = "paused", _("paused")


class PartnerAccount(TimeStamped, SecretHolder):
    """One account at one partner: its tokens, how long they live, and how its last calls went.

    Tokens are written by `core.credentials` alone, `token_version` going up by one with each pair; `token_lease_*` is
    the right to fetch the next one. `last_ok_at` and `last_error*` are written by `core.account_health`. Saving a row
    that was read before leaves all of these alone, unless `update_fields` names them.
    """

    Mode = AccountMode
    State = AccountState

    name = models.CharField(_("name"), max_length=100, unique=True)
    mode = models.CharField(_("environment"), max_length=10, choices=AccountMode, default=AccountMode.LIVE)
    state = models.CharField(_("state"), max_length=16, choices=AccountState, default=AccountState.NEW)
    state_reason = models.CharField(_("why"), max_length=300, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    remote_id = models.CharField(_("account at the partner"), max_length=120, blank=True, default="", editable=False)

    access_token = EncryptedTextField(_("access token"), blank=True, editable=False)
    access_expires_at = models.DateTimeField(_("access token ends"), null=True, blank=True, editable=False)
    refresh_token = EncryptedTextField(_("refresh token"), blank=True, editable=False)
    refresh_expires_at = models.DateTimeField(_("refresh token ends"), null=True, blank=True, editable=False)
    token_issued_at = models.DateTimeField(_("token issued"), null=True, blank=True, editable=False)
    token_version = models.PositiveIntegerField(default=0, editable=False)
    token_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    token_lease_by = models.CharField(max_length=40, blank=True, default="", editable=False)

    last_ok_at = models.DateTimeField(_("last good call"), null=True, blank=True, editable=False)
    last_error_at = models.DateTimeField(_("last failed call"), null=True, blank=True, editable=False)
    last_error_code = models.CharField(_("last error"), max_length=60, blank=True, default="", editable=False)
    last_error = models.TextField(_("last error, in full"), blank=True, default="", editable=False)  # redacted

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding and kwargs.get("update_fields") is None:
            names = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            kwargs["update_fields"] = [name for name in names if name not in _KEPT_BY_OTHERS]
        super().save(**kwargs)

    @property
    def partner(self) -> str:
        """The slug by which core's rows and errors name the partner."""
        raise NotImplementedError

    @property
    def has_token(self) -> bool:
        """Whether there is something to call with, fetched or given by staff."""
        return bool(self.access_token)

    @property
    def account_id(self) -> str:
        """How core's rows (calls, events, budgets) name this account."""
        return str(self.pk or "")
