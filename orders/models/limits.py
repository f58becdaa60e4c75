"""How much may be spent, and the switch that stops all spending."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from suppliers.models import SupplierAccount


class BuyingSwitch(models.Model):
    """One row: whether anything is bought or paid at all. Looked at in the transaction that is about to spend."""

    is_on = models.BooleanField(_("buying is on"), default=True)
    why = models.CharField(_("why it was switched"), max_length=200, blank=True, default="")
    by = models.CharField(_("by"), max_length=150, blank=True, default="")
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("buying switch")
        verbose_name_plural = _("buying switch")

    def __str__(self) -> str:
        return "on" if self.is_on else "off"

    def save(self, **kwargs: Any) -> None:
        self.pk = 1
        super().save(**kwargs)


class BuyingLimit(TimeStamped):
    """What one supplier account may spend by itself, in `currency`. None means no limit of that kind, except that
    without a row the defaults of the settings hold (BUYING_PER_ORDER, BUYING_PER_DAY, BUYING_AUTOMATIC_PER_HOUR)."""

    account = models.OneToOneField(
        SupplierAccount, on_delete=models.CASCADE, related_name="buying_limit", verbose_name=_("account")
    )
    is_on = models.BooleanField(_("may buy"), default=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    per_order = models.DecimalField(_("at most for one order"), max_digits=12, decimal_places=2, null=True, blank=True)
    per_day = models.DecimalField(_("at most a day"), max_digits=12, decimal_places=2, null=True, blank=True)
    automatic_per_hour = models.PositiveIntegerField(_("approved by rule, an hour"), null=True, blank=True)
    pays_by_itself = models.BooleanField(_("approved purchases are paid by the hub"), default=False)

    class Meta:
        verbose_name = _("buying limit")
        verbose_name_plural = _("buying limits")

    def __str__(self) -> str:
        return str(self.account)
