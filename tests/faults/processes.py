"""Real processes for the fault tests, each in its own session: started, waited for, signalled and ended by their own ids."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]


def wait_until(condition, timeout=30.0, every=0.05, what="the condition"):
    """Waits for `condition()` to be true and returns its value; fails with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"Waited {timeout:g} s for {what}.")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Proc:
    """One process and its children (a session of their own). What it prints goes to a file that tests may read."""

    def __init__(self, command, environment, log: Path):
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                env=environment,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self):
        return self.process.pid

    def output(self):
        return self.log.read_text(errors="replace")

    def wait_for(self, text, timeout=40.0):
        """Waits until the process has printed `text`; shows its last words when it dies or stays silent."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if text in self.output():
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was not printed; the last of it:\n{self.output()[-2000:]}")

    def signal(self, number):
        self.process.send_signal(number)

    def signal_group(self, number):
        """To the process and its children: they are alone in their group."""
        os.killpg(self.process.pid, number)

    def kill(self):
        self.signal_group(signal.SIGKILL)
        return self.process.wait(10)

    def wait(self, timeout=40.0):
        return self.process.wait(timeout)

    def end(self):
        """For the end of a test: whatever still runs is killed."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.signal_group(signal.SIGKILL)
            self.process.wait(10)


class Databases:
    """Throw-away databases of one test session, copied from a template that was migrated once."""

    def __init__(self, url: str, directory: Path):
        self.is_postgresql = url.startswith("postgres")
        self._server = url.rsplit("/", 1)[0]
        self._directory = directory
        self._names: list[str] = []
        self.template = self._new_url("template")
        if self.is_postgresql:
            self._admin("CREATE DATABASE {}", self.template)
        manage("migrate", "--skip-checks", "--verbosity", "0", environment=environment_for(self.template))

    def create(self) -> str:
        url = self._new_url("test")
        if self.is_postgresql:
            self._admin("CREATE DATABASE {} TEMPLATE {}", url, self.template)
        else:
            for suffix in ("", "-wal"):
                source = Path(self.template.removeprefix("sqlite:///") + suffix)
                if source.exists():
                    shutil.copy(source, url.removeprefix("sqlite:///") + suffix)
        return url

    def drop_all(self):
        for url in self._names if self.is_postgresql else []:
            self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", url)

    def refuse_connections(self, url):
        """What clients see while the server is down: connections end, new ones are refused."""
        self._admin("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false", url)
        self.terminate_connections(url)

    def allow_connections(self, url):
        self._admin("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true", url)

    def terminate_connections(self, url) -> int:
        """What a restart of the server does to its clients."""
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as server:
            rows = server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [_name(url)]
            )
            return len(rows.fetchall())

    def _new_url(self, word):
        name = f"faults_{word}_{uuid4().hex[:10]}"
        url = f"{self._server}/{name}" if self.is_postgresql else f"sqlite:///{self._directory / name}.sqlite3"
        self._names.append(url)
        return url

    def _admin(self, statement, *urls):
        names = [sql.Identifier(_name(url)) for url in urls]
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*names))


def _name(url):
    return url.rsplit("/", 1)[1]


def environment_for(url, **more):
    """The environment of a process of the hub on the database `url`; `more` overrides settings."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if key in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DATABASE_URL": url,
        "PYTHONUNBUFFERED": "1",
        "WORKER_POLL_SECONDS": "0.1",
        **{key: str(value) for key, value in more.items()},
    }


def manage(*words, environment, timeout=400):
    """Runs a management command to its end and returns what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout
