from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    PENDING = "pending", _("waiting")
    LEASED = "leased", _("running")
    DONE = "done", _("done")
    DEAD = "dead", _("gave up")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """Deferred work. This table is the queue; Celery and the embedded worker only bring processes to it.

    `payload` holds ids only: no personal data, no secret. `dedupe_key` names the work where it must be filed once.
    A key is spent once: filing it again gives the same row back, finished or not. Jobs of one `aggregate_key` run one at
    a time. `attempts` counts claims, so that work which kills its worker comes to an end too.
    """

    State = JobState

    kind = models.CharField(_("kind"), max_length=80)
    dedupe_key = models.CharField(_("dedupe key"), max_length=200, blank=True, default="")
    aggregate_key = models.CharField(_("aggregate"), max_length=120, blank=True, default="")
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    priority = models.SmallIntegerField(_("priority"), default=100)  # lower first
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.PENDING)
    run_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=8)
    lost_leases = models.PositiveSmallIntegerField(_("workers lost"), default=0)  # claims that ended without a word
    cancel_requested = models.BooleanField(default=False, editable=False)
    lease_token = models.CharField(max_length=36, blank=True, default="", editable=False)
    lease_until = models.DateTimeField(_("lease ends"), null=True, blank=True)
    progress = models.JSONField(_("progress"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    error_class = models.CharField(_("error"), max_length=80, blank=True, default="")
    error = models.TextField(_("message"), blank=True, default="")
    requested_by = models.CharField(_("requested by"), max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        permissions = [("make_backup", _("Can see and make backups"))]
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], condition=~Q(dedupe_key=""), name="job_dedupe_key_once"),
            models.UniqueConstraint(
                fields=["aggregate_key"],
                condition=Q(state="leased") & ~Q(aggregate_key=""),
                name="job_one_leased_aggregate",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "run_at"], name="job_due"),
            models.Index(fields=["priority", "run_at", "id"], condition=Q(state="pending"), name="job_next"),
            models.Index(fields=["aggregate_key", "state"], name="job_aggregate"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
