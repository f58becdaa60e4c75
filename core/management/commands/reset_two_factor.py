"""For whoever lost phone and recovery codes and is the only one who could have helped others."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from core.two_factor import authenticators


class Command(BaseCommand):
    help = "Take a person's two-factor login away: their password alone lets them in, until they set it up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name they log in with")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f'There is nobody named "{options["username"]}".')
        if not authenticators.remove(user, by="manage.py reset_two_factor"):
            raise CommandError(f"{user} has no two-factor login.")
        self.stdout.write(f"Two-factor login of {user} is reset.")
