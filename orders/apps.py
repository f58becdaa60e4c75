from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from orders import events, handlers, money_back_tasks, parcel_tasks, purchase_tasks, states, tasks  # noqa: F401 - register what they handle, and the moves of the rows
