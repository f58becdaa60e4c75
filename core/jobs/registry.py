"""Which function does which kind of work. Filled by `@handles` when apps import their handlers in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.jobs.context import JobContext

HandlerFunction = Callable[[JobContext], dict[str, Any] | None]

DEFAULT_MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Handler:
    """`lease` is in seconds: how long a claim lives without a sign of life (a running worker renews it by itself)."""

    kind: str
    run: HandlerFunction
    lease: float
    max_attempts: int


_handlers: dict[str, Handler] = {}


def handles(
    kind: str, *, lease: float | None = None, max_attempts: int = DEFAULT_MAX_ATTEMPTS
) -> Callable[[HandlerFunction], HandlerFunction]:
    """Registers the function as the one that does jobs of `kind`. What it returns is kept as the job's result (JSON)."""

    def register(run: HandlerFunction) -> HandlerFunction:
        known = _handlers.get(kind)
        if known is not None and known.run.__qualname__ != run.__qualname__:
            raise ValueError(f"Two functions handle {kind!r}: {known.run.__qualname__} and {run.__qualname__}.")
        _handlers[kind] = Handler(kind, run, lease or settings.JOB_LEASE_SECONDS, max_attempts)
        return run

    return register


def find(kind: str) -> Handler | None:
    return _handlers.get(kind)


def kinds() -> list[str]:
    """The kinds this process can do. Others stay pending: during a deploy they wait for the newer code."""
    return list(_handlers)


def handlers() -> dict[str, Handler]:
    return dict(_handlers)
