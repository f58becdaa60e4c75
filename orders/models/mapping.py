from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models import Product
from marketplaces.models import MarketplaceAccount


class RememberedMapping(TimeStamped):
    """Which product of ours staff said a shop's variant is, or for `account` None a program's SKU: taken for later orders."""

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shop")
    )
    key = models.CharField(_("variant or SKU"), max_length=130)  # `variant:<id>` or `sku:<text>`
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))
    by = models.CharField(_("by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"], condition=models.Q(account__isnull=False), name="mapping_of_shop_once"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(account__isnull=True), name="mapping_of_programs_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} -> {self.product_id}"
