"""Settings: what would refuse a start, and who may read the `.env` file."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.checks import setting_problems
from core.doctor.examination import State, examiner

OTHERS_MAY_READ = 0o077


@examiner("settings")
def examine_settings() -> Iterator[tuple[State, str, str]]:
    problems = setting_problems()
    for problem in problems:
        yield State.BROKEN, f"{problem.id}: {problem.msg}", ""
    if not problems:
        yield State.OK, "SECRET_KEY, DEBUG, ALLOWED_HOSTS and the partners' addresses are fit to start with.", ""
    if settings.DEBUG:
        yield (
            State.WARNING,
            "DEBUG is on: errors show settings and source.",
            "Set DEBUG=false where others can connect.",
        )


@examiner(".env file")
def examine_env_file() -> Iterator[tuple[State, str, str]]:
    file = Path(os.environ.get("ENV_FILE", str(settings.BASE_DIR / ".env")))
    if not file.is_file():
        yield State.OK, "There is none: settings come from the environment.", ""
    elif os.name == "posix" and file.stat().st_mode & OTHERS_MAY_READ:
        yield State.WARNING, f"{file} may be read by other users of this machine.", f"Run: chmod 600 {file}"
    else:
        yield State.OK, f"{file} is read by its owner only.", ""
