"""Schedules are `PeriodicTask` rows, read by celery beat and by the embedded worker alike. A tick only files a job."""

from core.schedules.filing import file_due, file_tick
from core.schedules.names import TICK_TASK
from core.schedules.setup import Cron, Every, Installed, Schedule, install, tables_exist
from core.schedules.status import last_job, last_success, last_tick, run_now
from core.schedules.timing import next_due

__all__ = [
    "TICK_TASK",
    "Cron",
    "Every",
    "Installed",
    "Schedule",
    "file_due",
    "file_tick",
    "install",
    "last_job",
    "last_success",
    "last_tick",
    "next_due",
    "run_now",
    "tables_exist",
]
