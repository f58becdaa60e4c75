from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_CHARACTERS = 40


class OrderTag(models.Model):
    """A word that staff put on orders to find them again. `name` is kept in small letters, so each word is there once."""

    name = models.CharField(_("tag"), max_length=NAME_CHARACTERS, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name
