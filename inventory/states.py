"""Which moves a sync run may make, each with the code that history keeps."""

from core.models import SyncRun
from core.states import Transitions

_S = SyncRun.State

RUN_MOVES = Transitions(
    "core.syncrun",
    {
        (_S.QUEUED, _S.RUNNING): "started",
        (_S.QUEUED, _S.CANCELLED): "cancelled_by_staff",
        (_S.QUEUED, _S.FAILED): "could_not_start",
        (_S.RUNNING, _S.DONE): "within_limits",
        (_S.RUNNING, _S.HELD): "limits_exceeded",
        (_S.RUNNING, _S.FAILED): "reading_failed",
        (_S.RUNNING, _S.CANCELLED): "cancelled_by_staff",
        (_S.RUNNING, _S.INTERRUPTED): "interrupted",
        (_S.INTERRUPTED, _S.RUNNING): "resumed",
        (_S.INTERRUPTED, _S.CANCELLED): "cancelled_by_staff",
        (_S.INTERRUPTED, _S.DISCARDED): "superseded",
        (_S.FAILED, _S.RUNNING): "resumed",
        (_S.HELD, _S.DONE): "approved",
        (_S.HELD, _S.FAILED): "approved_after_failure",
        (_S.HELD, _S.DISCARDED): "discarded",
    },
)
