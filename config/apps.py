from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.db import connection


class ConfigConfig(AppConfig):
    name = "config"
    default = True  # of the two in this module, what the plain entry "config" means

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        import config.celery  # noqa: F401 - makes it the app that hints are sent with
        from config import login_audit
        from config.roles import ROLES
        from core.roles import register_roles
        from core.two_factor import session

        login_audit.connect()
        user_logged_in.connect(session.on_login, dispatch_uid="two_factor.person_confirmed")
        register_roles(ROLES)
        # For each app of the migration, after Django has made that app's permissions: its own receiver is older.
        post_migrate.connect(_install_roles, dispatch_uid="roles.install")
        # Once a `migrate`; Django does not send the signal for an app without models, such as this one.
        post_migrate.connect(_install_schedules, sender=apps.get_app_config("core"))
        _start_error_tracking()


def _start_error_tracking() -> None:
    """Where it is asked for; nothing of it is loaded elsewhere."""
    if settings.SENTRY_DSN:
        from core import error_tracking

        error_tracking.start()


def _install_schedules(using: str = "default", **_: Any) -> None:
    """Adds the schedules that are missing after each `migrate`; the ones there, changed by staff or not, are left alone."""
    from config.schedule import SCHEDULES
    from core.schedules import install, tables_exist

    if using == "default" and tables_exist():
        install(SCHEDULES)


def _install_roles(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Gives the roles what is new among this app's permissions; needs no table of ours that is not there yet."""
    from config.roles import ROLES
    from core import roles
    from core.models import RoleGrant

    apps_of_roles = {name.split(".")[0] for role in ROLES for name in role.permissions}
    if using != "default" or sender.label not in apps_of_roles:
        return
    if RoleGrant._meta.db_table in connection.introspection.table_names():
        roles.install(ROLES, sender.label)


class ConsoleConfig(SimpleAdminConfig):
    """The admin with our site as its default one; `config.urls` loads the registrations."""

    default_site = "config.admin_site.ConsoleSite"
