"""A hub that has run for a year: `python -m tests.bench.growth [--size 100000,50000,1000000] [--db pg|sqlite|both]`.

100,000 products on sale, 50,000 orders and 1,000,000 webhooks are filled in once; each part is then measured on a copy:
every view of every list of the console, its first page and the API's lists; each round that a schedule files; and the
night's housekeeping over all that is too old. On a database of one's own, to look closer:

    DATABASE_URL=… python -m tests.bench.growth --inside fill --size 100000,50000,1000000     (migrated, empty)
    DATABASE_URL=… python -m tests.bench.growth --inside pages                                (or rounds, retention)
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.growth_pages import GOAL_QUERIES, GOAL_SECONDS
from tests.bench.growth_rows import Size
from tests.faults.processes import ROOT, Databases, environment_for

FULL = "100000,50000,1000000"
PARTS = ("pages", "rounds", "retention")
SHORT = ("short pages", "rounds", "retention")
Row = dict[str, Any]


def measure(databases: Databases, size: Size, parts: tuple[str, ...] = PARTS) -> dict[str, Any]:
    """Fills the template of `databases` and measures each part in a process and on a copy of its own."""
    began = time.monotonic()
    _inside(databases.template, "fill", size)
    found: dict[str, Any] = {"fill": time.monotonic() - began}
    for part in parts:
        url = databases.create()
        found[part.removeprefix("short ")] = _inside(url, part, size)
    return found


def _inside(url: str, part: str, size: Size) -> Any:
    numbers = f"{size.products},{size.orders},{size.events}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.growth", "--inside", part, "--size", numbers],
        cwd=ROOT,
        env=environment_for(url, CELERY_BROKER_URL="", LOG_LEVEL="CRITICAL"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def report(found: dict[str, Any]) -> str:
    lines = [f"filled in {found['fill']:.0f} s"]
    for row in found.get("pages", []):
        over = f"   over the goal: {len(row['over'])} views" if row["over"] else ""
        lines.append(
            f"{row['what']:36} {row['views']:4} views, at most {row['queries']:3} queries, "
            f"{row['seconds'] * 1000:6.0f} ms at {row['slowest']}{over}"
        )
        lines += [f"{'':10}{seconds * 1000:6.0f} ms {n:3} queries {at}" for at, (seconds, n) in row["over"].items()]
    for row in [*found.get("rounds", []), *([found["retention"]] if "retention" in found else [])]:
        lines.append(
            f"{row['what']:36} {row['outcome']:8} {row['seconds']:8.3f} s, {row['queries']:5} queries, "
            f"the longest {row['longest'] * 1000:.0f} ms  {json.dumps(row['result'])[:160]}"
        )
    if deleted := found.get("retention", {}).get("result", {}):
        touched = deleted["total"] + deleted["bodies"]
        lines.append(f"{'housekeeping':36} {touched / found['retention']['seconds']:.0f} rows a second")
    lines.append(f"goals: every page below {GOAL_SECONDS * 1000:.0f} ms and at most {GOAL_QUERIES} queries")
    return "\n".join(lines)


def run_inside(part: str, size: Size) -> Any:
    """In a process with Django set up, on the database of DATABASE_URL."""
    from tests.bench import growth_pages, growth_rows, growth_work

    if part == "fill":
        growth_rows.fill(size)
        return None
    if part in ("pages", "short pages"):
        return growth_pages.pages(is_short=part == "short pages")
    return growth_work.rounds() if part == "rounds" else growth_work.retention()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--inside", choices=["fill", "short pages", *PARTS], help="one part, in this process, on DATABASE_URL"
    )
    parser.add_argument("--size", default=FULL, help="products,orders,webhooks")
    parser.add_argument("--db", choices=["sqlite", "pg", "both"], default="both")
    parser.add_argument("--short", action="store_true", help="of each list the first page, the last and a search")
    asked = parser.parse_args()
    size = Size(*map(int, asked.size.split(",")))
    if asked.inside:
        import django

        django.setup()
        from django.test.utils import setup_test_environment

        setup_test_environment(debug=False)
        print(json.dumps(run_inside(asked.inside, size)))
        return 0
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else "postgres://root@127.0.0.1:5432/postgres"
    urls = {"sqlite": ["sqlite"], "pg": [server], "both": ["sqlite", server]}[asked.db]
    return max(_show(url, size, SHORT if asked.short else PARTS) for url in urls)


def _show(url: str, size: Size, parts: tuple[str, ...]) -> int:
    with tempfile.TemporaryDirectory(prefix="growth-") as name:
        databases = Databases(url, Path(name))
        try:
            found = measure(databases, size, parts)
        finally:
            databases.drop_all()
    kind = "PostgreSQL" if databases.is_postgresql else "SQLite"
    print(f"\nA year later, {kind}: {size}\n{report(found)}", flush=True)
    return 1 if any(row["queries"] > GOAL_QUERIES for row in found["pages"]) else 0


if __name__ == "__main__":
    sys.exit(main())
