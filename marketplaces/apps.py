from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketplacesConfig(AppConfig):
    name = "marketplaces"
    verbose_name = _("Marketplaces")

    def ready(self) -> None:
        # They register what they handle, the moves of shops and listings, and the words of their history.
        from marketplaces import handlers, reasons, states, tasks  # noqa: F401
        from marketplaces.actions.categories import bringing_mappings  # noqa: F401
        from marketplaces.actions.prices import bringing_rules  # noqa: F401
