from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "suppliers"
    verbose_name = _("Suppliers")

    def ready(self) -> None:
        from suppliers import handlers, states, tasks  # noqa: F401 - register what they handle, and the moves of accounts
        from suppliers.actions import bringing_offers  # noqa: F401 - registers its kind of file
