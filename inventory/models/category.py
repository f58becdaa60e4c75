from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models.sync_status import SyncStatus
from inventory.querysets import ConfirmedRows, LastSyncedAt


class Category(TimeStamped):
    """A shelf of our catalogue. `depth` and `tree_position` are written by the sync and by a staff edit of `parent`."""

    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("slug"), max_length=280, unique=True)
    description = models.TextField(_("description"), blank=True, default="")
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    image_url = models.CharField(_("picture"), max_length=1000, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    tree_position = models.PositiveIntegerField(default=0, editable=False)  # order of a depth-first walk by name

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        indexes = [models.Index(fields=["tree_position"], name="category_tree")]

    def __str__(self) -> str:
        return self.name


class ExternalCategory(models.Model):
    """What the B2B service says of one category. `parent_external_id` is kept also while that parent is unknown."""

    external_id = models.CharField(_("partner's id"), max_length=64, unique=True)
    category = models.OneToOneField(
        Category, on_delete=models.CASCADE, related_name="external", verbose_name=_("category")
    )
    parent_external_id = models.CharField(_("partner's parent id"), max_length=64, blank=True, default="")
    site_id = models.CharField(_("site"), max_length=64, blank=True, default="")
    sync_status = models.CharField(_("sync state"), max_length=8, choices=SyncStatus, default=SyncStatus.SYNCED)
    synced_at = models.DateTimeField(_("written"))
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)
    fingerprint = models.BinaryField(default=b"", editable=False)
    source_data = models.BinaryField(default=b"", editable=False)  # the item as received, JSON bytes

    objects = ConfirmedRows("categories")
    last_synced_at = LastSyncedAt()

    class Meta:
        verbose_name = _("B2B category")
        verbose_name_plural = _("B2B categories")
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.external_id}"
