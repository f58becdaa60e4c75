"""The hub under load: its processes as a deployment starts them, on a database of its own with a small catalogue."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.bench.growth_rows import Size
from tests.faults.own_redis import OwnRedis
from tests.faults.processes import Databases, Proc, environment_for, free_port, manage, wait_until
from tests.faults.sender import KEY, Sender

SIZE = Size(products=2_000, orders=500, events=2_000)
GUNICORN = ("gunicorn", "config.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "8")
QUIET = ("--loglevel", "WARNING")
SENT = "load-"  # how the ids of the pushes begin
PREPARE = "import json; from tests.bench import load_target; print(json.dumps(load_target.prepare({numbers})))"
STORED = (
    "from core.models import InboundEvent; from orders.models import Order\n"
    f"print(InboundEvent.objects.filter(dedupe_key__contains='{SENT}').count(), Order.objects.exclude(client=None).count())"
)


@dataclass
class Target:
    """A running hub: `doors` is what a client needs to come in, `redis` is None where the hub needs none."""

    port: str
    doors: dict[str, Any]
    environment: dict[str, str]
    redis: OwnRedis | None

    @property
    def sender(self) -> Sender:
        return Sender(self.port, SimpleNamespace(webhook_path=self.doors["webhook_path"]))

    def stored(self) -> tuple[int, int]:
        """Webhooks of the load that are kept, and orders that a program told of."""
        words = manage("shell", "-v0", "-c", STORED, environment=self.environment).split()
        return int(words[-2]), int(words[-1])


def prepare(products: int, orders: int, events: int) -> dict[str, Any]:
    """In a process of the hub: rows to look at, an account whose pushes are known, a key, and somebody who is logged in."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from core.api.keys import issue_key
    from inventory.models import Product
    from suppliers.models import SupplierAccount
    from tests.bench import growth_rows

    growth_rows.fill(Size(products, orders, events))
    account = SupplierAccount.objects.create(name="Load", supplier="cj-dropshipping", webhook_key=KEY)
    _client, key = issue_key("load", ["read", "orders:write"])
    browser = Client()
    browser.force_login(User.objects.create_superuser("load"))
    return {
        "webhook_path": account.webhook_path,
        "key": key,
        "cookie": f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}",
        "products": [f"prd_{pk}" for pk in Product.objects.values_list("pk", flat=True)[:50]],
    }


@contextmanager
def running(databases: Databases, folder: Path, size: Size = SIZE) -> Iterator[Target]:
    """On PostgreSQL gunicorn, Celery and Redis; on SQLite `manage.py hub`, which needs nothing else."""
    is_production = databases.is_postgresql
    redis = OwnRedis(folder) if is_production else None
    settings: dict[str, Any] = {
        "STATIC_ROOT": folder / "static", "MEDIA_ROOT": folder, "LOG_LEVEL": "ERROR", "API_RATE": "1000000/min",
        "CELERY_BROKER_URL": redis.url if redis else "", "WORKER_POLL_SECONDS": "0.5",
    }  # fmt: skip
    environment = environment_for(databases.create(), **settings)
    numbers = f"{size.products}, {size.orders}, {size.events}"
    told = manage("shell", "-v0", "-c", PREPARE.format(numbers=numbers), environment=environment)
    port = free_port()
    processes = [
        Proc([sys.executable, *words], {**environment, **role}, folder / f"process-{number}.log")
        for number, (words, role) in enumerate(_commands(port, folder, is_production))
    ]
    try:
        target = Target(str(port), json.loads(told.splitlines()[-1]), environment, redis)
        wait_until(lambda: _answers(target.sender), 90, what="the web server")
        yield target
    finally:
        for process in processes:
            process.signal(signal.SIGTERM)
        if redis:
            redis.thaw()
            redis.kill()  # a worker that waits for its broker ends more quickly without
        for process in processes:
            process.end()


def _commands(port: int, folder: Path, is_production: bool) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    if not is_production:
        yield ("manage.py", "hub", "--port", str(port)), {}
        return
    yield ("-m", *GUNICORN, "--bind", f"127.0.0.1:{port}"), {"HUB_PROCESS_ROLE": "web"}
    yield ("-m", "celery", "-A", "config", "worker", "--concurrency", "2", *QUIET), {}
    yield ("-m", "celery", "-A", "config", "beat", "--pidfile", str(folder / "beat.pid"), *QUIET), {}


def _answers(sender: Sender) -> bool:
    try:
        return bool(sender.ask("GET", "/healthz").status == 200)
    except OSError:
        return False
