"""Backups: whether any are made, how old the newest is, whether this machine can see it."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.backup import is_late, is_wanted, newest
from core.backup.standing import last_failure
from core.doctor.examination import State, examiner
from core.redaction import redact_text

Line = tuple[State, str, str]
HOW = "docs/backup.md tells how."


@examiner("backups", needs_database=True)
def examine_backups() -> Iterator[Line]:
    last = newest()
    if last is None and not is_wanted():
        yield State.WARNING, "None is made.", f"Set BACKUP_FOLDER, or run 'manage.py backup' by a timer. {HOW}"
    elif last is None:
        yield State.WARNING, "None was made yet.", "Run 'manage.py backup' once, to see that it works."
    elif is_late():
        yield State.BROKEN, f"The newest is {_age(last.age().total_seconds())} old.", HOW
    else:
        yield State.OK, f"The newest, {last.name}, is {_age(last.age().total_seconds())} old.", ""
    failure = last_failure()
    if failure:
        yield State.BROKEN, f"The last try failed: {redact_text(failure)}", "Mend that, then run 'manage.py backup'."
    if is_wanted() and last is not None:  # the first backup makes the folder
        yield from _of_folder(Path(settings.BACKUP_FOLDER))


def _of_folder(folder: Path) -> Iterator[Line]:
    if not folder.is_dir():
        yield (
            State.WARNING,
            f"BACKUP_FOLDER {folder} cannot be seen from here.",
            "Is its disk mounted? Where another machine makes the backups, all is well.",
        )


def _age(seconds: float) -> str:
    return f"{seconds / 3600:.0f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - an hour
