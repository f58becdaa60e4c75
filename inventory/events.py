"""The catalogue's word to everybody above it: these products have changed. Marketplaces hear of a change in no other way."""

from collections.abc import Callable, Iterable, Sequence

from core.jobs import enqueue
from core.models import Job

PRODUCTS_CHANGED_JOB = "inventory.products_changed"
CHUNK = 500

Listener = Callable[[Sequence[int]], object]
Interest = Callable[[Sequence[int]], Iterable[int]]
_listeners: dict[str, Listener] = {}
_interests: dict[str, Interest] = {}


def products_changed(ids: Iterable[int]) -> list[Job]:
    """Files the news in the caller's transaction: one job a chunk, which holds ids only. No ids, no job."""
    unique = sorted(set(ids))
    chunks = (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))
    return [enqueue(PRODUCTS_CHANGED_JOB, {"product_ids": chunk}) for chunk in chunks]


def products_changed_if_wanted(ids: Iterable[int]) -> list[Job]:
    """As `products_changed`, for changes that come by the thousand: only those of which somebody wants to hear count,
    and mostly that is nobody. One small query for each who does."""
    unique = sorted(set(ids))
    if not unique:
        return []
    return products_changed({pk for wants in _interests.values() for pk in wants(unique)})


def wants_news_of(interest: Interest) -> Interest:
    """Registers a function that says which of these products matter to it."""
    _interests[f"{interest.__module__}.{interest.__qualname__}"] = interest
    return interest


def on_products_changed(listener: Listener) -> Listener:
    """Registers a function that is given the ids of changed products. It may be called twice with the same news."""
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def tell(ids: Sequence[int]) -> int:
    """Calls every listener; returns their number. What one raises goes out, and the job tells all of them again."""
    for listener in list(_listeners.values()):
        listener(ids)
    return len(_listeners)
