from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models import Category, Product
from marketplaces.models.account import MarketplaceAccount


class StockThreshold(TimeStamped):
    """From how few sellable units on staff are told. Of several that fit the most particular counts: the product's, then
    its category's or that of the nearest category above, then the shop's, then the one for everything. `least` 0: only
    what has run out."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shop")
    )
    least = models.PositiveIntegerField(_("low from"), default=3)

    class Meta:
        verbose_name = _("stock threshold")
        verbose_name_plural = _("stock thresholds")
        constraints = [
            models.CheckConstraint(
                condition=Q(product=None) | Q(category=None), name="stock_threshold_of_product_or_category"
            ),
        ]

    def __str__(self) -> str:
        return str(self.product or self.category or self.account or "*")


class StockAlertKind(models.TextChoices):
    OUT = "out", _("sold out")
    LOW = "low", _("low")
    OVERSOLD = "oversold", _("oversold")
    STALE = "stale", _("figure too old")


class StockAlert(models.Model):
    """A product on sale in a shop that has run low there, from when it was first seen until it was mended: one row for
    each cause, closed by itself. `snoozed_until`: nobody is told before."""

    Kind = StockAlertKind

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, related_name="stock_alerts", verbose_name=_("shop")
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="stock_alerts", verbose_name=_("product")
    )
    kind = models.CharField(_("what"), max_length=8, choices=StockAlertKind)
    sellable = models.IntegerField(_("sellable"))
    threshold = models.PositiveIntegerField(_("low from"), default=0)
    opened_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("mended"), null=True, blank=True)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stock alert")
        verbose_name_plural = _("stock alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "product"], condition=Q(closed_at=None), name="stock_alert_open_once"
            ),
        ]
        indexes = [models.Index(fields=["closed_at"], name="stock_alert_closed")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.kind}"
