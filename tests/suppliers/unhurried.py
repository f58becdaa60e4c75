"""CJ without the limits of rate that hold for all its accounts: they have tests of their own, elsewhere they would only
be waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from suppliers.adapters.cj.client import limits


@contextmanager
def cj_unhurried() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "CALLS_PER_SECOND_BY_ADDRESS", 2000.0)
        patch.setattr(limits, "BATCHES_PER_SECOND", 2000.0)
        yield
