from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from orders.models.order import Order, OrderLine
from orders.models.purchases import SupplierOrder


class ParcelStatus(models.TextChoices):
    """Where a parcel is: the words of `suppliers.interface.TrackingStatus`."""

    NONE = "none", _("no news yet")
    SENT = "sent", _("handed over")
    IN_TRANSIT = "in_transit", _("on its way")
    CUSTOMS = "customs", _("at customs")
    OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
    READY_FOR_PICKUP = "ready_for_pickup", _("ready for pick-up")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("delivery failed")
    RETURNED = "returned", _("returned")
    UNKNOWN = "unknown", _("not understood")


class WriteBackState(models.TextChoices):
    NONE = "none", _("nothing to write")  # no shop, or nothing of it was sold there
    PENDING = "pending", _("to be written")
    SENDING = "sending", _("being written")
    WRITTEN = "written", _("written")
    CONFIRMED = "confirmed", _("written and read back")
    UNKNOWN = "unknown", _("outcome unknown")
    REFUSED = "refused", _("refused by the shop")


class Shipment(TimeStamped):
    """A parcel of one supplier order.

    `state` is how far the shop has been told; moved by compare-and-set. `carrier` is the supplier's word, `carrier_sent`
    the shop's. `events` are the tracking events, the newest first, `[{"at": …, "text": …, "place": …}]`. `moved_at` is
    when the last event happened. `remote_fulfilment_id` is the shop's number for the parcel. `external_order_id` is the
    supplier's order that it belongs to. `sent_at` is when the shop was last told of it, `number_sent` and
    `progress_sent` what it was told last.
    """

    State = WriteBackState
    Status = ParcelStatus

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments", verbose_name=_("order"))
    supplier_order = models.ForeignKey(
        SupplierOrder, on_delete=models.PROTECT, related_name="shipments", verbose_name=_("supplier order")
    )
    external_order_id = models.CharField(_("the supplier's number"), max_length=120, blank=True, default="")
    number = models.CharField(_("tracking number"), max_length=120)
    carrier = models.CharField(_("carrier"), max_length=120, blank=True, default="")
    carrier_sent = models.CharField(_("carrier as told to the shop"), max_length=120, blank=True, default="")
    url = models.CharField(_("address to follow it"), max_length=500, blank=True, default="")
    status = models.CharField(_("where it is"), max_length=20, choices=ParcelStatus, default=ParcelStatus.NONE)
    raw_status = models.CharField(_("carrier's word"), max_length=120, blank=True, default="")
    events = models.JSONField(_("events"), default=list, blank=True)
    shipped_at = models.DateTimeField(_("seen first"), null=True, blank=True)
    moved_at = models.DateTimeField(_("moved"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)

    state = models.CharField(
        _("told to the shop"), max_length=10, choices=WriteBackState, default=WriteBackState.PENDING
    )
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    message = models.TextField(_("the shop's words"), blank=True, default="")
    remote_fulfilment_id = models.CharField(_("the shop's number for it"), max_length=120, blank=True, default="")
    number_sent = models.CharField(_("number as told to the shop"), max_length=120, blank=True, default="")
    progress_sent = models.CharField(_("way as told to the shop"), max_length=20, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    written_at = models.DateTimeField(_("written"), null=True, blank=True)
    read_back_at = models.DateTimeField(_("read back"), null=True, blank=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.UniqueConstraint(fields=["supplier_order", "number"], name="shipment_once"),
            models.CheckConstraint(condition=~Q(number=""), name="shipment_has_number"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="shipment_told"),
            models.Index(fields=["status", "checked_at"], name="shipment_to_check"),
            models.Index(fields=["number"], name="shipment_number"),
        ]

    def __str__(self) -> str:
        return self.number


class ShipmentLine(models.Model):
    """So many units of an order line in this parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines", verbose_name=_("parcel"))
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="shipment_lines", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("line of a parcel")
        verbose_name_plural = _("lines of a parcel")
        constraints = [models.UniqueConstraint(fields=["shipment", "order_line"], name="shipment_line_once")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
