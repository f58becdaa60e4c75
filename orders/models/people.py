"""The only two tables that hold personal data. What else tells of people points here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped


class Customer(TimeStamped):
    """Who buys. `source` is the shop (`shopify:3`) or the program (`api:7`) that told of them, `remote_id` its number
    for them, "" for a guest. Erased: all of it is overwritten, `erased_at` says when."""

    source = models.CharField(_("told by"), max_length=80, blank=True, default="")
    remote_id = models.CharField(_("their number there"), max_length=120, blank=True, default="")
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=50, blank=True, default="")
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "remote_id"], condition=~models.Q(remote_id=""), name="customer_once"
            )
        ]
        indexes = [models.Index(fields=["email"], name="customer_email")]

    def __str__(self) -> str:
        return f"#{self.pk}"  # never the name: this text ends up in logs and history


class Address(TimeStamped):
    """Where the parcels of one order go. `country` is ISO 3166, two letters."""

    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    company = models.CharField(_("company"), max_length=200, blank=True, default="")
    address1 = models.CharField(_("address"), max_length=255, blank=True, default="")
    address2 = models.CharField(_("address, second line"), max_length=255, blank=True, default="")
    city = models.CharField(_("city"), max_length=120, blank=True, default="")
    province = models.CharField(_("province"), max_length=120, blank=True, default="")
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True, default="")
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=50, blank=True, default="")
    tax_id = models.CharField(_("tax number"), max_length=40, blank=True, default="")
    by_staff = models.BooleanField(_("corrected by staff"), default=False, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return f"#{self.pk}"
