from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from orders.models.order import Order
from orders.models.parcels import Shipment


class MailEvent(models.TextChoices):
    CONFIRMED = "confirmed", _("order received and confirmed")
    SHIPPED = "shipped", _("parcel sent")
    IN_TRANSIT = "in_transit", _("parcel on its way")
    DELAYED = "delayed", _("parcel delayed")
    DELIVERED = "delivered", _("parcel delivered")


class MailState(models.TextChoices):
    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("not sent on purpose")


class Notification(TimeStamped):
    """One message to the customer of an order. Whom it goes to and what it says is worked out when it is sent, so that
    no personal data stands here. `dedupe_key` (`<order>:<event>:<parcel or ->`) makes it happen once; `message_id` is
    the same at every try. `reason` is a code that says why it was not sent."""

    Event = MailEvent
    State = MailState

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notifications", verbose_name=_("order"))
    shipment = models.ForeignKey(
        Shipment,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("parcel"),
    )
    event = models.CharField(_("event"), max_length=12, choices=MailEvent)
    dedupe_key = models.CharField(max_length=120, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.PENDING)
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    message_id = models.CharField(_("message id"), max_length=200, blank=True, default="", editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("error"), blank=True, default="")  # redacted
    sending_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        permissions = [("send_notification", _("Can send messages to customers again"))]
        indexes = [
            models.Index(fields=["state", "-id"], name="notification_state", condition=~Q(state="sent")),
        ]

    def __str__(self) -> str:
        return self.dedupe_key
