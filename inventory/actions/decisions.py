"""Staff decide on a held run: its staged changes take effect, or never will."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from core.history import record
from core.models import SyncChange, SyncRun
from core.states import move
from inventory.actions.errors import NotPossible
from inventory.sync import changes
from inventory.sync.changes import Applied

_State = SyncRun.State


def approve(run: SyncRun, change_ids: Collection[int] | None, by: str) -> Applied:
    """Let all staged changes of a held run take effect, or only those of `change_ids`; the rest keep waiting.

    A change whose product has another value by now is left out as stale. The run ends when nothing waits any more.
    """
    run.refresh_from_db()
    if run.state != _State.HELD:
        raise NotPossible(run, "approved")
    applied = changes.apply(run, by=by, only=change_ids)
    data = {"applied": applied.applied, "stale": applied.stale, "all": change_ids is None}
    with transaction.atomic():
        record(run, "sync_run.approved", by=by, data=data, run_id=run.pk)
        run = SyncRun.objects.select_for_update().get(pk=run.pk)
        if run.state == _State.HELD and not changes.staged(run).exists():
            _end(run, _State.FAILED if run.error_code else _State.DONE, by)
    return applied


def discard(run: SyncRun, by: str) -> int:
    """Drop all that still waits in a held run. Returns how many changes that were."""
    with transaction.atomic():
        run = SyncRun.objects.select_for_update().get(pk=run.pk)
        if run.state != _State.HELD:
            raise NotPossible(run, "discarded")
        count = changes.discard(run)
        _end(run, _State.DISCARDED, by)
        record(run, "sync_run.changes_discarded", by=by, data={"changes": count}, run_id=run.pk)
    return count


def _end(run: SyncRun, state: str, by: str) -> None:
    left = SyncChange.objects.filter(run=run, counts_item=True).exclude(state=SyncChange.State.APPLIED).count()
    move(run, state, by=by, unchanged=F("unchanged") + left)
