"""What workers do a second: `python -m tests.bench.worker_rates [--count 2000]`.

Jobs that do nothing (what the queue itself costs) and webhooks of products that nobody sells (read, looked up, ignored) are
filed while no worker runs; then two threads of the embedded worker, or two processes of a Celery worker, do them all. The
clock runs from the first start to the last end. At last an urgent job is filed behind as many others.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.faults.own_redis import OwnRedis
from tests.faults.processes import ROOT, Databases, Proc, environment_for, wait_until

COUNT = 2_000
WHAT = ("no-op jobs", "webhooks", "an urgent one behind them")
EMBEDDED = ("manage.py", "worker", "--threads", "2")
CELERY = ("-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "WARNING")
Row = dict[str, Any]


def measure(databases: Databases, folder: Path, worker: tuple[str, ...], what: str, count: int) -> Row:
    redis = OwnRedis(folder) if worker == CELERY else None
    environment = environment_for(
        databases.create(), CELERY_BROKER_URL=redis.url if redis else "", LOG_LEVEL="ERROR", MEDIA_ROOT=folder
    )
    proc = None
    try:
        _inside("file", what, count, environment)
        proc = Proc([sys.executable, *worker], environment, folder / f"worker-{redis is None}-{WHAT.index(what)}.log")
        wait_until(lambda: not _inside("left", what, count, environment), 60 + count / 10, every=2, what="all jobs")
        row: Row = _inside("read", what, count, environment)
        return row
    finally:
        if proc:
            proc.end()
        if redis:
            redis.kill()


def _inside(act: str, what: str, count: int, environment: dict[str, str]) -> Any:
    words = ["-m", "tests.bench.worker_rates", "--inside", act, "--what", what, "--count", str(count)]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def run_inside(act: str, what: str, count: int) -> Any:
    from core.models import Job

    if act == "left":
        return Job.objects.filter(state__in=("pending", "leased")).count()
    return _file(what, count) if act == "file" else _read(count)


def _file(what: str, count: int) -> None:
    from django.db import transaction

    from core.inbox import store
    from core.jobs import enqueue
    from suppliers.models import SupplierAccount
    from tests.faults.sender import push

    if what == "webhooks":
        account = SupplierAccount.objects.create(name="CJ", supplier="cj-dropshipping")
        for number in range(count):
            raw = push(f"m-{number}", vid=f"{number}")
            store(account.supplier, str(account.pk), f"m-{number}", "STOCK", raw, headers={})
        return
    with transaction.atomic():
        for _ in range(count):
            enqueue("faults.noop")
    if what == WHAT[-1]:
        enqueue("faults.noop", priority=20, requested_by="urgent")


def _read(count: int) -> Row:
    from core.models import Job

    jobs = Job.objects.exclude(started_at=None).exclude(finished_at=None)
    done = jobs.order_by("finished_at").values_list("started_at", "finished_at", "requested_by")
    rows = [(started, finished, by) for started, finished, by in done if started and finished]
    began = min(started for started, _, _ in rows)
    seconds = (rows[-1][1] - began).total_seconds()
    place = next((number for number, row in enumerate(rows, start=1) if row[2] == "urgent"), 0)
    return {
        "jobs": len(rows), "seconds": seconds, "dead": Job.objects.filter(state="dead").count(), "urgent_place": place,
    }  # fmt: skip


def line(database: str, worker: tuple[str, ...], what: str, row: Row) -> str:
    name = "Celery, 2 processes" if worker == CELERY else "embedded, 2 threads"
    urgent = f", the urgent one was number {row['urgent_place']}" if row["urgent_place"] else ""
    return (
        f"{database:10} {name:20} {what:26} {row['jobs']:6} in {row['seconds']:6.1f} s: "
        f"{row['jobs'] / row['seconds']:7.1f} a second{urgent}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", choices=["file", "left", "read"])
    parser.add_argument("--what", choices=WHAT)
    parser.add_argument("--count", type=int, default=COUNT)
    asked = parser.parse_args()
    if asked.inside:
        import django

        django.setup()
        print(json.dumps(run_inside(asked.inside, asked.what, asked.count)))
        return 0
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else "postgres://root@127.0.0.1:5432/postgres"
    print(f"Workers, {datetime.now().astimezone():%Y-%m-%d}", flush=True)
    dead = 0
    for url, workers in (("sqlite", [EMBEDDED]), (server, [EMBEDDED, CELERY])):
        with tempfile.TemporaryDirectory(prefix="workers-") as name:
            databases = Databases(url, Path(name))
            try:
                for worker in workers:
                    for what in WHAT:
                        row = measure(databases, Path(name), worker, what, asked.count)
                        print(line("PostgreSQL" if url != "sqlite" else "SQLite", worker, what, row), flush=True)
                        dead += row["dead"]
            finally:
                databases.drop_all()
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
