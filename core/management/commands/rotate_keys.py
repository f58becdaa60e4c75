from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.checks import key_problems
from core.crypto import KeyRing
from core.keys.rotation import BATCH_SIZE, Rotation, forget_unused_canaries, rotate_all
from core.keys.usage import CANARIES, keys_in_use


class Command(BaseCommand):
    help = (
        "Move every stored secret to the first key of HUB_ENCRYPTION_KEYS. Put the new key first, keep the old one, "
        "restart, run this, then drop the old key. May be interrupted and started again."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch-size", type=int, default=BATCH_SIZE, help="secrets in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch_size"] < 1:
            raise CommandError("--batch-size must be 1 or more.")
        self._require_keys()
        outcome = rotate_all(KeyRing.from_settings(), batch_size=options["batch_size"], progress=self._say_progress)
        self._say_outcome(outcome)

    def _require_keys(self) -> None:
        """As `require_keys`, except that a lost key may be forgotten once no secret needs it."""
        secrets = [use for use in keys_in_use() if use.place != CANARIES]
        ring_problems = key_problems()
        lost_canary_only = ring_problems and ring_problems[0].id == "hub.E006" and not secrets
        if lost_canary_only:
            forget_unused_canaries(KeyRing.from_settings())
        elif ring_problems:
            raise SystemExit("\n".join(f"{problem.id}: {problem.msg}" for problem in ring_problems))

    def _say_progress(self, place: str, done: int) -> None:
        self.stdout.write(f"{place}: {done} moved")
        self.stdout.flush()

    def _say_outcome(self, outcome: Rotation) -> None:
        self.stdout.write(
            f"Key {outcome.key}: {outcome.rotated} moved, {outcome.current} were under it already, "
            f"{len(outcome.damaged)} could not be read."
        )
        if outcome.damaged:
            raise CommandError(
                "These could not be read and stay as they are; enter them anew, then start this again: "
                + ", ".join(outcome.damaged)
            )
        for name in outcome.unused:
            self.stdout.write(
                f"Nothing needs the key {name} any more: it may be dropped from the settings. "
                "Keep it as long as you keep backups from before today."
            )
