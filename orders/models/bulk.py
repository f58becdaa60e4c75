from django.db import models

from core.models import Job, RowState, WorkRow

BulkState = RowState


class BulkRow(WorkRow):
    """One row that somebody chose for a bulk action. `target` is the key of the order, purchase, parcel or message."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="+")
    target = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "target"], name="bulk_row_once")]
        indexes = [models.Index(fields=["job", "state", "id"], name="bulk_row_state")]

    def __str__(self) -> str:
        return f"{self.target} of job {self.job_id}"
