"""What the hub's own rounds cost on a big database: the sweep, the minute's health check, the rounds over orders, purchases,
parcels, listings and offers, and the night's housekeeping. None of these calls a partner: a round files jobs, one a chunk.
"""

import time
from typing import Any

from tests.bench.statements import clocked_statements

Row = dict[str, Any]
ROUNDS = (
    "core.sweep", "core.health", "inventory.recover_runs", "suppliers.scheduled_refresh", "marketplaces.read_back_stale",
    "marketplaces.file_old_needs", "marketplaces.watch_stock", "orders.poll_shops", "orders.route_waiting",
    "orders.watch_purchases", "orders.follow_all", "orders.track_parcels", "orders.read_back_parcels",
    "orders.watch_parcels", "orders.read_all_disputes", "orders.follow_refunds", "orders.count_sold",
)  # fmt: skip


def rounds() -> list[Row]:
    """Each round twice: the first finds what nobody has looked at for a year, the second what is usual."""
    return [row for kind in ROUNDS for row in (_done(kind, "first"), _done(kind, "again"))]


def retention() -> Row:
    """Housekeeping as of tonight."""
    return _done("core.housekeeping", "first")


def _done(kind: str, which: str) -> Row:
    from core.jobs import enqueue, execute

    job = enqueue(kind)
    with clocked_statements() as seen:
        began = time.perf_counter()
        outcome = execute(job.pk)
        seconds = time.perf_counter() - began
    job.refresh_from_db()
    return {
        "what": f"{kind}, {which}", "outcome": str(outcome), "seconds": seconds, "queries": len(seen),
        "longest": max(seen, default=0.0), "result": job.result, "error": job.error,
    }  # fmt: skip
