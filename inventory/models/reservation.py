from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.models.product import Product


class Reservation(models.Model):
    """Units of a product that were sold and are not bought yet: nobody else can be promised them.

    `order_ref` names the order and its line (`order:12:34`), written and removed by `orders`.
    """

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="reservations", verbose_name=_("product")
    )
    order_ref = models.CharField(_("for"), max_length=60)
    quantity = models.PositiveIntegerField(_("quantity"))
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [models.UniqueConstraint(fields=["product", "order_ref"], name="reservation_once")]

    def __str__(self) -> str:
        return f"{self.order_ref}: {self.quantity}"
