from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models import Product, ProductGroup
from marketplaces.models.account import MarketplaceAccount


class ListingState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHING = "publishing", _("being published")
    ACTIVE = "active", _("on sale")
    ERROR = "error", _("refused")
    PAUSED = "paused", _("paused by staff")
    ENDED = "ended", _("ended")


class Listing(TimeStamped):
    """One product, or one group of variations, in one shop.

    `wanted_version` goes up by one with each change that the shop should see, `pushed_version` is the one that it was
    last brought to: a hundred changes are one push. `handle` is ours and never changes. `reason` is a code with
    `reason_values`; the words are `marketplaces.reasons`'. `drift` is what differed when the listing was last read back,
    `[{"product": 7, "field": "price", "ours": "9.90", "theirs": "8.90"}]`.

    `category_id`, `attributes` (`{"Brand": ["Kaba"]}`), `settings`, `own_title` and `own_description` are what staff
    chose for this listing alone; empty ones follow the category mapping, the shop's choices and the product.
    `fee_accepted_by` is who confirmed what publishing costs, "" while nobody has. `push_after`: a push that is owed waits
    until then, since the last was refused or has to be confirmed first.
    """

    State = ListingState

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.PROTECT, related_name="listings", verbose_name=_("shop")
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="listings", verbose_name=_("product")
    )
    group = models.ForeignKey(
        ProductGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="listings", verbose_name=_("group")
    )
    state = models.CharField(_("state"), max_length=12, choices=ListingState, default=ListingState.DRAFT)
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    reason_values = models.JSONField(default=dict, blank=True, editable=False)
    handle = models.CharField(_("handle"), max_length=120)
    title = models.CharField(_("title there"), max_length=255, blank=True, default="")
    own_title = models.CharField(_("title of its own"), max_length=255, blank=True, default="")
    own_description = models.TextField(_("description of its own"), blank=True, default="")
    category_id = models.CharField(_("their category"), max_length=200, blank=True, default="")
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    settings = models.JSONField(_("choices of its own"), default=dict, blank=True)
    template = models.ForeignKey(
        "marketplaces.PublishTemplate",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="listings",
        verbose_name=_("template"),
    )
    fee_accepted_by = models.CharField(_("fee confirmed by"), max_length=150, blank=True, default="", editable=False)
    fee_accepted_at = models.DateTimeField(_("fee confirmed"), null=True, blank=True, editable=False)
    remote_id = models.CharField(_("their number"), max_length=120, blank=True, default="")
    url = models.CharField(_("address"), max_length=400, blank=True, default="")
    is_visible = models.BooleanField(_("shown to buyers"), null=True, blank=True)
    wanted_version = models.PositiveIntegerField(default=1, editable=False)
    pushed_version = models.PositiveIntegerField(default=0, editable=False)
    push_after = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    pushed_at = models.DateTimeField(_("brought up to date"), null=True, blank=True)
    read_back_at = models.DateTimeField(_("read back"), null=True, blank=True)
    drift = models.JSONField(_("differences found"), default=list, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0, editable=False)
    price_rule = models.ForeignKey(
        "marketplaces.PriceRule",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="listings",
        verbose_name=_("price rule"),
        help_text=_("Instead of the shop's."),
    )

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        permissions = [("publish_listing", _("Can publish and end listings"))]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "product"], condition=Q(product__isnull=False), name="listing_of_product_once"
            ),
            models.UniqueConstraint(
                fields=["account", "group"], condition=Q(group__isnull=False), name="listing_of_group_once"
            ),
            models.UniqueConstraint(fields=["account", "handle"], name="listing_handle_once"),
            models.CheckConstraint(
                condition=Q(product__isnull=False, group__isnull=True) | Q(product__isnull=True, group__isnull=False),
                name="listing_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "remote_id"], name="listing_remote"),
            models.Index(fields=["state"], name="listing_state"),
            models.Index(fields=["read_back_at"], name="listing_read_back"),
            models.Index(fields=["updated_at"], name="listing_drifting", condition=Q(state="active") & ~Q(drift=[])),
        ]

    def __str__(self) -> str:
        return self.title or self.handle


class ListingVariant(models.Model):
    """One of our products as a variant of a listing: how the shop numbers it, what was last pushed, what was last seen.

    `pushed_*` is what the shop took from us, `seen_*` what it showed when it was read back, None where never. `sent_*`
    is a stock push that went out and whose outcome is not written yet; with `stock_version` it makes the push's key.
    `zero_at` is when a feed was first seen to say that nothing is left; it is pushed once another reading says so too.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="variants", verbose_name=_("listing"))
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="listing_variants", verbose_name=_("product")
    )
    remote_variant_id = models.CharField(_("their variant"), max_length=120, blank=True, default="")
    remote_inventory_id = models.CharField(_("their stock item"), max_length=120, blank=True, default="")
    sku = models.CharField(_("SKU there"), max_length=120, blank=True, default="")
    pushed_price = models.DecimalField(_("price there"), max_digits=14, decimal_places=4, null=True, blank=True)
    pushed_quantity = models.IntegerField(_("quantity there"), null=True, blank=True)
    seen_price = models.DecimalField(_("price seen"), max_digits=14, decimal_places=4, null=True, blank=True)
    seen_quantity = models.IntegerField(_("quantity seen"), null=True, blank=True)
    sent_quantity = models.IntegerField(null=True, blank=True, editable=False)
    sent_expected = models.IntegerField(null=True, blank=True, editable=False)
    zero_at = models.DateTimeField(null=True, blank=True, editable=False)
    stock_version = models.PositiveIntegerField(
        default=0, editable=False
    )  # part of the idempotency key of a stock push

    class Meta:
        verbose_name = _("listed variant")
        verbose_name_plural = _("listed variants")
        constraints = [models.UniqueConstraint(fields=["listing", "product"], name="listing_variant_once")]
        indexes = [models.Index(fields=["remote_variant_id"], name="listing_variant_remote")]

    def __str__(self) -> str:
        return self.sku or str(self.product_id)
