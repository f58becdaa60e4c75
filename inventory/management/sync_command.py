"""What the two sync commands share: their options, the bar, the figures at the end, the exit codes."""

import json
import signal
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as AnyDatabaseError
from django.db import connection

from core.checks import require_keys
from core.errors import HubError
from core.models import SyncRun
from core.redaction import redact_text
from inventory import reasons
from inventory.actions.runs import run_now_inline
from inventory.management.bars import Display, PlainLines, open_display
from inventory.sync.preview import preview
from inventory.sync.progress import Progress
from inventory.sync.runs import AlreadyRunning, FencedOff
from inventory.sync.service import statistics

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_DONE, EXIT_FAILED, EXIT_HELD, EXIT_BUSY, EXIT_INTERRUPTED = 0, 1, 3, 4, 130
_BY_STATE = {SyncRun.State.DONE: EXIT_DONE, SyncRun.State.HELD: EXIT_HELD}


class SyncCommand(BaseCommand):
    """A run in this process. Exit codes: 0 done, 1 failed, 2 usage, 3 held, 4 already running, 130 interrupted."""

    requires_system_checks = []
    kind = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="show what a run would do, and write nothing")
        parser.add_argument(
            "--full", action="store_true", help="read every item anew, also those that have not changed"
        )
        parser.add_argument(
            "--resume", action="store_true", help="continue the last run if it was interrupted or failed"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        require_keys()
        for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell's background jobs start with it ignored
            signal.signal(number, _as_interrupt)
        display = open_display(self.kind, quiet=options["json"], stream=sys.stdout)
        try:
            with display:
                report, code = self._carry_out(options, display)
        except KeyboardInterrupt:
            report, code = (
                {"state": "interrupted", "message": "Continue it with --resume."},
                EXIT_INTERRUPTED,
            )
        except AlreadyRunning as busy:
            report = {
                "state": "already_running",
                "message": str(busy),
                "since": busy.since.isoformat(),
                "run": busy.run.pk,
            }
            code = EXIT_BUSY
        except FencedOff:
            report, code = {"state": "taken_over", "message": "Another process has taken this run over."}, EXIT_FAILED
        except HubError as error:
            report, code = {"state": "failed", "message": str(error)}, EXIT_FAILED
        except AnyDatabaseError as error:  # not even the run's own row can be written
            report = {"state": "failed", "message": database_words(error)}
            code = EXIT_FAILED
        self._print(report, as_json=options["json"])
        if code:
            sys.exit(code)

    def _carry_out(self, options: dict[str, Any], display: Display) -> tuple[dict[str, Any], int]:
        progress = Progress(display.show)
        site_id = options.get("site_id")
        if options["dry_run"]:
            found = preview(self.kind, site_id=site_id, is_full=options["full"], progress=progress)
            return found, EXIT_HELD if found["hold_reasons"] else EXIT_DONE
        run = run_now_inline(
            self.kind, site_id=site_id, by="command", full=options["full"], resume=options["resume"], progress=progress
        )
        return report_of(run), _BY_STATE.get(SyncRun.State(run.state), EXIT_FAILED)

    def _print(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, default=str))
            return
        write: Callable[[str], Any] = self.stdout.write
        PlainLines.report(report, write)


def database_words(error: AnyDatabaseError) -> str:
    """What is wrong with the database, in a sentence: away, not migrated, or what it said."""
    said = redact_text(" ".join(str(error).split()))
    try:
        tables = connection.introspection.table_names()
    except AnyDatabaseError:
        return f"The database of DATABASE_URL cannot be reached: {said}"
    if SyncRun._meta.db_table not in tables:
        return "The database has no tables yet: run 'manage.py migrate' first."
    return reasons.run_error_words("database", said)


def report_of(run: SyncRun) -> dict[str, Any]:
    """A finished run for people and machines: its statistics, state and what follows from it."""
    return {
        **statistics(run),
        "run": run.pk,
        "state": run.state,
        "staged": run.staged,
        "missing": run.missing,
        "warnings": run.warnings,
        "hold_reasons": [{**reason, "text": reasons.hold_words(reason)} for reason in run.hold_reasons],
        "message": reasons.run_error_words(run.error_code, run.error),
    }


def _as_interrupt(signum: int, frame: Any) -> None:
    """A polite end (SIGTERM) leaves the run resumable, like Ctrl-C."""
    raise KeyboardInterrupt
