from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped


class Rounding(models.TextChoices):
    NONE = "none", _("to the smallest coin")
    NINETY_NINE = "99", _("up to ….99")
    NINETY_FIVE = "95", _("up to ….95")
    WHOLE = "whole", _("up to whole units")


class PriceRule(TimeStamped):
    """How our price becomes a shop's: `percent` on top, then `fixed` (in the shop's currency), then rounding, never
    under the floor: worst landed cost among the ranked offers, the marketplace's `fee_percent` and `fee_fixed`, and
    `least_margin_percent` of the price.

    `rates` are how many units of the shop's currency one unit of another buys, `{"XOF": "0.001524"}`: what is not
    listed is not converted, and then not published.
    """

    Rounding = Rounding

    name = models.CharField(_("name"), max_length=100, unique=True)
    percent = models.DecimalField(_("on top (%)"), max_digits=7, decimal_places=2, default=0)
    fixed = models.DecimalField(_("and a fixed amount"), max_digits=12, decimal_places=2, default=0)
    rounding = models.CharField(_("rounding"), max_length=8, choices=Rounding, default=Rounding.NONE)
    fee_percent = models.DecimalField(_("marketplace's fee (%)"), max_digits=5, decimal_places=2, default=0)
    fee_fixed = models.DecimalField(_("and a fixed fee"), max_digits=12, decimal_places=2, default=0)
    least_margin_percent = models.DecimalField(_("least margin (%)"), max_digits=5, decimal_places=2, default=0)
    rates = models.JSONField(_("exchange rates"), default=dict, blank=True)

    class Meta:
        verbose_name = _("price rule")
        verbose_name_plural = _("price rules")

    def __str__(self) -> str:
        return self.name
