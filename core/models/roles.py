from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleGrant(models.Model):
    """That a role was once given a permission by the program. It is given once: what staff take away stays away."""

    group = models.ForeignKey("auth.Group", on_delete=models.CASCADE, related_name="role_grants")
    permission = models.CharField(max_length=160)  # "app.codename"

    class Meta:
        verbose_name = _("permission given to a role")
        verbose_name_plural = _("permissions given to roles")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["group", "permission"], name="role_grant_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
