from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin.apps import SimpleAdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True  # of the two in this module, what the plain entry "config" means

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        import config.celery  # noqa: F401 - makes it the app that hints are sent with
        from config import login_audit

        login_audit.connect()
        # Once a `migrate`; Django does not send the signal for an app without models, such as this one.
        post_migrate.connect(_install_schedules, sender=apps.get_app_config("core"))


def _install_schedules(using: str = "default", **_: Any) -> None:
    """Adds the schedules that are missing after each `migrate`; the ones there, changed by staff or not, are left alone."""
    from config.schedule import SCHEDULES
    from core.schedules import install, tables_exist

    if using == "default" and tables_exist():
        install(SCHEDULES)


class ConsoleConfig(SimpleAdminConfig):
    """The admin with our site as its default one; `config.urls` loads the registrations."""

    default_site = "config.admin_site.ConsoleSite"
