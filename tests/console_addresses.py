"""Every way to look at a list that its page offers: pages, filters, sorts, searches."""

from collections.abc import Iterator
from typing import Any


def addresses_of(answer: Any, url: str, searches: tuple[str, ...]) -> Iterator[str]:
    """`answer` is the list's first page, opened at `url`."""
    shown = answer.context["cl"]
    yield url
    yield f"{url}?p={shown.paginator.num_pages}"
    for spec in shown.filter_specs:
        yield from (url + choice["query_string"] for choice in spec.choices(shown) if "query_string" in choice)
    if shown.model_admin.search_fields:
        yield from (f"{url}?q={term}" for term in searches)
    for number, name in enumerate(shown.list_display):
        if name in shown.sortable_by and shown.get_ordering_field(name):
            yield from (
                f"{url}?o={sign}{number}&p={page}" for sign in ("", "-") for page in (1, shown.paginator.num_pages)
            )
