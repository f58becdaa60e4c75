"""The mark of tests that are only for marketplaces with certain capabilities."""

from collections.abc import Callable
from typing import Any, TypeVar

from marketplaces.interface import Capability

Test = TypeVar("Test", bound=Callable[..., Any])


def needs(*capabilities: Capability) -> Callable[[Test], Test]:
    def mark(test: Test) -> Test:
        test.needed = capabilities  # type: ignore[attr-defined]
        return test

    return mark


def shown_on(*traits: str) -> Callable[[Test], Test]:
    """Only for marketplaces whose stage says that there are such things there (`Stage.traits`)."""

    def mark(test: Test) -> Test:
        test.traits = traits  # type: ignore[attr-defined]
        return test

    return mark
