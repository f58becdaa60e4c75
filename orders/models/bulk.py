from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Job


class BulkState(models.TextChoices):
    """How far one row of a bulk action is."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class BulkRow(models.Model):
    """One row that somebody chose for a bulk action, and what came of it. Its state is written in the transaction that
    does the work, so a worker that is killed repeats nothing.

    `target` is the key of the order, purchase, parcel or message; `seen` the mark of what stood there when the person
    confirmed, "" where nothing depends on it; `code` and `text` say why it failed, neither with personal data.
    """

    State = BulkState

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="+")
    target = models.BigIntegerField()
    seen = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=8, choices=BulkState, default=BulkState.WAITING)
    code = models.CharField(max_length=60, blank=True, default="")
    text = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "target"], name="bulk_row_once")]
        indexes = [models.Index(fields=["job", "state", "id"], name="bulk_row_state")]

    def __str__(self) -> str:
        return f"{self.target} of job {self.job_id}"
