from django.db import models
from django.utils.translation import gettext_lazy as _

from suppliers.models.account import SupplierAccount
from suppliers.models.offer import SupplierProduct


class FreightQuote(models.Model):
    """One way to send so many of one offer to a country, as quoted. `service_code` goes into the order as it is."""

    account = models.ForeignKey(
        SupplierAccount, on_delete=models.CASCADE, related_name="quotes", verbose_name=_("account")
    )
    offer = models.ForeignKey(
        SupplierProduct, on_delete=models.CASCADE, null=True, blank=True, related_name="quotes", verbose_name=_("offer")
    )
    external_variant_id = models.CharField(_("their variant"), max_length=64)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    origin = models.CharField(_("from"), max_length=2, blank=True, default="")
    country = models.CharField(_("to"), max_length=2)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True, default="")
    service_code = models.CharField(_("service"), max_length=120)
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    price = models.DecimalField(_("freight"), max_digits=14, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    min_days = models.PositiveSmallIntegerField(_("days from"), null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(_("days to"), null=True, blank=True)
    is_tracked = models.BooleanField(_("tracked"), null=True, blank=True)
    quoted_at = models.DateTimeField(_("quoted"))

    class Meta:
        verbose_name = _("freight quote")
        verbose_name_plural = _("freight quotes")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "account",
                    "external_variant_id",
                    "quantity",
                    "origin",
                    "country",
                    "postal_code",
                    "service_code",
                ],
                name="freight_quote_once",
            )
        ]
        indexes = [models.Index(fields=["-quoted_at"], name="freight_quote_recent")]

    def __str__(self) -> str:
        return f"{self.name or self.service_code}: {self.price} {self.currency}"
