"""The purchase ledger's rows. Written by `orders.ledger.purchasing` and the actions of staff alone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from orders.models.order import Order, OrderLine
from orders.models.public_id import supplier_order_id
from suppliers.models import SupplierAccount, SupplierProduct


class PurchaseState(models.TextChoices):
    DRAFT = "draft", _("to approve")
    HELD = "held", _("held")
    READY = "ready", _("about to be sent")
    SENDING = "sending", _("being sent")
    UNKNOWN = "unknown", _("outcome unknown")
    NEEDS_OPERATOR = "needs_operator", _("needs a person")
    REJECTED = "rejected", _("refused by the supplier")
    PLACED = "placed", _("placed, to pay")
    PAY_READY = "pay_ready", _("payment approved")
    PAY_SENDING = "pay_sending", _("being paid")
    PAY_UNKNOWN = "pay_unknown", _("payment unknown")
    PAY_REJECTED = "pay_rejected", _("payment refused")
    PAID = "paid", _("paid")
    PARTLY_SHIPPED = "partly_shipped", _("partly shipped")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")


class SupplierOrder(TimeStamped):
    """What is bought at one supplier for one order, as one request.

    `client_no` is ours, deterministic (`<installation>-<order>-<part>-<generation>`) and unique for ever: the only
    handle against buying twice. `generation` is raised only after it was proven that nothing was bought.
    `approved_cost` is what was approved (goods and freight), all that is spent is compared with it. `supplier_order_ids`
    are the supplier's own numbers, several where it splits. `sent_at` is when the last request went out, `sends` how
    many did; `not_found` counts look-ups in a row that found nothing after the settling time. `request_digest` is the
    hash of what was asked for. `reason` is a code with `reason_values`; `message` is the supplier's own words, redacted.
    Amounts are in `currency`, the one the supplier is paid in.
    """

    State = PurchaseState

    public_id = models.CharField(_("id"), max_length=32, unique=True, default=supplier_order_id, editable=False)
    client_no = models.CharField(_("our number"), max_length=50, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="supplier_orders", verbose_name=_("order"))
    account = models.ForeignKey(
        SupplierAccount, on_delete=models.PROTECT, related_name="purchases", verbose_name=_("supplier")
    )
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    generation = models.PositiveSmallIntegerField(_("generation"), default=1)
    state = models.CharField(_("state"), max_length=16, choices=PurchaseState, default=PurchaseState.DRAFT)
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    reason_values = models.JSONField(default=dict, blank=True, editable=False)
    message = models.TextField(_("last message"), blank=True, default="")

    country = models.CharField(_("to (country)"), max_length=2, blank=True, default="")
    origin = models.CharField(_("from (country)"), max_length=2, blank=True, default="")
    service_code = models.CharField(_("way of sending"), max_length=120, blank=True, default="")
    min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    goods_cost = models.DecimalField(_("goods"), max_digits=14, decimal_places=4, null=True, blank=True)
    freight_cost = models.DecimalField(_("freight"), max_digits=14, decimal_places=4, null=True, blank=True)
    approved_cost = models.DecimalField(_("approved"), max_digits=14, decimal_places=4, null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True, default="")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    is_automatic = models.BooleanField(_("approved by rule"), default=False)

    request_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    sends = models.PositiveSmallIntegerField(_("times sent"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    looked_up_at = models.DateTimeField(_("looked up"), null=True, blank=True)
    next_look_at = models.DateTimeField(_("next look"), null=True, blank=True)
    not_found = models.PositiveSmallIntegerField(_("times not found"), default=0)
    supplier_order_ids = models.JSONField(_("the supplier's numbers"), default=list, blank=True)
    placed_at = models.DateTimeField(_("placed"), null=True, blank=True)
    supplier_amount = models.DecimalField(_("supplier asks"), max_digits=14, decimal_places=4, null=True, blank=True)
    supplier_status = models.CharField(_("supplier's word"), max_length=60, blank=True, default="")

    pay_approved_by = models.CharField(_("payment approved by"), max_length=150, blank=True, default="")
    pay_sent_at = models.DateTimeField(_("payment sent"), null=True, blank=True)
    pay_amount = models.DecimalField(_("payment"), max_digits=14, decimal_places=4, null=True, blank=True)
    payment_ref = models.CharField(_("payment number"), max_length=120, blank=True, default="")
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    cancel_wanted_at = models.DateTimeField(_("cancel wanted"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("supplier order")
        verbose_name_plural = _("supplier orders")
        permissions = [
            ("approve_supplierorder", _("Can approve purchases")),
            ("pay_supplierorder", _("Can pay purchases")),
            ("look_up_supplierorder", _("Can have purchases looked up at the supplier")),
            ("can_resolve_unknown", _("Can decide on purchases whose outcome is unknown")),
            ("switch_buying", _("Can stop and start all buying")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "part", "generation"], name="supplier_order_part_once"),
            models.CheckConstraint(condition=Q(state__in=PurchaseState.values), name="supplier_order_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="supplier_order_state"),
            models.Index(fields=["account", "-sent_at"], name="supplier_order_spend"),
            models.Index(fields=["next_look_at"], name="supplier_order_look", condition=Q(next_look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.client_no


class SupplierOrderLine(models.Model):
    """So many units of one order line, bought as one variant of the supplier. `quantity` in our units,
    `supplier_quantity` in theirs; `unit_cost` is for one of theirs."""

    supplier_order = models.ForeignKey(
        SupplierOrder, on_delete=models.CASCADE, related_name="lines", verbose_name=_("supplier order")
    )
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="purchases", verbose_name=_("order line")
    )
    part = models.PositiveSmallIntegerField(default=1, editable=False)
    generation = models.PositiveSmallIntegerField(default=1, editable=False)
    offer = models.ForeignKey(
        SupplierProduct, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("offer")
    )
    external_product_id = models.CharField(_("their product"), max_length=64, blank=True, default="")
    external_variant_id = models.CharField(_("their variant"), max_length=64)
    external_sku = models.CharField(_("their SKU"), max_length=120, blank=True, default="")
    order_key = models.CharField(max_length=300, blank=True, default="", editable=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    supplier_quantity = models.PositiveIntegerField(_("theirs"))
    unit_cost = models.DecimalField(_("cost of theirs"), max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("supplier order line")
        verbose_name_plural = _("supplier order lines")
        constraints = [
            models.UniqueConstraint(fields=["order_line", "part", "generation"], name="line_bought_once_a_part"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="supplier_order_line_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_quantity} × {self.external_variant_id}"


class PurchaseAttempt(models.Model):
    """One request that may spend money, written down before it goes out. Neither names nor addresses stand in it."""

    class Kind(models.TextChoices):
        CREATE = "create", _("order")
        PAY = "pay", _("payment")
        CANCEL = "cancel", _("cancellation")

    class Outcome(models.TextChoices):
        OPEN = "open", _("no word yet")
        DONE = "done", _("done")
        NOT_SENT = "not_sent", _("not sent")
        REFUSED = "refused", _("refused")
        UNKNOWN = "unknown", _("unknown")

    supplier_order = models.ForeignKey(
        SupplierOrder, on_delete=models.CASCADE, related_name="attempts", verbose_name=_("supplier order")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    request = models.JSONField(_("request"), default=dict, blank=True)  # ids, quantities and amounts only
    request_digest = models.CharField(max_length=64, blank=True, default="")
    error_class = models.CharField(_("error"), max_length=80, blank=True, default="")
    error_code = models.CharField(_("code"), max_length=60, blank=True, default="")
    error = models.TextField(_("message"), blank=True, default="")  # redacted
    job_id = models.BigIntegerField(null=True, blank=True)
    by = models.CharField(_("by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("purchase attempt")
        verbose_name_plural = _("purchase attempts")
        indexes = [models.Index(fields=["supplier_order", "-id"], name="purchase_attempt_recent")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
