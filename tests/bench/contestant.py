"""The product as a contestant of the yardstick: the two real management commands, clocked like all the others.

Started by `tests.bench.compare` with the yardstick's folder on PYTHONPATH; prints the yardstick's one JSON line. With
BENCH_TRACE (a file's path) statements are counted instead of time and memory.
"""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace


def _sync(_: SimpleNamespace) -> dict[str, int]:
    from django.core.management import call_command

    from core.models import SyncRun

    for command in ("sync_categories_from_inventory", "sync_products_from_inventory"):
        call_command(command, stdout=sys.stderr)
    run = SyncRun.objects.filter(kind="products").latest("id")
    return {name: getattr(run, name) for name in ("total", "created", "updated", "unchanged", "errors", "staged")}


def main() -> None:
    base = sys.argv[sys.argv.index("--base") + 1]
    os.environ["B2B_API_URL"] = f"{base}/api/v1"
    # Not only a default: a test run that starts this process has settings of its own in the environment.
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

    import django

    django.setup()
    # Start-up is no part of the clocked time, for us as for the others: load what the commands import before it runs.
    from contestants import lib  # type: ignore[import-not-found]  # the yardstick's own clock, found by PYTHONPATH
    from django.db import connection

    import inventory.management.commands.sync_categories_from_inventory
    import inventory.management.commands.sync_products_from_inventory  # noqa: F401 - loaded, as said above
    from tests.bench.statements import StatementCount

    if trace := os.environ.get("BENCH_TRACE"):
        counter = StatementCount(Path(trace))
        counter.start()
        statistics = _sync(SimpleNamespace())
        print(json.dumps({"statements": counter.stop(), "stats": statistics}))
        return
    connection.ensure_connection()
    lib.clocked(_sync, SimpleNamespace())


if __name__ == "__main__":
    main()
