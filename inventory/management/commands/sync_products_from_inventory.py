from django.core.management.base import CommandParser

from inventory.management.sync_command import SyncCommand


class Command(SyncCommand):
    help = (
        "Bring the products of the B2B inventory service here. A run that would change too much is held for approval."
    )
    kind = "products"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--site-id", type=int, help="only the products of this site of the service (0 is a site)")
