from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        # They register what they handle, and the moves of the rows.
        from orders import after_restore, events, handlers, states  # noqa: F401
        from orders.actions import bringing_orders  # noqa: F401 - registers its kind of file
        from orders.tasks import money_back, orders, parcels, purchases  # noqa: F401
