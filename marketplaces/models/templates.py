from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from marketplaces.models.account import MarketplaceAccount


class PublishTemplate(TimeStamped):
    """Choices that staff make once and use for many listings of one shop: `settings` as in
    `MarketplaceAccount.selling_settings`, what is left out follows the shop. `description_frame` stands around the
    product's description, which takes the place of `{description}`."""

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, related_name="templates", verbose_name=_("shop")
    )
    name = models.CharField(_("name"), max_length=100)
    settings = models.JSONField(_("choices"), default=dict, blank=True)
    attributes = models.JSONField(_("attributes to begin with"), default=dict, blank=True)
    description_frame = models.TextField(_("frame of the description"), blank=True, default="")

    class Meta:
        verbose_name = _("publishing template")
        verbose_name_plural = _("publishing templates")
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="publish_template_once")]

    def __str__(self) -> str:
        return self.name
