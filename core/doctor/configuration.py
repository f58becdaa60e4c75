"""Settings: what would refuse a start, who may read the `.env` file, whether alerts leave the house."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.checks import setting_problems
from core.doctor.examination import State, examiner
from core.notify import mail_is_configured

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


@examiner("mail")
def examine_mail() -> Iterator[tuple[State, str, str]]:
    if mail_is_configured():
        off = f" Not mailed: {', '.join(settings.ALERTS_OFF)}." if settings.ALERTS_OFF else ""
        yield State.OK, f"Alerts go to {', '.join(settings.ALERT_EMAILS)} by {settings.SMTP_SERVER}.{off}", ""
    else:
        missing = " and ".join(name for name in ("SMTP_SERVER", "ALERT_EMAILS") if not getattr(settings, name))
        yield State.WARNING, "Alerts are shown on the dashboard only, nobody gets a mail.", f"Set {missing}."
