from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as StaticfilesRunserver

from core.checks import require_start


class Command(StaticfilesRunserver):
    def run(self, **options: Any) -> None:
        # Here and not in the WSGI module: an exit inside the reloader's thread would go unnoticed.
        require_start()
        super().run(**options)
