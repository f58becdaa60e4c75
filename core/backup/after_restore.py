"""What apps do when a backup was put back, before anything works on it: a backup does not know what happened after it."""

from collections.abc import Callable, Iterator

from django.db import Error as AnyDatabaseError

Act = Callable[[], str]
_acts: dict[str, Act] = {}


def after_restore(remedy: str) -> Callable[[Act], Act]:
    """Registers a function that returns what it did, as a sentence. `remedy` tells people to do the same by hand: it is
    shown where the function could not run, because the backup is older than the code."""

    def register(act: Act) -> Act:
        _acts[remedy] = act
        return act

    return register


def run_acts() -> Iterator[str]:
    """What each did; where it could not, what is left for people to do."""
    for remedy, act in _acts.items():
        try:
            yield act()
        except AnyDatabaseError:
            yield remedy


def remedies() -> list[str]:
    return list(_acts)
