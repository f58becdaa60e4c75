"""What comes in from partners: the last runs, items that did not come in, webhooks that wait or failed."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.attention import broken_runs, open_issues
from core.console import desk_of
from core.doctor.examination import State, examiner
from core.models import InboundEvent, SyncIssue, SyncRun
from core.troubles import trouble

RUNS_SHOWN = 5


@examiner("syncs", needs_database=True)
def examine_syncs() -> Iterator[tuple[State, str, str]]:
    """Runs that broke and were not made good, in the words of their pages, and what did not come in."""
    broken = broken_runs(SyncRun.objects.order_by("-pk"))[:RUNS_SHOWN]
    for run in broken:
        desk = desk_of(run.partner)
        yield (
            State.WARNING,
            f"Run #{run.pk} of {run.partner} {run.kind} broke off.",
            desk.error_words(run) if desk else "",
        )
    unsolved = open_issues(SyncIssue.objects.all()).count()
    if unsolved:
        words = trouble("catalogue", "not_imported")
        yield State.WARNING, f"{words.title}: {unsolved} open issue(s). {words.cause}", str(words.remedy)
    if not broken and not unsolved:
        yield State.OK, "No run is broken, and no item was left out.", ""


@examiner("webhooks", needs_database=True)
def examine_webhooks() -> Iterator[tuple[State, str, str]]:
    """Those that need a person, and those that wait for a worker."""
    dead = InboundEvent.objects.filter(state=InboundEvent.State.DEAD).count()
    limit = timezone.now() - timedelta(seconds=settings.ALERT_WEBHOOK_SECONDS)
    waiting = InboundEvent.objects.filter(state=InboundEvent.State.RECEIVED, received_at__lt=limit).count()
    for code, count in (("webhook_dead", dead), ("webhook_waiting", waiting)):
        if count:
            words = trouble("hub", code)
            yield State.WARNING, f"{words.title}: {count}. {words.cause}", str(words.remedy)
    if not dead and not waiting:
        yield State.OK, "None waits and none failed.", ""
