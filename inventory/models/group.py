from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped


class ProductGroup(TimeStamped):
    """A family of variations, such as one shirt in three sizes. Its products carry the values of `option_names`."""

    title = models.CharField(_("title"), max_length=255)
    option_names = models.JSONField(_("options"), default=list, blank=True)  # ["Color", "Size"], in this order

    class Meta:
        verbose_name = _("product group")
        verbose_name_plural = _("product groups")

    def __str__(self) -> str:
        return self.title
