from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Workshop")

    def ready(self) -> None:
        from core import health, housekeeping, inbox  # noqa: F401 - register their job kinds
        from core.backup import job  # noqa: F401
        from core.imports import running  # noqa: F401
        from core.jobs import sweeping  # noqa: F401

        # The words of all errors, so that every process can tell them.
        autodiscover_modules("reasons")
