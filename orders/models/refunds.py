"""Money that is given back to a buyer by way of the marketplace. Written by `orders.refunding` and the actions of staff."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from marketplaces.interface import CancelReason
from orders.models.order import Order
from orders.models.public_id import refund_id


class RefundState(models.TextChoices):
    READY = "ready", _("about to be sent")
    SENDING = "sending", _("being sent")
    UNKNOWN = "unknown", _("outcome unknown")
    NEEDS_OPERATOR = "needs_operator", _("needs a person")
    PENDING = "pending", _("taken by the marketplace")
    DONE = "done", _("paid back")
    FAILED = "failed", _("failed at the marketplace")
    REJECTED = "rejected", _("refused by the marketplace")


class RefundReason(models.TextChoices):
    CUSTOMER = CancelReason.CUSTOMER.value, _("the customer changed their mind")
    INVENTORY = CancelReason.INVENTORY.value, _("not in stock")
    FRAUD = CancelReason.FRAUD.value, _("fraud")
    DECLINED = CancelReason.DECLINED.value, _("payment declined")
    STAFF = CancelReason.STAFF.value, _("staff's mistake")
    OTHER = CancelReason.OTHER.value, _("another reason")


class OrderRefund(TimeStamped):
    """One refund, sent to the marketplace a single time.

    `lines` are `[{"line_id", "amount"}]`, the marketplace's line ids with their part of `amount`; empty for an amount of
    the whole order. `known_before` are the marketplace's refunds that stood there before ours was sent: what is new after
    a lost answer is ours. `sent_at` is the fencing mark. `message` is the marketplace's own words, redacted.
    """

    State = RefundState
    Reason = RefundReason

    public_id = models.CharField(_("id"), max_length=32, unique=True, default=refund_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=16, choices=RefundState, default=RefundState.READY)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=16, choices=RefundReason)
    note = models.CharField(_("note"), max_length=100, blank=True, default="")
    lines = models.JSONField(default=list, blank=True, editable=False)
    requested_by = models.CharField(_("asked for by"), max_length=150, blank=True, default="")
    known_before = models.JSONField(default=list, blank=True, editable=False)
    remote_id = models.CharField(_("the marketplace's number"), max_length=120, blank=True, default="")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    looked_up_at = models.DateTimeField(_("looked up"), null=True, blank=True)
    not_found = models.PositiveSmallIntegerField(_("times not found"), default=0)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    message = models.TextField(_("last message"), blank=True, default="")

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        permissions = [("refund_order", _("Can give money back to buyers"))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RefundState.values), name="order_refund_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_refund_amount_positive"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["ready", "sending", "unknown", "needs_operator"]),
                name="order_refund_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="order_refund_state")]

    def __str__(self) -> str:
        return self.public_id
