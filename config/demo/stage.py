"""Where the demonstration's story plays, and what its chapters share."""

import secrets
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.demo.browser import Program
from config.demo.processes import Children, manage
from config.demo.service import Service

USER = "demo"


class StoryError(Exception):
    """Something did not go as told; the message says what."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The processes, the simulated partners, the console, and who listens."""

    children: Children
    service: Service
    console_url: str
    password: str
    mails: Path
    say: Callable[[str], None]

    def program(self, *scopes: str) -> Program:
        """A program with a key of its own for the REST API."""
        words = ["create_api_key", f"demo {secrets.token_hex(3)}"]
        for scope in scopes:
            words += ["--scope", scope]
        made = subprocess.run(  # noqa: S603 - our own command
            manage(*words), env=self.children.environment, capture_output=True, text=True, check=False
        )
        expect("create_api_key", made.returncode, 0, made.stderr)
        return Program(self.console_url, made.stdout.strip().splitlines()[-1])


def expect(command: str, code: int, wanted: int, words: str = "") -> None:
    """Raises StoryError when a command ended otherwise."""
    if code != wanted:
        reason = words.strip() or "see above"
        raise StoryError(f"'manage.py {command}' ended with code {code} instead of {wanted} ({reason})")
