"""Runs that bring a partner's data here: one row a run, a chunk, a problem, a change that waits for the guard."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    INTERRUPTED = "interrupted", _("interrupted")
    HELD = "held", _("held for approval")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    DISCARDED = "discarded", _("discarded")


class SyncRun(models.Model):
    """One run over a partner's data.

    `scope` is the partner's site the run was limited to, "" for all ("0" is a site). `is_complete` says that every
    page was read: only complete runs with scope "" may notice that something is gone. A run is HELD while staff decide
    on its staged changes; `error_code` then still tells whether the reading itself had failed.
    """

    State = RunState

    partner = models.CharField(_("partner"), max_length=40)
    account_id = models.CharField(_("account"), max_length=64, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=40)
    scope = models.CharField(_("site"), max_length=64, blank=True, default="")
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.QUEUED)
    trigger = models.CharField(_("started from"), max_length=20, default="command")
    started_by = models.CharField(_("started by"), max_length=150, blank=True, default="")
    is_full = models.BooleanField(_("rewrites unchanged items"), default=False)
    cancel_requested = models.BooleanField(default=False, editable=False)

    page_size = models.PositiveIntegerField(default=100)
    pages_expected = models.PositiveIntegerField(_("pages expected"), null=True, blank=True)
    items_expected = models.PositiveIntegerField(_("items expected"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    total = models.PositiveIntegerField(_("read"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0)
    missing = models.PositiveIntegerField(_("missing"), default=0)
    staged = models.PositiveIntegerField(_("staged changes"), default=0)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    is_complete = models.BooleanField(_("every page read"), default=False)

    hold_reasons = models.JSONField(_("held because"), default=list, blank=True)  # [{"code": …, values…}]
    error_code = models.CharField(_("error"), max_length=40, blank=True, default="")
    error = models.TextField(_("message"), blank=True, default="")

    holder = models.CharField(_("process"), max_length=120, blank=True, default="")
    lease_token = models.CharField(max_length=36, blank=True, default="", editable=False)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    queued_at = models.DateTimeField(_("queued"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "account_id", "kind"], condition=Q(state="running"), name="one_running_run_a_kind"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
        ]
        indexes = [
            models.Index(fields=["partner", "account_id", "kind", "-finished_at"], name="run_last_finished"),
            models.Index(fields=["state"], name="run_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class SyncChunk(models.Model):
    """A stretch of pages that one run has committed, with its counts and the rows it saw.

    Written in the transaction of the chunk's own changes, so a killed run goes on with the pages that have no row here.
    `seen` packs the primary keys of our rows that the chunk confirmed.
    """

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="chunks")
    first_page = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    seen = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "first_page"], name="chunk_once_a_run")]

    def __str__(self) -> str:
        return f"run {self.run_id} pages {self.first_page}+{self.page_count}"


class IssueSeverity(models.TextChoices):
    ERROR = "error", _("error")
    WARNING = "warning", _("warning")


class SyncIssue(models.Model):
    """One item that a run could not take, or took with a remark. `code` and `values`; the words are made on the screen."""

    Severity = IssueSeverity

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="issues")
    severity = models.CharField(_("severity"), max_length=8, choices=IssueSeverity, default=IssueSeverity.ERROR)
    external_id = models.CharField(_("partner's id"), max_length=64, blank=True, default="")
    field = models.CharField(_("field"), max_length=60, blank=True, default="")
    code = models.CharField(_("cause"), max_length=60)
    values = models.JSONField(_("values"), default=dict, blank=True)
    raw = models.TextField(_("item as received"), blank=True, default="")
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("sync issue")
        verbose_name_plural = _("sync issues")
        indexes = [
            models.Index(fields=["run", "code"], name="issue_run_code"),
            # Whether the same problem was seen again later: asked of every open issue by the console's first page.
            models.Index(fields=["external_id", "code"], condition=Q(resolved_at=None), name="issue_open_item"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.external_id}"


class ChangeState(models.TextChoices):
    STAGED = "staged", _("waiting")
    APPLIED = "applied", _("applied")
    DISCARDED = "discarded", _("discarded")
    STALE = "stale", _("out of date")


class SyncChange(models.Model):
    """A change that only takes effect when its whole run is within the guard's limits, or staff approve it.

    `field` is ours (`price`, `stock`, `is_active`); `old` and `new` are its values as text; `object_id` is the primary
    key of the row it is about, `label` what staff know it by. `fingerprint` is the content hash that the external row
    gets once all of the item's changes are applied. `weight` sorts the biggest first. `counts_item`: the item had no other
    change, so the run counts it as updated when this one is applied and as unchanged when it is not.
    """

    State = ChangeState

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="changes")
    object_id = models.BigIntegerField()
    external_id = models.CharField(_("partner's id"), max_length=64)
    label = models.CharField(_("item"), max_length=255, blank=True, default="")
    field = models.CharField(_("field"), max_length=40)
    old = models.CharField(_("now"), max_length=255, blank=True, default="")
    new = models.CharField(_("would become"), max_length=255, blank=True, default="")
    weight = models.FloatField(_("size"), default=0.0)
    fingerprint = models.BinaryField(default=b"", editable=False)
    counts_item = models.BooleanField(default=False, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.STAGED)

    class Meta:
        verbose_name = _("staged change")
        verbose_name_plural = _("staged changes")
        constraints = [models.UniqueConstraint(fields=["run", "object_id", "field"], name="change_once_a_run")]
        indexes = [models.Index(fields=["run", "field", "state"], name="change_run_field")]

    def __str__(self) -> str:
        return f"{self.external_id} {self.field}: {self.old} -> {self.new}"
