import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto import Secret
from core.fields import EncryptedTextField
from core.models import PartnerAccount


class StockBasis(models.TextChoices):
    """Which of a supplier's figures feed what we sell."""

    TOTAL = "total", _("all that the supplier offers")
    VERIFIED = "verified", _("its own warehouses, and the maker's stock where it was checked")
    OWN = "own", _("its own warehouses only")


class SupplierAccount(PartnerAccount):
    """An account at a supplier. Its credentials are stored here or, with `from_environment`, read from the settings.

    `webhook_path` is the random part of the address that the supplier calls: it names the account. `webhook_key` is what
    its pushes are signed with (CJ's openId). `credential_mark` tells whether tokens were fetched with other credentials
    than those of now. `limits` is what the supplier said of calls and quotas when last asked.
    """

    supplier = models.CharField(_("supplier"), max_length=40)  # a slug of the registry
    from_environment = models.BooleanField(_("from the environment"), default=False, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    api_key = EncryptedTextField(_("API key"), blank=True)
    api_secret = EncryptedTextField(_("API secret"), blank=True)
    platform_token = EncryptedTextField(_("platform token"), blank=True)
    tier = models.CharField(_("tier"), max_length=20, blank=True, default="")
    calls_per_second = models.FloatField(_("calls a second"), null=True, blank=True, editable=False)
    limits = models.JSONField(_("limits"), default=dict, blank=True, editable=False)
    credential_mark = models.CharField(max_length=32, blank=True, default="", editable=False)
    webhook_path = models.CharField(max_length=64, unique=True, editable=False, default="")
    webhook_key = EncryptedTextField(_("webhook key"), blank=True, editable=False)
    webhook_url = models.CharField(_("webhook address"), max_length=400, blank=True, default="", editable=False)
    webhooks_checked_at = models.DateTimeField(_("webhooks checked"), null=True, blank=True, editable=False)
    stock_basis = models.CharField(_("stock to sell"), max_length=10, choices=StockBasis, default=StockBasis.TOTAL)
    ship_to = models.CharField(_("costs and freight for (country)"), max_length=2, blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    last_transaction_at = models.DateTimeField(_("last transaction"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("supplier account")
        verbose_name_plural = _("supplier accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier"],
                condition=models.Q(from_environment=True),
                name="one_supplier_account_from_environment",
            )
        ]

    def save(self, **kwargs: Any) -> None:
        if not self.webhook_path:
            self.webhook_path = secrets.token_urlsafe(24)
        super().save(**kwargs)

    @property
    def partner(self) -> str:
        return self.supplier

    def credential(self, name: str) -> Secret:
        """`api_key`, `api_secret`, `platform_token`, …: this row's own or, for the environment's account, the setting's
        (SUPPLIER_ENVIRONMENT). False where there is none."""
        if self.from_environment:
            return Secret(settings.SUPPLIER_ENVIRONMENT.get(self.supplier, {}).get(name, ""))
        stored: Secret = getattr(self, name, Secret(""))
        return stored
