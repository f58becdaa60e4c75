from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupError, Keep, Made, make_backup

MEGABYTE = 1_000_000


class Command(BaseCommand):
    help = (
        "Back up the whole database into a new folder, while the hub goes on. The encryption keys are not in it: keep them "
        "in another place."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="where the backup goes (default: BACKUP_FOLDER)")
        limits = (
            "remove backups of this hub {} (default: BACKUP_KEEP_{}; nothing is removed from a folder given with --to)"
        )
        days, count = limits.format("older than so many days", "DAYS"), limits.format("beyond so many", "COUNT")
        parser.add_argument("--keep-days", type=int, metavar="N", help=days)
        parser.add_argument("--keep-count", type=int, metavar="N", help=count)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["to"] or settings.BACKUP_FOLDER
        if not folder:
            raise CommandError("Say where it shall go: --to FOLDER, or set BACKUP_FOLDER.")
        usual = Keep() if options["to"] else Keep.from_settings()
        days, count = options["keep_days"], options["keep_count"]
        if min(days or 0, count or 0) < 0:
            raise CommandError("--keep-days and --keep-count must be 0 or more.")
        keep = Keep(usual.days if days is None else days, usual.count if count is None else count)
        try:
            self._say(make_backup(Path(folder), keep=keep, by="manage.py backup"))
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _say(self, made: Made) -> None:
        contents = made.manifest.contents
        self.stdout.write(
            f"Made {made.path}: {sum(contents.tables.values())} rows of {len(contents.tables)} tables, "
            f"{made.manifest.bytes / MEGABYTE:.1f} MB, {made.seconds:.1f} s."
        )
        if made.removed:
            self.stdout.write(f"Removed: {', '.join(made.removed)}.")
        if contents.keys:
            needed = ", ".join(f"{name} ({count} secrets)" for name, count in sorted(contents.keys.items()))
            self.stdout.write(
                f"The encryption keys are NOT in it. Its secrets can be read with these keys only: {needed}. "
                "Keep them in another place than the backup."
            )
        else:
            self.stdout.write("It holds no encrypted secret, and no encryption key.")
