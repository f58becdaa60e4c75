"""The jobs of the catalogue: carrying out a run that was filed, and filing one when the clock says so."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from typing import Any

from core.jobs import JobContext, Reschedule, handles
from core.models import SyncRun

MAX_ATTEMPTS = 8
LOOK_AGAIN_SECONDS = 5.0
_OVER = {SyncRun.State.DONE, SyncRun.State.HELD, SyncRun.State.CANCELLED, SyncRun.State.DISCARDED}


@handles("inventory.sync", max_attempts=MAX_ATTEMPTS)
def sync(job: JobContext) -> dict[str, Any]:
    """Carry out or continue the run of the payload. A killed attempt is taken over by the next one, page by page."""
    from inventory.source.errors import InventoryAPIError
    from inventory.sync.progress import Progress
    from inventory.sync.runs import AlreadyRunning, FencedOff
    from inventory.sync.service import carry_out

    run = SyncRun.objects.get(pk=job.payload["run_id"])
    if run.state in _OVER:
        return {"state": run.state}
    progress = Progress(lambda r, total: _show(job, r, total))
    try:
        run = carry_out(run, progress=progress, will_retry=job.attempt < MAX_ATTEMPTS)
    except AlreadyRunning as busy:
        raise Reschedule(LOOK_AGAIN_SECONDS, str(busy)) from busy
    except FencedOff:
        raise Reschedule(LOOK_AGAIN_SECONDS, "another process has taken the run over") from None
    except InventoryAPIError as error:
        if error.retry_after is not None:
            raise Reschedule(error.retry_after, str(error)) from error
        raise
    return {"state": run.state, **_figures(run)}


@handles("inventory.scheduled_sync", lease=60, max_attempts=3)
def scheduled_sync(job: JobContext) -> dict[str, Any]:
    """A schedule's tick: file a run of the payload's kind, unless one is at work. First continue what was lost."""
    from inventory.actions.runs import recover_lost_runs, start_sync
    from inventory.sync.runs import AlreadyRunning

    lost = recover_lost_runs()
    try:
        run = start_sync(
            job.payload["kind"],
            site_id=job.payload.get("site_id"),
            trigger="schedule",
            by=job.requested_by or "schedule",  # who pressed "run now", where somebody did
        )
    except AlreadyRunning as busy:
        return {"skipped": str(busy), "lost": lost}
    return {"run": run.pk, "lost": lost}


@handles("inventory.recover_runs", lease=60, max_attempts=1)
def recover_runs(job: JobContext) -> dict[str, Any]:
    """File a job for each running run whose process is gone."""
    from inventory.actions.runs import recover_lost_runs

    return {"lost": recover_lost_runs()}


@handles("inventory.products_changed")
def products_changed(job: JobContext) -> dict[str, Any]:
    """Hand the news of changed products to whoever registered for it."""
    from inventory.events import tell

    return {"listeners": tell(job.payload["product_ids"])}


def _show(job: JobContext, run: SyncRun, total: int | None) -> None:
    job.progress(run.total, total, run.kind)
    if job.is_stopping():
        raise Reschedule(0, "the worker is told to end")
    if job.is_cancelled() and not job.is_lost:
        SyncRun.objects.filter(pk=run.pk).update(cancel_requested=True)


def _figures(run: SyncRun) -> dict[str, Any]:
    from inventory.sync.service import statistics

    return {name: value for name, value in statistics(run).items() if name != "errors_list"}
