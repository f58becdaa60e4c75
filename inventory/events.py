"""The catalogue's word to everybody above it: these products have changed. Marketplaces hear of a change in no other way."""

from collections.abc import Callable, Iterable, Sequence

from core.jobs import enqueue
from core.models import Job

PRODUCTS_CHANGED_JOB = "inventory.products_changed"
CHUNK = 500

Listener = Callable[[Sequence[int]], object]
_listeners: dict[str, Listener] = {}


def products_changed(ids: Iterable[int]) -> list[Job]:
    """Files the news in the caller's transaction: one job a chunk, which holds ids only. No ids, no job."""
    unique = sorted(set(ids))
    chunks = (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))
    return [enqueue(PRODUCTS_CHANGED_JOB, {"product_ids": chunk}) for chunk in chunks]


def on_products_changed(listener: Listener) -> Listener:
    """Registers a function that is given the ids of changed products. It may be called twice with the same news."""
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def tell(ids: Sequence[int]) -> int:
    """Calls every listener; returns their number. What one raises goes out, and the job tells all of them again."""
    for listener in list(_listeners.values()):
        listener(ids)
    return len(_listeners)
