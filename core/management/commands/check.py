from typing import Any

from django.core.management.base import SystemCheckError
from django.core.management.commands.check import Command as DjangoCheck

from core.checks import configured_secret_key, start_problems


class Command(DjangoCheck):
    help = "Check the project, and what the web process and the worker ask for before they start."

    def handle(self, *args: Any, **options: Any) -> None:
        narrowed = args or options["tags"] or options["list_tags"]
        problems = [] if narrowed else start_problems()
        for problem in problems:
            self.stderr.write(self.style.ERROR(f"{problem.id}: {problem.msg}"))
        if configured_secret_key() or narrowed:  # without it Django's own checks cannot load the addresses
            super().handle(*args, **options)
        if problems:
            raise SystemCheckError(f"The hub would not start: {len(problems)} problem(s), see above.")
