"""How the hub bears a load: `make load`, or `python -m tests.bench.load [--db pg|sqlite|both]`.

SECONDS (20) and CLIENTS (8) in the environment bound it. First everything at once: webhooks, the API read and written, pages
of the console. Then webhooks alone, on the production profile once more with the broker frozen. Everything is on this
machine, the clients too: the figures compare, they promise nothing.
"""

import argparse
import itertools
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.growth_rows import Size
from tests.bench.load_clients import MIX, OF_PARTNERS, WEBHOOK, WRITE, Measured, load
from tests.bench.load_target import SIZE, running
from tests.faults.processes import Databases

FROZEN_MAY_TAKE = 2.0  # times as long, at the 99th percentile
HEAD = f"{'':28}{'requests':>9} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'worst':>8} {'errors':>7}"


@dataclass
class Outcome:
    """`stretches` by name; `lost` are webhooks and orders that were answered well and are not in the database."""

    stretches: dict[str, Measured] = field(default_factory=dict)
    lost: int = 0

    @property
    def errors(self) -> int:
        return sum(measured.errors for measured in self.stretches.values()) + self.lost

    @property
    def frozen_ratio(self) -> float | None:
        """How much longer a webhook's sender waits while the broker is frozen."""
        if "broker frozen" not in self.stretches:
            return None
        return self.stretches["broker frozen"].p(WEBHOOK, 0.99) / self.stretches["webhooks"].p(WEBHOOK, 0.99)


def measure(databases: Databases, folder: Path, seconds: float, clients: int, size: Size = SIZE) -> Outcome:
    outcome, numbers = Outcome(), itertools.count()
    with running(databases, folder, size) as target:
        load(target, min(3.0, seconds), clients, MIX, numbers)  # what is read once a process is no request's own
        before = target.stored()
        outcome.stretches["all at once"] = load(target, seconds, clients, MIX, numbers)
        outcome.stretches["webhooks"] = load(target, seconds, clients, OF_PARTNERS, numbers)
        if target.redis:
            target.redis.freeze()
            outcome.stretches["broker frozen"] = load(target, seconds, clients, OF_PARTNERS, numbers)
            target.redis.thaw()
        outcome.lost = _answered(outcome) - (sum(target.stored()) - sum(before))
    return outcome


def _answered(outcome: Outcome) -> int:
    kept = (WEBHOOK, WRITE)
    return sum(len(stretch.answers.get(kind, [])) for stretch in outcome.stretches.values() for kind in kept)


def report(outcome: Outcome) -> str:
    lines = [HEAD]
    for name, measured in outcome.stretches.items():
        for kind, answers in measured.answers.items():
            waits = [
                f"{measured.p(kind, share) * 1000:8.0f}" if answers else f"{'-':>8}" for share in (0.5, 0.95, 0.99, 1)
            ]
            rate = len(answers) / measured.seconds
            failed = measured.failed[kind]
            lines.append(
                f"{name}: {kind:<{26 - len(name)}}{len(answers):9} {rate:9.1f} {' '.join(waits)} {len(failed):7}"
            )
            lines += [f"    {word}" for word in dict.fromkeys(failed[:5])]
    if outcome.frozen_ratio is not None:
        verdict = "within" if outcome.frozen_ratio <= FROZEN_MAY_TAKE else "OVER"
        lines.append(
            f"p99 of a webhook with the broker frozen: {outcome.frozen_ratio:.2f} times, {verdict} {FROZEN_MAY_TAKE:g}"
        )
    lines.append(f"answered well and not kept: {outcome.lost}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "pg", "both"], default="both")
    asked = parser.parse_args()
    seconds, clients = float(os.environ.get("SECONDS", "20")), int(os.environ.get("CLIENTS", "8"))
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else "postgres://root@127.0.0.1:5432/postgres"
    errors = 0
    for url in {"sqlite": ["sqlite"], "pg": [server], "both": ["sqlite", server]}[asked.db]:
        with tempfile.TemporaryDirectory(prefix="load-") as name:
            databases = Databases(url, Path(name))
            try:
                outcome = measure(databases, Path(name), seconds, clients)
            finally:
                databases.drop_all()
        kind = "PostgreSQL, Redis, gunicorn, Celery" if databases.is_postgresql else "SQLite, manage.py hub"
        print(f"\n{kind}: {clients} clients, {seconds:g} s a stretch\n{report(outcome)}", flush=True)
        errors += outcome.errors
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
