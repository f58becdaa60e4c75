from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped
from inventory.models import Category


class MappingState(models.TextChoices):
    MAPPED = "mapped", _("mapped")
    SUGGESTED = "suggested", _("suggested")
    RETIRED = "retired", _("retired by the marketplace")


class CategoryMapping(TimeStamped):
    """Which of a marketplace's categories stands for one of ours, on one national site ("" where it has one only).

    `theirs` is its id, or its free text where it has no categories of its own. A category of ours without a row follows
    the nearest one above it that is mapped. `attributes` are values that all listings there begin with,
    `{"Brand": ["Unbranded"]}`. A suggested row is used by nothing until staff accept it; `score` is how sure it is, in
    per cent.
    """

    State = MappingState

    marketplace = models.CharField(_("marketplace"), max_length=40)
    site = models.CharField(_("national site"), max_length=20, blank=True, default="")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", verbose_name=_("category"))
    state = models.CharField(_("state"), max_length=10, choices=MappingState, default=MappingState.MAPPED)
    theirs = models.CharField(_("their category"), max_length=200)
    theirs_path = models.CharField(_("their category's path"), max_length=400, blank=True, default="")
    attributes = models.JSONField(_("attributes to begin with"), default=dict, blank=True)
    score = models.PositiveSmallIntegerField(_("how sure (%)"), null=True, blank=True)

    class Meta:
        verbose_name = _("category mapping")
        verbose_name_plural = _("category mappings")
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "site", "category"], name="category_mapped_once"),
        ]
        indexes = [models.Index(fields=["marketplace", "site", "theirs"], name="category_mapping_theirs")]

    def __str__(self) -> str:
        return f"{self.category_id} -> {self.theirs}"


class RemoteCategoryNeeds(models.Model):
    """What a marketplace asks of listings in one of its categories, kept: `needs` is `CategoryNeeds.written()`, None where
    the category is gone. Read again when it is old; a listing is checked against it without a call."""

    marketplace = models.CharField(max_length=40)
    site = models.CharField(max_length=20, blank=True, default="")
    category_id = models.CharField(max_length=200)
    needs = models.JSONField(null=True, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("needs of a category")
        verbose_name_plural = _("needs of categories")
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "site", "category_id"], name="category_needs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.site} {self.category_id}".strip()
