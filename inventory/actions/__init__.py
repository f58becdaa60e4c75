"""What can be done with the catalogue and its runs. Every door (command, schedule, admin, API) goes through these."""

from inventory.actions.connection import ConnectionReport, test_connection
from inventory.actions.decisions import approve, discard
from inventory.actions.ownership import give_back
from inventory.actions.retrying import retry_issues
from inventory.actions.runs import cancel, resume, run_now_inline, start_sync
from inventory.sync.runs import AlreadyRunning

__all__ = [
    "AlreadyRunning",
    "ConnectionReport",
    "approve",
    "cancel",
    "discard",
    "give_back",
    "resume",
    "retry_issues",
    "run_now_inline",
    "start_sync",
    "test_connection",
]
