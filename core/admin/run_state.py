"""How one run looks: its state with reason and next step, its bar, its counts, the time it still needs."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, WARNING, badge, clock, duration, grouped
from core.console import desk_of
from core.models import SyncRun

State = SyncRun.State


@dataclass(frozen=True)
class Look:
    icon: str
    tone: str
    next_step: Any


LOOKS = {
    State.QUEUED: Look("hourglass_empty", WAITING, gettext_lazy("A worker takes it next.")),
    State.RUNNING: Look("sync", BUSY, gettext_lazy("Nothing to do: it reports here when it is done.")),
    State.INTERRUPTED: Look("power_off", WARNING, gettext_lazy("Resume it: it goes on after its last finished pages.")),
    State.HELD: Look("front_hand", WARNING, gettext_lazy("Look at the changes, then approve or discard them.")),
    State.DONE: Look("check_circle", GOOD, gettext_lazy("Nothing to do.")),
    State.FAILED: Look("error", BAD, gettext_lazy("Read the message, then resume or start again.")),
    State.CANCELLED: Look("block", QUIET, gettext_lazy("Start a new one when you want.")),
    State.DISCARDED: Look("delete", QUIET, gettext_lazy("The next run looks at the same items again.")),
}
DONE_WITH_ERRORS = Look("warning", WARNING, gettext_lazy("Look at the issues; the good items are in."))


def look_of(run: SyncRun) -> Look:
    if run.state == State.DONE and run.errors:
        return DONE_WITH_ERRORS
    return LOOKS[State(run.state)]


def word_of(run: SyncRun) -> str:
    if run.state == State.DONE and run.errors:
        return _("done with errors")
    return str(State(run.state).label)


def kind_name(run: SyncRun) -> str:
    desk = desk_of(run.partner)
    return str(desk.kinds.get(run.kind, run.kind)) if desk else run.kind


def why(run: SyncRun) -> str:
    """The reason of its state in words: what holds it, what broke it, "" where there is nothing to say."""
    return " ".join(why_lines(run))


def why_lines(run: SyncRun) -> list[str]:
    """The same, a sentence a line: of several holds the one that touches the most comes first."""
    desk = desk_of(run.partner)
    parts = []
    if run.state == State.HELD:
        reasons = sorted(run.hold_reasons, key=lambda reason: -int(reason.get("count") or 0))
        parts = [desk.hold_words(reason) if desk else str(reason.get("code", "")) for reason in reasons]
    if run.error or run.error_code:
        parts.append(desk.error_words(run) if desk else run.error or run.error_code)
    return [part for part in parts if part]


def error_page(run: SyncRun) -> str:
    """Where the console tells more of what broke it, "" for a run that nothing broke."""
    desk = desk_of(run.partner)
    return desk.error_page(run) if desk else ""


def since(run: SyncRun) -> Any:
    return run.finished_at or run.started_at or run.queued_at


def state_badge(run: SyncRun) -> str:
    look = look_of(run)
    lines = [_("Since %(time)s.") % {"time": clock(since(run))}, why(run), str(look.next_step)]
    return badge(word_of(run), icon=look.icon, tone=look.tone, tooltip="\n".join(line for line in lines if line))


def percent(run: SyncRun) -> int | None:
    """How far, 0 to 100; None while the partner has not said how much there is."""
    if run.state == State.DONE:
        return 100
    if run.pages_expected:
        return min(100, run.pages * 100 // run.pages_expected)
    if run.items_expected:
        return min(100, run.total * 100 // run.items_expected)
    return None


def elapsed(run: SyncRun) -> float | None:
    if run.started_at is None:
        return None
    return ((run.finished_at or timezone.now()) - run.started_at).total_seconds()


def progress_text(run: SyncRun) -> str:
    """ "12,000 of 100,000 read, 2,400 a second, 37 s left": what is known of it."""
    if run.items_expected and run.state in {State.RUNNING, State.QUEUED, State.INTERRUPTED}:
        parts = [_("%(done)s of %(all)s read") % {"done": grouped(run.total), "all": grouped(run.items_expected)}]
    else:
        parts = [_("%(done)s read") % {"done": grouped(run.total)}]
    seconds = elapsed(run)
    if run.state == State.RUNNING and seconds and run.total:
        rate = run.total / seconds
        parts.append(_("%(rate)s a second") % {"rate": grouped(round(rate))})
        if run.items_expected and run.items_expected > run.total:
            parts.append(_("%(time)s left") % {"time": duration((run.items_expected - run.total) / rate)})
    return ", ".join(parts)


def summary(run: SyncRun) -> str:
    """What came of it, in one line: "5,000 read, 3 new, 37 changed, 7 errors"."""
    parts = [_("%(n)s read") % {"n": grouped(run.total)}]
    words = [
        (run.created, gettext_lazy("%(n)s new")),
        (run.updated, gettext_lazy("%(n)s changed")),
        (run.staged, gettext_lazy("%(n)s staged")),
        (run.errors, gettext_lazy("%(n)s errors")),
    ]
    return ", ".join([*parts, *(str(text) % {"n": grouped(number)} for number, text in words if number)])


def progress_bar(run: SyncRun) -> str:
    """A bar that `console.js` keeps up to date by the run's number; without script it is right at page load."""
    done = percent(run)
    return format_html(
        '<div class="console-run" data-run="{}" data-state="{}" data-progress-url="{}"><progress class="console-bar console-bar--{}" max="100"{}>'
        '</progress><span class="console-run__text">{}</span></div>',
        run.pk,
        run.state,
        reverse("admin:core_syncrun_progress"),
        look_of(run).tone,
        format_html(' value="{}"', done) if done is not None else "",
        progress_text(run),
    )


def progress_or_summary(run: SyncRun) -> str:
    """A bar while there is something to wait for or to go on with, afterwards what came of it."""
    if run.state in {State.QUEUED, State.RUNNING, State.INTERRUPTED, State.FAILED}:
        return progress_bar(run)
    return summary(run)


def as_progress(run: SyncRun) -> dict[str, Any]:
    """What the polling script needs of one run."""
    return {
        "id": run.pk,
        "state": run.state,
        "word": word_of(run),
        "percent": percent(run),
        "text": progress_text(run),
        "counts": {name: grouped(getattr(run, name)) for name in COUNTS},
        "finished": run.state not in {State.QUEUED, State.RUNNING},
    }


COUNTS = {
    "total": gettext_lazy("Read"),
    "created": gettext_lazy("Created"),
    "updated": gettext_lazy("Updated"),
    "unchanged": gettext_lazy("Unchanged"),
    "skipped": gettext_lazy("Skipped"),
    "errors": gettext_lazy("Errors"),
    "warnings": gettext_lazy("Warnings"),
    "missing": gettext_lazy("Missing"),
    "staged": gettext_lazy("Staged changes"),
    "pages": gettext_lazy("Pages"),
    "calls": gettext_lazy("Calls"),
}
