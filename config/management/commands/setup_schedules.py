"""`manage.py setup_schedules`: adds the schedules that are missing. `migrate` does the same."""

from typing import Any

from django.core.management.base import BaseCommand

from config.schedule import SCHEDULES
from core.schedules import install


class Command(BaseCommand):
    help = "Add the schedules that are missing; those that staff changed stay as they are, none is deleted."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = install(SCHEDULES)
        for word, names in (
            ("created", found.created),
            ("kept", found.kept),
            ("changed by staff, kept", found.changed),
            (
                "not in config/schedule.py, kept: delete it on the schedules page if it is no longer wanted",
                found.unknown,
            ),
        ):
            for name in names:
                self.stdout.write(f"{name}: {word}")
