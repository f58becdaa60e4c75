from enum import IntFlag

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models.category import Category
from inventory.models.group import ProductGroup
from inventory.models.sync_status import SyncStatus
from inventory.querysets import ConfirmedRows, LastSyncedAt


class StaffField(IntFlag):
    """Fields whose value staff have set by hand: the sync leaves them alone until they are given back."""

    TITLE = 1
    DESCRIPTION = 2
    SKU = 4
    PRICE = 8
    STOCK = 16
    CATEGORY = 32
    BRAND = 64
    IMAGES = 128
    ACTIVE = 256


class Product(TimeStamped):
    """One sellable unit. `stock` is the B2B service's own figure; it is not sold on while `stock_known` is false.

    Stock is in units, or in `unit` ("kg", "g") for goods sold by weight. `staff_fields` is a set of `StaffField`.
    A variation belongs to a `group` and says in `options` which one it is (`{"Color": "Grey"}`), else None.
    `sold_30d` is in units, written once an hour by the orders. What suppliers offer stands in `supplies`.
    """

    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), blank=True, default="")
    sku = models.CharField(_("SKU"), max_length=100, blank=True, default="")
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    stock = models.DecimalField(_("stock"), max_digits=12, decimal_places=3, default=0)
    stock_known = models.BooleanField(_("stock known"), default=True)
    unit = models.CharField(_("unit"), max_length=8, blank=True, default="")
    brand = models.CharField(_("brand"), max_length=120, blank=True, default="")
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="products", verbose_name=_("category")
    )
    images = models.JSONField(_("pictures"), default=list, blank=True)  # absolute http(s) addresses, the first is shown
    is_active = models.BooleanField(_("active"), default=True)
    staff_fields = models.PositiveSmallIntegerField(_("set by staff"), default=0, editable=False)
    # Neither costs the catalogue sync anything: it names its columns, and the index holds only grouped products.
    group = models.ForeignKey(
        ProductGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="products",
        verbose_name=_("group"),
    )
    options = models.JSONField(_("options"), null=True, blank=True)
    sold_30d = models.PositiveIntegerField(_("sold in 30 days"), default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["sku"], name="product_sku"),
            models.Index(fields=["group"], name="product_group", condition=models.Q(group__isnull=False)),
            models.Index(fields=["-sold_30d"], name="product_sold", condition=models.Q(sold_30d__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_sellable(self) -> bool:
        return self.is_active and self.stock_known and self.stock > 0 and self.price > 0


class ExternalProduct(models.Model):
    """What the B2B service says of one product.

    `source_data` is the item as last received. `fingerprint` is its hash once all its values were taken over, b"" while
    some are not (a staged change waits). `unlinked_category` is the partner's category id ("=" and the name where only
    a name came) while no category of ours stands for it; "" otherwise.
    """

    # Unique by a constraint: `unique=True` would add a second, LIKE index on PostgreSQL that every insert pays for.
    external_id = models.CharField(_("partner's id"), max_length=64)
    external_sku = models.CharField(_("partner's SKU"), max_length=100, blank=True, default="")
    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, related_name="external", verbose_name=_("product")
    )
    site_id = models.CharField(_("site"), max_length=64, blank=True, default="")
    sync_status = models.CharField(_("sync state"), max_length=8, choices=SyncStatus, default=SyncStatus.SYNCED)
    synced_at = models.DateTimeField(_("written"))
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)
    unlinked_category = models.CharField(_("category not known yet"), max_length=300, blank=True, default="")
    fingerprint = models.BinaryField(default=b"", editable=False)
    source_data = models.BinaryField(default=b"", editable=False)

    objects = ConfirmedRows("products")
    last_synced_at = LastSyncedAt()

    class Meta:
        verbose_name = _("B2B product")
        verbose_name_plural = _("B2B products")
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["external_id"], name="external_product_once")]
        indexes = [
            models.Index(
                fields=["unlinked_category"],
                name="external_product_unlinked",
                condition=~models.Q(unlinked_category=""),
            ),
            models.Index(
                fields=["sync_status"], name="external_product_unwell", condition=~models.Q(sync_status="synced")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id}"
