from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.models.product import Product


class Supply(models.Model):
    """One supplier's offer of one product, written down for those who may not ask the supplier: stock, cost, rank.

    `source` names the offer (`cj-dropshipping:3:1780000000000000101`: supplier, account, their variant). `quantity` is
    how many of our units it can deliver, as of `as_of`; an offer that could not be read keeps its last figures and date.
    `cost` is for one of our units in `currency`, without freight. Rank 1 is asked first. `trusted` is false while the
    offer waits for staff (its options changed, it was never confirmed): such an offer is shown and not sold; `reason`
    then says why, by a code ("unconfirmed", "changed", "gone", "disabled").
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="supplies", verbose_name=_("product"))
    source = models.CharField(_("offer"), max_length=160)
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    trusted = models.BooleanField(_("trusted"), default=True)
    reason = models.CharField(_("why not trusted"), max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("supply")
        verbose_name_plural = _("supplies")
        constraints = [models.UniqueConstraint(fields=["product", "source"], name="supply_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.quantity}"
