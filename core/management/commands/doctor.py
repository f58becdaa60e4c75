import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from core.doctor import Finding, State, examine


class Command(BaseCommand):
    help = "Look at settings, keys, database, background work and disk; say what is wrong and what to do about it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        # Here and not above: needed for the examination alone, and slow to load.
        from core.doctor import configuration, database, people, secrets, work  # noqa: F401, PLC0415

        autodiscover_modules("doctor")
        findings = list(examine())
        counts = Counter(finding.state for finding in findings)
        if options["json"]:
            states = {state.value: counts[state] for state in State}
            self.stdout.write(json.dumps({**states, "findings": [asdict(finding) for finding in findings]}, indent=2))
        else:
            for finding in findings:
                self._say(finding)
            self.stdout.write(f"{counts[State.BROKEN]} broken, {counts[State.WARNING]} to look at.")
        if counts[State.BROKEN]:
            raise SystemExit(1)

    def _say(self, finding: Finding) -> None:
        styles = {State.OK: self.style.SUCCESS, State.WARNING: self.style.WARNING, State.BROKEN: self.style.ERROR}
        word = styles.get(finding.state, str)(f"{finding.state.value:<8}")
        self.stdout.write(f"{word} {finding.area:<11} {finding.sentence}")
        if finding.remedy:
            self.stdout.write(f"{'':<21}-> {finding.remedy}")
