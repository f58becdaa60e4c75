"""Payment disputes: a buyer has asked their bank for the money back. Read from the marketplace; the answer is staff's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from marketplaces.models import MarketplaceAccount
from orders.models.order import Order
from orders.models.public_id import dispute_id


class DisputeState(models.TextChoices):
    ACTION_NEEDED = "action_needed", _("waits for our answer")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    OTHER = "", _("unknown")


class DisputeReason(models.TextChoices):
    NOT_RECEIVED = "not_received", _("not received")
    NOT_AS_DESCRIBED = "not_as_described", _("not as described")
    NOT_WANTED = "not_wanted", _("not wanted any more")
    NOT_RECOGNISED = "not_recognised", _("payment not recognised")
    REFUND_MISSING = "refund_missing", _("refund missing")
    COUNTERFEIT = "counterfeit", _("counterfeit")
    CHARGED_TWICE = "charged_twice", _("charged twice")
    WRONG_AMOUNT = "wrong_amount", _("wrong amount")
    RETURNED = "returned", _("goods returned")
    FRAUD = "fraud", _("fraud")
    OTHER = "other", _("another reason")


class DisputeAnswer(models.TextChoices):
    NONE = "", _("none yet")
    ACCEPTED = "accepted", _("accepted")
    CONTESTED = "contested", _("contested")


class PaymentDispute(TimeStamped):
    """`details` is what the marketplace tells beyond the columns, in our words (evidence, what it asks for, lines).
    `asked_by` is who has decided on the answer that is on its way, "" where none is."""

    State = DisputeState
    Answer = DisputeAnswer

    public_id = models.CharField(_("id"), max_length=32, unique=True, default=dispute_id, editable=False)
    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("shop")
    )
    remote_id = models.CharField(_("the marketplace's number"), max_length=120)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name=_("order")
    )
    remote_order_id = models.CharField(_("order there"), max_length=120, blank=True, default="")
    state = models.CharField(_("state"), max_length=16, choices=DisputeState, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=20, choices=DisputeReason, default=DisputeReason.OTHER)
    answer = models.CharField(_("answer"), max_length=12, choices=DisputeAnswer, blank=True, default="")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=60, blank=True, default="")
    asked_by = models.CharField(_("answered by"), max_length=150, blank=True, default="")
    details = models.JSONField(default=dict, blank=True, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment dispute")
        verbose_name_plural = _("payment disputes")
        permissions = [("answer_paymentdispute", _("Can answer payment disputes"))]
        constraints = [models.UniqueConstraint(fields=["account", "remote_id"], name="payment_dispute_once")]
        indexes = [models.Index(fields=["state", "answer_by"], name="payment_dispute_due")]

    def __str__(self) -> str:
        return self.remote_id
