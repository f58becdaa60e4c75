from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Job, TimeStamped


class PublishPlan(TimeStamped):
    """A publication that staff prepare page by page: which products in which shops, and how far they have come. What is
    said of one listing stands on that listing, a draft until it is published. `job` is the batch that published it."""

    created_by = models.CharField(_("by"), max_length=150)
    product_ids = models.JSONField(default=list, editable=False)
    account_ids = models.JSONField(default=list, editable=False)
    page = models.PositiveSmallIntegerField(_("page"), default=1)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("publishing plan")
        verbose_name_plural = _("publishing plans")

    def __str__(self) -> str:
        return f"#{self.pk}"
