from django.db import models
from django.utils.translation import gettext_lazy as _


class InboundState(models.TextChoices):
    RECEIVED = "received", _("stored")
    DONE = "done", _("processed")
    IGNORED = "ignored", _("ignored")
    DEAD = "dead", _("failed")


class InboundEvent(models.Model):
    """A webhook as it came in, its signature checked, stored once under the partner's own id for it.

    `raw` is the body byte for byte, parsed only by the job that processes it; it goes after some days, the row stays so
    that a late repeat is still known. `aggregate_key` names what the event is about where that is known at the door.
    `reason` is a code; the words are the app's.
    """

    State = InboundState

    partner = models.CharField(_("partner"), max_length=40)
    account_id = models.CharField(_("account"), max_length=64, blank=True, default="")
    dedupe_key = models.CharField(_("event id"), max_length=128)
    topic = models.CharField(_("kind"), max_length=80, blank=True, default="")
    aggregate_key = models.CharField(_("object"), max_length=160, blank=True, default="")
    raw = models.BinaryField(editable=False, default=b"")
    headers = models.JSONField(_("headers"), default=dict, blank=True)  # an allow-list, never a signature or a token
    state = models.CharField(_("state"), max_length=10, choices=InboundState, default=InboundState.RECEIVED)
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    error = models.TextField(_("error"), blank=True, default="")  # redacted
    result = models.JSONField(_("result"), default=dict, blank=True)
    repeats = models.PositiveIntegerField(_("repeats"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    partner_time = models.DateTimeField(_("sent"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        # A body may name a customer: seeing that a webhook came is one right, reading it is another.
        permissions = [("view_inboundevent_body", _("Can read the body of a webhook"))]
        # Begins with the event's id, which staff search for by itself.
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key", "account_id", "partner"], name="inbound_event_once")
        ]
        indexes = [
            models.Index(fields=["-received_at"], name="inbound_recent"),
            models.Index(fields=["state", "received_at"], name="inbound_waiting", condition=~models.Q(state="done")),
            models.Index(fields=["partner", "account_id", "-received_at"], name="inbound_account"),
            models.Index(fields=["topic", "-received_at"], name="inbound_topic"),
            models.Index(fields=["reason", "-received_at"], name="inbound_reason", condition=~models.Q(reason="")),
            # The search for the beginning of an object's name; the operator class is PostgreSQL's, others need none.
            models.Index(fields=["aggregate_key"], name="inbound_object", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.topic} {self.dedupe_key}"
