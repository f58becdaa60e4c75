"""`manage.py hub`: the web server and the worker of a small installation, side by side."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from core.checks import require_start
from core.processes import Child, Supervisor

POSTGRESQL_WEB_PROCESSES = 2
WEB_THREADS = 8
WEB_GRACE_SECONDS = 30


class Command(BaseCommand):
    help = "Serve the console and the API, do background work, restart what dies. Ends with Ctrl-C or SIGTERM."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        require_start()
        require_free(host, port)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        children = [
            Child("web server", web_command(host, port), {"HUB_PROCESS_ROLE": "web"}),
            Child("worker", [sys.executable, manage_py(), "worker"], {"HUB_PROCESS_ROLE": "worker"}),
        ]
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        self.stdout.write(f"Entrepot serves http://{shown}:{port}/ (process {os.getpid()}, Ctrl-C ends it)")
        self.stdout.flush()
        Supervisor(children).run()
        self.stdout.write("Entrepot has ended.")


def require_free(host: str, port: int) -> None:
    """Refuses an address that cannot be listened on now, rather than restart a web server that never comes up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:  # noqa: TID251 - asks this machine, not the network
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose another with --port."
        ) from error


def web_command(host: str, port: int) -> list[str]:
    """The web server's command line.

    On SQLite one process with threads: a second process gains nothing where one writer at a time is the limit, and
    one process keeps one page cache. PostgreSQL serves two.
    """
    processes = 1 if connection.vendor == "sqlite" else POSTGRESQL_WEB_PROCESSES
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        *("--chdir", str(settings.BASE_DIR)),
        *("--bind", address),
        *("--worker-class", "gthread"),
        *("--workers", str(processes)),
        *("--threads", str(WEB_THREADS)),
        *("--graceful-timeout", str(WEB_GRACE_SECONDS)),
        *("--log-level", "warning"),
    ]


def manage_py() -> str:
    return str(Path(settings.BASE_DIR) / "manage.py")
