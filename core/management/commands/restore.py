from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupError, Restored, examine_archive, restore
from core.backup.after_restore import remedies, run_acts
from core.backup.manifest import Manifest


class Command(BaseCommand):
    help = (
        "Put a backup back into the database that DATABASE_URL names, which must be empty. Nothing is written unless the "
        "backup is whole and fits this version."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", help="the backup's folder, entrepot-…")
        parser.add_argument("--check", action="store_true", help="look at the backup only; write nothing")
        parser.add_argument(
            "--as-it-was",
            action="store_true",
            help="change nothing of what was put back: buying stays on where it was on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        archive = Path(options["archive"])
        try:
            if options["check"]:
                self._describe(examine_archive(archive))
                return
            restored = restore(archive, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._describe(restored.manifest)
        self._say_what_follows(restored, as_it_was=options["as_it_was"])

    def _describe(self, manifest: Manifest) -> None:
        contents = manifest.contents
        self.stdout.write(
            f"Backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC, version {manifest.version}, {contents.server}: "
            f"{sum(contents.tables.values())} rows of {len(contents.tables)} tables."
        )
        if contents.keys:
            self.stdout.write(f"Its secrets need the keys {', '.join(sorted(contents.keys))}, which are not in it.")

    def _say_what_follows(self, restored: Restored, *, as_it_was: bool) -> None:
        self.stdout.write(self.style.SUCCESS("Restored: every table has the rows that the backup says."))
        if restored.waiting:
            self.stdout.write(
                f"It is older than this version ({len(restored.waiting)} migrations): run manage.py migrate."
            )
        if not as_it_was:
            for sentence in remedies() if restored.waiting else run_acts():
                self.stdout.write(self.style.WARNING(sentence))
        for sentence in restored.unreadable:
            self.stdout.write(self.style.ERROR(sentence))
        if restored.unreadable:
            self.stdout.write("The hub does not start like this. 'manage.py doctor' lists what cannot be read.")
        self.stdout.write("Look at it with 'manage.py doctor', then follow docs/backup.md.")
