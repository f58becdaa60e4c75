"""Makes a key for a program that uses the REST API."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.api.keys import issue_key
from core.api.scopes import READ, SCOPES


class Command(BaseCommand):
    help = "Make a key for a program that uses the REST API. It is printed once, as the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the program is called; unique")
        parser.add_argument(
            "--scope",
            action="append",
            choices=list(SCOPES),
            help="what the key may do, may be given several times (default: read). "
            + " ".join(f"{scope}: {words}" for scope, words in SCOPES.items()),
        )
        parser.add_argument("--days", type=int, help="how many days the key lives (default: without end)")

    def handle(self, *_args: Any, **options: Any) -> None:
        name, days = options["name"].strip(), options["days"]
        if not 0 < len(name) <= 100:  # noqa: PLR2004  (the column's width)
            raise CommandError("The name must have 1 to 100 characters.")
        if days is not None and not 0 < days <= 36_500:  # noqa: PLR2004  (a century)
            raise CommandError("--days must be between 1 and 36500.")
        scopes = sorted(set(options["scope"] or [READ]))
        expires_at = timezone.now() + timedelta(days=days) if days else None
        try:
            with transaction.atomic():
                client, key = issue_key(name, scopes, expires_at=expires_at)
        except IntegrityError as error:
            raise CommandError(f'There is an API client named "{name}" already.') from error
        self.stdout.write(f"API client {client.name}, scopes {', '.join(scopes)}. The key is shown only now:")
        self.stdout.write(key)
