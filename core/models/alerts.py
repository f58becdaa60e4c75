from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Alert(models.Model):
    """Something staff should know, once for each cause: open until the cause is gone. `data` holds the values its words need.

    `notified_at` and `all_clear_at` say when the two mails were accepted by the mail server.
    """

    kind = models.CharField(_("kind"), max_length=40)
    cause = models.CharField(_("cause"), max_length=200)
    data = models.JSONField(_("values"), default=dict, blank=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    notified_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    all_clear_at = models.DateTimeField(_("all-clear mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "cause"], condition=Q(closed_at__isnull=True), name="one_open_alert_a_cause"
            )
        ]
        indexes = [models.Index(fields=["-opened_at"], name="alert_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.cause}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class AlertSwitch(models.Model):
    """Whether one kind of alert is mailed, as staff said in the console. Without a row the settings decide."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    is_on = models.BooleanField(_("mailed"))
    changed_by = models.CharField(_("changed by"), max_length=150, blank=True, default="")
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("alert switch")
        verbose_name_plural = _("alert switches")

    def __str__(self) -> str:
        return f"{self.kind}: {'on' if self.is_on else 'off'}"
