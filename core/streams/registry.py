"""Who knows of streams. Filled by `@streams` when the apps' `streams` modules are loaded, which is when streams are first
asked for: no other start pays for them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from core.streams.stream import Stream
from core.streams.timetable import Timetable

Source = Callable[[Timetable], Iterable[Stream]]

_sources: dict[str, tuple[Source, bool]] = {}


def streams(*, by_account: bool = False) -> Callable[[Source], Source]:
    """Registers a function that gives streams. `by_account`: it asks the database once for each account."""

    def register(source: Source) -> Source:
        _sources[f"{source.__module__}.{source.__qualname__}"] = (source, by_account)
        return source

    return register


def all_streams(now: datetime | None = None, *, by_account: bool = True) -> list[Stream]:
    """Every stream as it is now, in the order in which apps name them; without the costly ones where `by_account` is
    false."""
    autodiscover_modules("streams")
    timetable = Timetable(now or timezone.now())
    chosen = [source for source, is_by_account in _sources.values() if by_account or not is_by_account]
    return [stream for source in chosen for stream in source(timetable)]
