"""The mark of a test that is only for suppliers with these capabilities."""

from collections.abc import Callable
from typing import Any, TypeVar

from suppliers.interface import Capability

Test = TypeVar("Test", bound=Callable[..., Any])


def needs(*capabilities: Capability) -> Callable[[Test], Test]:
    def mark(test: Test) -> Test:
        test.needed = capabilities  # type: ignore[attr-defined]
        return test

    return mark
