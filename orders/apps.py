from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        # They register what they handle, and the moves of the rows.
        from orders import (  # noqa: F401
            after_restore,
            events,
            handlers,
            money_back_tasks,
            parcel_tasks,
            purchase_tasks,
            states,
            tasks,
        )
        from orders.actions import bringing_orders  # noqa: F401 - registers its kind of file
