"""An answer that is not what the documents promise leaves the room as BadPayload."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import BadPayload
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.values import Misread


@contextmanager
def understood(operation: str) -> Iterator[None]:
    """For what is read of several answers, after each was taken."""
    try:
        yield
    except Misread as problem:
        raise BadPayload(PARTNER, operation, message=f"answer not understood: {problem}") from problem
