"""Where the apps' tables of errors meet, and the one address of each error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from core.troubles.words import ErrorWords, Words


@dataclass(frozen=True)
class Area:
    """Errors of one kind of thing. `page` names the console's page where they are mended, "" where there is no one page."""

    name: str
    title: Words
    errors: Mapping[str, ErrorWords]
    page: str = ""


_areas: dict[str, Area] = {}


def register_area(area: Area) -> None:
    _areas[area.name] = area


def areas() -> Sequence[Area]:
    """In the order in which they were registered: the lower app first."""
    return list(_areas.values())


def trouble(area: str, code: str) -> ErrorWords:
    """KeyError for a code without words: whoever asks here knows its codes."""
    return _areas[area].errors[code]


def anchor_of(area: str, code: str) -> str:
    """Where an error stands on the console's page and in the document. A code without words leads to its area."""
    known = area in _areas and code in _areas[area].errors
    return f"{area}-{code}".replace("_", "-") if known else area


def page_of(area: str, code: str) -> str:
    """The address in the console that tells of an error."""
    return f"{reverse('admin:troubleshooting')}#{anchor_of(area, code)}"
