"""An answer that is not what the document promises leaves the room as BadPayload."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import BadPayload
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.values import Misread


@contextmanager
def understood(operation: str) -> Iterator[None]:
    """For what is read of an answer after it was taken."""
    try:
        yield
    except Misread as problem:
        raise BadPayload(PARTNER, operation, message=f"answer not understood: {problem}") from problem
