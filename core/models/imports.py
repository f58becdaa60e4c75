from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.jobs import Job
from core.models.rows import RowState, WorkRow


class Outcome(models.TextChoices):
    """What a row of a file would do."""

    CREATED = "created", _("new")
    CHANGED = "changed", _("changes")
    SAME = "same", _("as it is already")
    REFUSED = "refused", _("cannot be taken")


class TableImport(models.Model):
    """A file of rows that somebody looks at before they take effect. It is confirmed once, by whoever brought it, until
    `expires_at`; `job` does the rows then, and again those that failed.

    `kind` names an `core.imports.ImportKind`, `params` what was chosen beside the file, never personal data. The file
    itself is not kept.
    """

    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(_("file"), max_length=120, blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("brought"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["created_at"], name="table_import_created")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class ImportRow(WorkRow):
    """One row of the file, or several that belong together: `number` is the line of the first, `lines` how many.

    `target` names what it is about, once a file; `values` is what is written; `changes` are pairs of old and new by
    column; `problems` are pairs of column ("" for the whole row) and words. `name`
    is never personal; the rest of a private kind is emptied as soon as the row is done or the import has expired.
    """

    Outcome = Outcome

    table = models.ForeignKey(TableImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    lines = models.PositiveIntegerField(default=1)
    target = models.CharField(max_length=250, blank=True, default="")
    name = models.CharField(max_length=300, blank=True, default="")
    outcome = models.CharField(max_length=8, choices=Outcome)
    values = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="import_outcome_known"),
            models.CheckConstraint(condition=models.Q(state__in=RowState.values), name="import_row_state_known"),
        ]
        indexes = [
            models.Index(fields=["table", "state", "id"], name="import_row_state"),
            models.Index(fields=["table", "outcome", "number"], name="import_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of import {self.table_id}"
