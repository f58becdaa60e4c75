"""How long a webhook's sender waits, under load, with a broker that lives, is frozen or is dead: `python -m tests.bench.webhooks`.

Each line is a hub of its own (web server and worker, real processes) on an empty database, and pushes signed as CJ signs
them, sent at an even pace over a connection each. "waits" is the time to the answer, "processed" from the door to the end
of the event's job.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.faults.own_redis import OwnRedis
from tests.faults.processes import Databases, Proc, environment_for, free_port, manage, wait_until
from tests.faults.sender import KEY, Answer, Sender, percentile, push

BROKERS = ("none", "alive", "frozen", "dead")
WARM_UP = 20
MAKE_ACCOUNT = (
    "from suppliers.models import SupplierAccount\n"
    f"print(SupplierAccount.objects.create(name='CJ', supplier='cj-dropshipping', webhook_key='{KEY}').webhook_path)"
)
READ_EVENTS = (
    "import json\nfrom core.models import InboundEvent\n"
    "rows = InboundEvent.objects.values_list('received_at', 'processed_at')\n"
    "print(json.dumps([(b - a).total_seconds() if b else None for a, b in rows]))"
)


@dataclass
class Line:
    """One line of the table; times in seconds."""

    database: str
    broker: str
    answers: list[Answer]
    processed: list[float] = field(default_factory=list)
    unprocessed: int = 0
    stored: int = 0

    @property
    def refused(self) -> int:
        return sum(answer.status != 200 for answer in self.answers)

    def shown(self) -> str:
        waits = [f"{percentile(self.answers, share) * 1000:7.0f}" for share in (0.5, 0.99, 1.0)]
        times = sorted(self.processed)
        done = [f"{times[int(share * (len(times) - 1))]:7.2f}" if times else "      -" for share in (0.5, 0.99)]
        cells = [
            f"{self.database:<8}",
            f"{self.broker:<7}",
            f"{len(self.answers):6}",
            f"{self.refused:7}",
            *waits,
            *done,
        ]
        return " | ".join([*cells, f"{self.unprocessed:11}"])


HEAD = "database | broker  | pushes | refused | p50 ms  | p99 ms  | worst   | done p50 s | p99 s | unprocessed"


def measure(databases: Databases, folder: Path, broker: str, count: int, per_second: float) -> Line:
    url = databases.create()
    redis = OwnRedis(folder) if broker != "none" else None
    settings = {"CELERY_BROKER_URL": redis.url if redis else "", "STATIC_ROOT": folder / "static", "MEDIA_ROOT": folder}
    environment = environment_for(url, **settings)
    secret = manage("shell", "-v0", "-c", MAKE_ACCOUNT, environment=environment).split()[-1]
    port = free_port()
    hub = Proc([sys.executable, "manage.py", "hub", "--port", port], environment, folder / f"hub-{port}.log")
    try:
        sender = Sender(port, SimpleNamespace(webhook_path=secret))
        wait_until(lambda: _answers(sender), 60, what="the web server")
        sender.load([push(f"warm-{number}") for number in range(WARM_UP)], per_second=20)
        if redis and broker == "frozen":
            redis.freeze()
        if redis and broker == "dead":
            redis.kill()
        answers = sender.load([push(f"m-{number}") for number in range(count)], per_second)
        line = Line("pg" if databases.is_postgresql else "sqlite", broker, answers)
        wait_until(lambda: _read(line, environment), 60, every=1, what="all events to be processed")
    finally:
        hub.signal(signal.SIGTERM)  # its children end with it, and leave the folder alone
        hub.wait()
        if redis:
            redis.kill()
    return line


def _answers(sender: Sender) -> bool:
    try:
        return bool(sender.send(b"", sign=None).status == 200)
    except OSError:
        return False


def _read(line: Line, environment: dict[str, str]) -> bool:
    """Whether all is processed; what is there stands on the line."""
    told: list[Any] = json.loads(manage("shell", "-v0", "-c", READ_EVENTS, environment=environment).splitlines()[-1])
    line.stored = len(told) - WARM_UP
    line.processed = [seconds for seconds in told if seconds is not None]
    line.unprocessed = len(told) - len(line.processed)
    return line.unprocessed == 0


def run(urls: Sequence[str], brokers: Sequence[str], count: int, per_second: float) -> list[Line]:
    lines = []
    print(f"Webhooks: {count} pushes, {per_second:g} a second\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory(prefix="webhooks-") as name:
        for number, url in enumerate(urls):
            folder = Path(name) / str(number)
            folder.mkdir()
            databases = Databases(url, folder)
            try:
                for broker in brokers:
                    lines.append(measure(databases, folder, broker, count, per_second))
                    print(lines[-1].shown(), flush=True)
            finally:
                databases.drop_all()
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "pg", "both"], default="both")
    parser.add_argument("--broker", choices=[*BROKERS, "all"], default="all")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--per-second", type=float, default=50.0)
    given = parser.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else "postgres://root@127.0.0.1:5432/postgres"
    urls = [*(["sqlite"] if given.db != "pg" else []), *([server] if given.db != "sqlite" else [])]
    lines = run(urls, BROKERS if given.broker == "all" else [given.broker], given.count, given.per_second)
    return 1 if any(line.refused or line.stored != given.count for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
