"""Starting, continuing and stopping runs."""

from django.db import connection, transaction
from django.db.models import QuerySet

from core.history import record
from core.jobs import cancel as cancel_job
from core.jobs import enqueue
from core.models import Job, SyncRun
from core.states import move
from inventory.actions.errors import NotPossible
from inventory.querysets import PARTNER
from inventory.source.interface import CatalogueSource
from inventory.sync import changes
from inventory.sync.progress import Progress
from inventory.sync.runs import AlreadyRunning, file_run, is_abandoned
from inventory.sync.service import carry_out

SYNC_JOB = "inventory.sync"
_State = SyncRun.State


def scope_of(site_id: int | str | None) -> str:
    """The run's scope for a site; site 0 is a site, None is all of them."""
    return "" if site_id is None else str(site_id)


def start_sync(
    kind: str,
    *,
    site_id: int | str | None = None,
    trigger: str,
    by: str,
    full: bool = False,
    resume: bool = False,
) -> SyncRun:
    """File a run and its job in one transaction. Raises AlreadyRunning when one is at work, or of the same scope waits.

    A run waits while it is queued, or interrupted with a job that will continue it. With `resume` the last interrupted
    run of the kind is continued at once, where there is one.
    """
    scope = scope_of(site_id)
    with transaction.atomic():
        _take_turns(kind)
        _refuse_second(kind)
        _refuse_waiting(kind, scope, _State.QUEUED)
        run = _resumable(kind) if resume else None
        if run is None:
            _refuse_waiting(kind, scope, _State.INTERRUPTED)
            run = file_run(kind, scope=scope, trigger=trigger, by=by, is_full=full)
            record(run, "sync_run.queued", by=by, data={"trigger": trigger}, run_id=run.pk)
        _file_job(run, by)
    return run


def run_now_inline(
    kind: str,
    *,
    site_id: int | str | None = None,
    by: str = "",
    full: bool = False,
    resume: bool = False,
    source: CatalogueSource | None = None,
    progress: Progress | None = None,
) -> SyncRun:
    """Carry a run out in this process and return it in its last state. Raises AlreadyRunning.

    A run whose process died is continued rather than begun anew, and one that waits for a worker is taken over, so that
    a hub without a worker is not stuck.
    """
    scope = scope_of(site_id)
    run = _abandoned(kind, scope) or (_resumable(kind) if resume else None)
    with transaction.atomic():
        _take_turns(kind)
        if run is None:
            _refuse_second(kind)
            run = _queued(kind, scope, is_full=full)
        if run is None:
            run = file_run(kind, scope=scope, trigger="command", by=by, is_full=full)
        else:
            _call_off_job(run, by)
    return carry_out(run, by=by, source=source, progress=progress)


def resume(run: SyncRun, by: str) -> SyncRun:
    """Continue a run that was interrupted or failed; pages already committed are not read again."""
    with transaction.atomic():
        run = SyncRun.objects.select_for_update().get(pk=run.pk)
        if run.state not in {_State.INTERRUPTED, _State.FAILED} or _is_outdated(run):
            raise NotPossible(run, "resumed")
        _refuse_second(run.kind)
        record(run, "sync_run.resume_asked", by=by, run_id=run.pk)
        _file_job(run, by)
    return run


def cancel(run: SyncRun, by: str) -> SyncRun:
    """Stop a run: at once when nobody works on it, within a chunk otherwise. What is committed stays."""
    with transaction.atomic():
        run = SyncRun.objects.select_for_update().get(pk=run.pk)
        if run.state in {_State.QUEUED, _State.INTERRUPTED}:
            changes.discard(run)
            move(run, _State.CANCELLED, by=by)
        elif run.state == _State.RUNNING:
            SyncRun.objects.filter(pk=run.pk).update(cancel_requested=True)
            record(run, "sync_run.cancel_asked", by=by, run_id=run.pk)
        else:
            raise NotPossible(run, "cancelled")
    run.refresh_from_db()
    return run


def recover_lost_runs() -> int:
    """See to it that a job continues every running run whose process is gone. Returns how many there were.

    A run whose job was given up seems to kill its workers: it is left interrupted, for staff to resume.
    """
    lost = [run for run in SyncRun.objects.filter(partner=PARTNER, state=_State.RUNNING) if is_abandoned(run)]
    for run in lost:
        if _jobs(run).filter(state=Job.State.DEAD).exists():
            move(run, _State.INTERRUPTED, by="sync", error_code="worker_lost", lease_token="", holder="")
        else:
            _file_job(run, "sync")
    return len(lost)


def _file_job(run: SyncRun, by: str) -> None:
    enqueue(SYNC_JOB, {"run_id": run.pk}, dedupe_key=_job_key(run), requested_by=by, rearm=True)


def _job_key(run: SyncRun) -> str:
    return f"{SYNC_JOB}:{run.pk}"


def _refuse_second(kind: str) -> None:
    busy = SyncRun.objects.filter(partner=PARTNER, account_id="", kind=kind)
    at_work = busy.filter(state=_State.RUNNING).first()
    if at_work is not None and not is_abandoned(at_work):
        raise AlreadyRunning(at_work)


def _take_turns(kind: str) -> None:
    """Of two starts at once the second looks when the first has committed. On SQLite any transaction sees to that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"{SYNC_JOB}:{kind}"])


def _refuse_waiting(kind: str, scope: str, state: str) -> None:
    runs = SyncRun.objects.filter(partner=PARTNER, account_id="", kind=kind, scope=scope, state=state)
    for run in runs.order_by("-pk"):
        # A run whose job was given up or cancelled will not go on by itself: it holds nobody up.
        if _jobs(run).filter(state__in=[Job.State.PENDING, Job.State.LEASED]).exists():
            raise AlreadyRunning(run)


def _queued(kind: str, scope: str, *, is_full: bool) -> SyncRun | None:
    """The run that waits for a worker and does all that is asked for. Raises AlreadyRunning when a worker has just taken it."""
    runs = SyncRun.objects.filter(partner=PARTNER, account_id="", kind=kind, scope=scope, state=_State.QUEUED)
    run = runs.filter(is_full__gte=is_full).order_by("pk").first()
    if run is not None and _jobs(run).filter(state=Job.State.LEASED).exists():
        raise AlreadyRunning(run)
    return run


def _call_off_job(run: SyncRun, by: str) -> None:
    """This process carries the run out: after Ctrl-C no worker shall go on with it."""
    for job in _jobs(run).filter(state=Job.State.PENDING):
        cancel_job(job, by)


def _jobs(run: SyncRun) -> QuerySet[Job]:
    return Job.objects.filter(dedupe_key=_job_key(run))


def _abandoned(kind: str, scope: str) -> SyncRun | None:
    run = SyncRun.objects.filter(partner=PARTNER, account_id="", kind=kind, state=_State.RUNNING, scope=scope).first()
    return run if run is not None and is_abandoned(run) else None


def _resumable(kind: str) -> SyncRun | None:
    """The kind's last run, if it stopped on the way and can go on: not where the list's pages have moved."""
    last = SyncRun.objects.filter(partner=PARTNER, account_id="", kind=kind).exclude(state=_State.QUEUED)
    run = last.order_by("-pk").first()
    if run is None or run.state not in {_State.INTERRUPTED, _State.FAILED} or run.error_code == "pages_moved":
        return None
    return run


def _is_outdated(run: SyncRun) -> bool:
    """A later run has read the same list to its end."""
    later = SyncRun.objects.filter(partner=PARTNER, account_id="", kind=run.kind, pk__gt=run.pk, is_complete=True)
    return later.exists()
