"""Which look-alikes there are, and what each must be able to do."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, Self

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.module_loading import import_string

from core.simulation.wire import Environ, StartResponse


class Simulator(Protocol):
    """What `SIMULATORS` in the settings points to: a class whose instances are WSGI callables."""

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None: ...

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self: ...

    def environment(self, origin: str) -> dict[str, str]:
        """The settings, by name, that make the hub talk to this simulator when it is mounted at `origin`."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]: ...


def simulator_classes() -> dict[str, type[Simulator]]:
    """All simulators by their slug, loaded by dotted path: nothing of the product imports one."""
    return {slug: import_string(path) for slug, path in settings.SIMULATORS.items()}
