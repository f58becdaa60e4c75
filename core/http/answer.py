from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A partner's complete answer. Header names are in lower case; `body` is decompressed.

    `elapsed_ms` is the time of the last attempt, `attempts` how many there were.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed_ms: int = 0
    attempts: int = 1

    def header(self, name: str) -> str:
        """The header's value, "" where there is none; several of one name are joined by a comma."""
        return self.headers.get(name.lower(), "")
