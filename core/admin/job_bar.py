"""How far one job is: a bar that `console.js` keeps up to date by asking a tiny view, and its state in words."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.admin.badges import grouped
from core.admin.jobs import LOOKS
from core.models import Job

State = Job.State
UNDER_WAY = (State.PENDING, State.LEASED)


def percent(job: Job) -> int | None:
    """0 to 100; None while nobody knows how much there is."""
    if job.state == State.DONE:
        return 100
    done, total = job.progress.get("done"), job.progress.get("total")
    return min(100, 100 * done // total) if total and done is not None else None


def text(job: Job) -> str:
    """ "12 of 40, Enamel pot": what the job says of itself, or why it waits."""
    if job.state == State.PENDING:
        return job.error or _("A worker takes it next.")
    if job.state != State.LEASED:
        return job.error
    done, total = job.progress.get("done"), job.progress.get("total")
    counted = _("%(done)s of %(total)s") % {"done": grouped(done), "total": grouped(total)} if total else ""
    return ", ".join(part for part in (counted, str(job.progress.get("text") or "")) if part)


def as_progress(job: Job) -> dict[str, Any]:
    """What the polling script needs."""
    return {"id": job.pk, "state": job.state, "percent": percent(job), "text": text(job)}


def job_bar(job: Job, url: str) -> str:
    """`url` answers with `as_progress`. Without script the bar is right as of the page's loading."""
    done = percent(job)
    return format_html(
        '<div class="console-run" data-job-url="{}" data-state="{}"><progress class="console-bar console-bar--{}" '
        'max="100"{}></progress><span class="console-run__text">{}</span></div>',
        url,
        job.state,
        LOOKS[State(job.state)][1],
        format_html(' value="{}"', done) if done is not None else "",
        text(job),
    )
