import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules

from core.doctor import Finding, State, areas, examine

# Modules of core.doctor, in the order of the report. Loaded by the examination alone: together they are slow to load.
OWN_EXAMINERS = (
    "configuration",
    "deployment",
    "mail",
    "database",
    "clock",
    "secrets",
    "work",
    "incoming",
    "backups",
    "people",
)


class Command(BaseCommand):
    help = (
        "Look at settings, keys, database, background work and surroundings; say what is wrong and what to do about it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
        parser.add_argument("--only", metavar="AREA", action="append", default=[], help="this area; may be repeated")
        parser.add_argument("--offline", action="store_true", help="make no call to public addresses and mail servers")
        parser.add_argument("--send-mail", metavar="ADDRESS", default="", help="also send a mail there, as a trial")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in OWN_EXAMINERS:
            import_module(f"core.doctor.{name}")

        autodiscover_modules("doctor")
        unknown = sorted(set(options["only"]) - set(areas()))
        if unknown:
            raise CommandError(f"There is no area {', '.join(unknown)}. There are: {', '.join(areas())}.")
        findings = list(examine(options["only"], offline=options["offline"]))
        if options["send_mail"]:
            findings.append(import_module("core.doctor.mail").send_trial(options["send_mail"]))
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
