"""The marks of tests that are only for some suppliers: by capability, or for those who give us tokens."""

from collections.abc import Callable
from typing import Any, TypeVar

from suppliers.interface import Capability

Test = TypeVar("Test", bound=Callable[..., Any])


def needs(*capabilities: Capability) -> Callable[[Test], Test]:
    def mark(test: Test) -> Test:
        test.needed = capabilities  # type: ignore[attr-defined]
        return test

    return mark


def needs_tokens(test: Test) -> Test:
    test.needs_tokens = True  # type: ignore[attr-defined]
    return test
