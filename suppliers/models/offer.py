from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models import Product
from suppliers.models.account import SupplierAccount


class OfferState(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    SUGGESTED = "suggested", _("suggested")
    CHANGED = "changed", _("changed at the supplier")
    GONE = "gone", _("gone at the supplier")
    DISABLED = "disabled", _("disabled")


class SupplierProduct(TimeStamped):
    """That one of our products is a variant of a supplier's product, and what that costs there.

    `quantity_ratio` is how many of theirs make one of ours. `option_fingerprint` is the hash of their options when staff
    confirmed the link: when those change the link is `changed` and waits. `checked_at` is when cost and stock were last
    read, `missing_since` when they were first not found. `order_key` is what an order has to name.
    """

    State = OfferState

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="supplier_products", verbose_name=_("product")
    )
    account = models.ForeignKey(
        SupplierAccount, on_delete=models.PROTECT, related_name="offers", verbose_name=_("account")
    )
    external_product_id = models.CharField(_("their product"), max_length=64)
    external_variant_id = models.CharField(_("their variant"), max_length=64)
    external_sku = models.CharField(_("their SKU"), max_length=120, blank=True, default="")
    order_key = models.CharField(max_length=300, blank=True, default="", editable=False)
    title = models.CharField(_("their title"), max_length=300, blank=True, default="")
    options = models.JSONField(_("their options"), default=list, blank=True)  # [["Color", "Grey"], ["Size", "40x30"]]
    option_fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    seen_options = models.JSONField(_("their options now"), null=True, blank=True)  # set while `changed`
    image_url = models.CharField(_("their picture"), max_length=1000, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.SUGGESTED)
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    quantity_ratio = models.PositiveSmallIntegerField(_("theirs for one of ours"), default=1)
    cost = models.DecimalField(_("cost of theirs"), max_digits=14, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    previous_cost = models.DecimalField(_("cost before"), max_digits=14, decimal_places=4, null=True, blank=True)
    cost_changed_at = models.DateTimeField(_("cost changed"), null=True, blank=True)
    weight_g = models.DecimalField(_("weight (g)"), max_digits=10, decimal_places=2, null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    missing_since = models.DateTimeField(_("not found since"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, default="")
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    class Meta:
        verbose_name = _("supplier offer")
        verbose_name_plural = _("supplier offers")
        constraints = [
            models.UniqueConstraint(fields=["product", "account", "external_variant_id"], name="supplier_product_once")
        ]
        indexes = [
            models.Index(fields=["account", "external_product_id"], name="offer_external_product"),
            models.Index(fields=["account", "external_variant_id"], name="offer_external_variant"),
            models.Index(fields=["checked_at"], name="offer_checked"),
            models.Index(
                fields=["state"],
                name="offer_needs_hand",
                condition=models.Q(state__in=["suggested", "changed", "gone"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_variant_id}"

    @property
    def source(self) -> str:
        """How `inventory.Supply` names this offer."""
        return f"{self.account.supplier}:{self.account_id}:{self.external_variant_id}"


class SupplierStock(models.Model):
    """What lies in one area for one offer, in units of theirs. `own` and `maker` None where they are not told apart."""

    offer = models.ForeignKey(SupplierProduct, on_delete=models.CASCADE, related_name="stock", verbose_name=_("offer"))
    area_id = models.CharField(_("area"), max_length=40, blank=True, default="")
    area_name = models.CharField(_("area's name"), max_length=120, blank=True, default="")
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    total = models.PositiveIntegerField(_("offered"), default=0)
    own = models.PositiveIntegerField(_("in its own warehouse"), null=True, blank=True)
    maker = models.PositiveIntegerField(_("at the maker"), null=True, blank=True)
    is_verified = models.BooleanField(_("maker's stock checked"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("supplier stock")
        verbose_name_plural = _("supplier stocks")
        constraints = [models.UniqueConstraint(fields=["offer", "area_id"], name="supplier_stock_once")]

    def __str__(self) -> str:
        return f"{self.area_name or self.area_id}: {self.total}"
