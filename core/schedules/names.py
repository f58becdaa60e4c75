"""The names that schedules, ticks and their jobs share."""

TICK_TASK = "core.tasks.tick"
TICK_KEY = "tick:"  # a schedule's job is one row, started anew for each slot
JOB_PRIORITY = 50  # before the usual 100: everything else waits for a late sweep
