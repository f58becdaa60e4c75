from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Workshop")

    def ready(self) -> None:
        from core import health, housekeeping, inbox  # noqa: F401 - register their job kinds
        from core.jobs import sweeping  # noqa: F401
