from django.db import models
from django.utils.translation import gettext_lazy as _


class RowState(models.TextChoices):
    """How far one row of a job over many rows is."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class WorkRow(models.Model):
    """One row that a job works off (`core.jobs.rows`), and what came of it. Its state is written in the transaction that
    does the work, so a worker that is killed repeats nothing.

    `seen` is the mark of what stood there when the person confirmed, "" where nothing depends on it; `code` and `text`
    say why it failed, neither with personal data.
    """

    State = RowState

    seen = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=8, choices=RowState, default=RowState.WAITING)
    code = models.CharField(max_length=60, blank=True, default="")
    text = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True
