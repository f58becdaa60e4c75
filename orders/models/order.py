from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import ApiClient, TimeStamped
from inventory.models import Product
from marketplaces.models import MarketplaceAccount
from orders.models.people import Address, Customer
from orders.models.public_id import order_id
from orders.models.tags import OrderTag


class OrderStage(models.TextChoices):
    """Where an order stands: each order is in exactly one. Worked out by `orders.rules.stages`, never set by hand."""

    NEEDS_ATTENTION = "needs_attention", _("Needs attention")
    AWAITING_MAPPING = "awaiting_mapping", _("Awaiting mapping")
    ON_HOLD = "on_hold", _("On hold")
    UNDER_WAY = "under_way", _("Under way")
    TO_APPROVE = "to_approve", _("To approve")
    TO_PAY = "to_pay", _("To pay")
    PLACED = "placed", _("Placed")
    PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled or refunded")


class Payment(models.TextChoices):
    """How the buyer's payment is. Only PAID and PARTLY_REFUNDED orders are bought for."""

    PENDING = "pending", _("not paid yet")
    AUTHORIZED = "authorized", _("authorised, not captured")
    PARTLY_PAID = "partly_paid", _("partly paid")
    PAID = "paid", _("paid")
    PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    VOIDED = "voided", _("voided")
    EXPIRED = "expired", _("expired")
    UNKNOWN = "unknown", _("not understood")


class Order(TimeStamped):
    """What a customer ordered, from a shop (`account`, `remote_id`), from a program (`client`, `reference`) or from a file
    that staff brought (`channel`, `reference`): the telephone, a shop that is not connected.

    `state` is its stage, `reason` a code that says why it is there with `reason_values`; the words are
    `orders.reasons`'. `remote_updated_at` is the shop's own date of the version that we have: an older one never
    overwrites it. `is_quiet`: older than 48 hours when it was first seen, nobody is written to. `hold_until` None with a
    `hold_reason`: until staff release it. `decision` is the routing with all its candidates, `money` the sum behind
    `cost` and `profit` line by line; both are JSON without personal data. Amounts are in `currency`. `fingerprint` is the
    hash of the order as the shop last told it, b"" where it is to be taken in whatever comes.
    """

    Stage = OrderStage
    State = OrderStage
    Payment = Payment

    public_id = models.CharField(_("id"), max_length=32, unique=True, default=order_id, editable=False)
    account = models.ForeignKey(
        MarketplaceAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("shop"),
    )
    remote_id = models.CharField(_("the shop's number for it"), max_length=120, blank=True, default="")
    client = models.ForeignKey(
        ApiClient, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("program")
    )
    reference = models.CharField(_("reference"), max_length=120, blank=True, default="")
    channel = models.CharField(_("sold through"), max_length=40, blank=True, default="", editable=False)
    number = models.CharField(_("number"), max_length=60, blank=True, default="")  # what buyer and staff call it
    state = models.CharField(_("stage"), max_length=20, choices=OrderStage, default=OrderStage.UNDER_WAY)
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    reason_values = models.JSONField(default=dict, blank=True, editable=False)
    stage_since = models.DateTimeField(_("since"), null=True, blank=True)

    payment = models.CharField(_("payment"), max_length=16, choices=Payment, default=Payment.PENDING)
    is_test = models.BooleanField(_("test order"), default=False)
    is_quiet = models.BooleanField(_("nobody is written to"), default=False)
    placed_at = models.DateTimeField(_("placed"))
    remote_updated_at = models.DateTimeField(_("changed at the shop"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    fingerprint = models.BinaryField(default=b"", editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=60, blank=True, default="")
    ship_by = models.DateTimeField(_("ship by"), null=True, blank=True)

    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=4, null=True, blank=True)
    shipping = models.DecimalField(_("shipping"), max_digits=14, decimal_places=4, null=True, blank=True)
    tax = models.DecimalField(_("tax"), max_digits=14, decimal_places=4, null=True, blank=True)
    refunded = models.DecimalField(_("refunded"), max_digits=14, decimal_places=4, default=0)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=4, null=True, blank=True)
    profit = models.DecimalField(_("profit"), max_digits=14, decimal_places=4, null=True, blank=True)
    money = models.JSONField(default=dict, blank=True, editable=False)

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("customer")
    )
    address = models.ForeignKey(
        Address, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("address")
    )
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    note = models.TextField(_("staff's note"), blank=True, default="")  # never the customer's: that is personal data
    tags = models.ManyToManyField(OrderTag, blank=True, related_name="orders", verbose_name=_("tags"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    problems = models.JSONField(_("what could not be read"), default=list, blank=True, editable=False)

    hold_reason = models.CharField(_("why held"), max_length=200, blank=True, default="")
    hold_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=150, blank=True, default="")
    floor_accepted_by = models.CharField(max_length=150, blank=True, default="", editable=False)

    # Codes of problems that staff accept as they are (`orders.rules.stages.CAN_BE_SETTLED`): no reason to look any more.
    settled = models.JSONField(default=list, blank=True, editable=False)

    routed_at = models.DateTimeField(_("routed"), null=True, blank=True)
    decision = models.JSONField(_("how it was routed"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions = [
            ("hold_order", _("Can hold and release orders")),
            ("cancel_order", _("Can cancel orders")),
            ("accept_loss_order", _("Can let an order be bought that would lose money")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "remote_id"], condition=Q(account__isnull=False), name="order_of_shop_once"
            ),
            models.UniqueConstraint(
                fields=["client", "reference"],
                condition=Q(client__isnull=False) & ~Q(reference=""),
                name="order_of_client_once",
            ),
            models.UniqueConstraint(
                fields=["channel", "reference"], condition=~Q(channel=""), name="order_of_channel_once"
            ),
            models.CheckConstraint(condition=Q(state__in=OrderStage.values), name="order_stage_known"),
        ]
        indexes = [
            models.Index(fields=["state", "-placed_at", "-id"], name="order_stage"),
            models.Index(fields=["state", "stage_since", "ship_by"], name="order_waits"),
            models.Index(fields=["-placed_at", "-id"], name="order_recent"),
            models.Index(fields=["account", "-placed_at"], name="order_shop"),
            models.Index(fields=["number"], name="order_number"),
            models.Index(fields=["hold_until"], name="order_hold", condition=Q(hold_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number or self.reference or self.public_id

    @property
    def origin(self) -> str:
        """Where it was sold, by name; "" where a person told of it by hand."""
        if self.account is not None:
            return self.account.name
        return self.client.name if self.client is not None else self.channel

    @property
    def is_paid_for(self) -> bool:
        return self.payment in (Payment.PAID, Payment.PARTLY_REFUNDED)


class OrderLine(models.Model):
    """One line. `quantity` as ordered, `owed` what is still to be delivered after edits and refunds, of which
    `sent_elsewhere` left by parcels that are not ours and are never bought. `product` None: no
    product of ours is known for it, staff have to map it. `mapped_by_staff` lives through later readings."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", verbose_name=_("order"))
    remote_line_id = models.CharField(_("the shop's number for it"), max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="order_lines", verbose_name=_("product")
    )
    mapped_by_staff = models.BooleanField(default=False, editable=False)
    sku = models.CharField(_("SKU"), max_length=120, blank=True, default="")
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    variant_title = models.CharField(_("variant"), max_length=200, blank=True, default="")
    remote_variant_id = models.CharField(_("the shop's variant"), max_length=120, blank=True, default="")
    quantity = models.PositiveIntegerField(_("quantity"))
    owed = models.PositiveIntegerField(_("owed"))
    sent_elsewhere = models.PositiveIntegerField(_("sent without the hub"), default=0, editable=False)
    unit_price = models.DecimalField(_("price of one"), max_digits=14, decimal_places=4, null=True, blank=True)
    properties = models.JSONField(_("wishes"), default=list, blank=True)  # [["Engraving", "…"]], cut to what goods need
    requires_shipping = models.BooleanField(_("is sent"), default=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "remote_line_id"], condition=~Q(remote_line_id=""), name="order_line_once"
            )
        ]
        indexes = [models.Index(fields=["sku"], name="order_line_sku")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku or self.title}"
