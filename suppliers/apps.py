from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "suppliers"

    def ready(self) -> None:
        from suppliers import handlers, states, tasks  # noqa: F401 - register what they handle, and the moves of accounts
