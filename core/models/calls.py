from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiCall(models.Model):
    """One call to a partner, as staff may read it: address without query, body only as a redacted excerpt.

    Successful page calls of a catalogue run are counted on the run and leave no row here; whatever failed does.
    """

    partner = models.CharField(_("partner"), max_length=40)
    account_id = models.CharField(_("account"), max_length=64, blank=True, default="")
    operation = models.CharField(_("operation"), max_length=80)
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("path"), max_length=500)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    duration_ms = models.PositiveIntegerField(_("took (ms)"), default=0)
    request_id = models.CharField(_("request id"), max_length=120, blank=True, default="")
    error_class = models.CharField(_("error"), max_length=60, blank=True, default="")
    excerpt = models.TextField(_("answer, redacted"), blank=True, default="")
    run_id = models.BigIntegerField(_("run"), null=True, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("API call")
        verbose_name_plural = _("API calls")
        indexes = [
            models.Index(fields=["-created_at"], name="apicall_recent"),
            models.Index(fields=["partner", "-created_at"], name="apicall_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.method} {self.path} {self.status or self.error_class}"
