from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Append-only history: what happened to which object, when, by whom and why.

    `kind` is a code (`product.updated`, `sync_run.held`); `data` holds its values; the words are made on the screen.
    """

    subject_type = models.CharField(_("object kind"), max_length=60)  # a model label, e.g. "inventory.product"
    subject_id = models.CharField(_("object"), max_length=64)
    kind = models.CharField(_("event"), max_length=60)
    data = models.JSONField(_("values"), default=dict, blank=True)
    actor = models.CharField(_("by"), max_length=150, blank=True, default="")
    run_id = models.BigIntegerField(_("run"), null=True, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        permissions = [("view_audit", _("Can see who did what"))]
        indexes = [
            models.Index(fields=["actor", "-id"], name="event_actor"),
            models.Index(fields=["subject_type", "-id"], name="event_kind_of_subject"),
            models.Index(fields=["run_id", "-id"], name="event_run", condition=models.Q(run_id__isnull=False)),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="event_subject"),
            models.Index(fields=["created_at"], name="event_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id}"
