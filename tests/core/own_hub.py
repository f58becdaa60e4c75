"""A hub of its own in processes of its own: an SQLite file in a test's folder and settings by environment alone."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


@dataclass
class OwnHub:
    """`run("migrate")` runs a command of manage.py, `python("code")` a piece of code; both give the finished process."""

    file: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return {
            **ours,
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz",
            "DATABASE_URL": f"sqlite:///{self.file}",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def with_settings(self, **settings: str) -> "OwnHub":
        return OwnHub(self.file, {**self.settings, **settings})

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return self._finish("manage.py", *arguments)

    def python(self, code: str) -> "subprocess.CompletedProcess[str]":
        return self._finish("-c", code)

    def _finish(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def shell(self, code: str) -> "subprocess.CompletedProcess[str]":
        """Code with Django set up; raises when it fails."""
        done = self.python(
            f"import django, os\nos.environ['DJANGO_SETTINGS_MODULE']='config.settings'\ndjango.setup()\n{code}"
        )
        assert done.returncode == 0, done.stderr
        return done

    def migrate(self) -> None:
        done = self.run("migrate", "--skip-checks", "--verbosity", "0")
        assert done.returncode == 0, done.stderr

    def digest(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.file, timeout=20)) as database:
            return database.execute(sql).fetchall()
