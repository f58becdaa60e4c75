"""How a long step tells how far it is, and is told to stop: called with bytes done and bytes in all (0: unknown)."""

from collections.abc import Callable

Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """For callers who do not wait to be told."""
