"""What eBay says of our calls."""

from collections.abc import Iterable, Iterator

from marketplaces.adapters.ebay.values import Obj, rows, text, whole
from marketplaces.interface import LimitReading


def readings(given: Iterable[Obj]) -> Iterator[LimitReading]:
    """One for each resource and window."""
    for family in given:
        api = text(family.get("apiName"))
        for resource in rows(family.get("resources"), "resources"):
            for rate in rows(resource.get("rates"), "rates"):
                yield LimitReading(
                    f"{api}: {text(resource.get('name'))}",
                    whole(rate.get("limit")),
                    whole(rate.get("remaining")),
                    whole(rate.get("timeWindow")),
                    text(rate.get("reset")),
                )
